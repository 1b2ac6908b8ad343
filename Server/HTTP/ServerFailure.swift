/// Why the server could not begin to listen, as one clear sentence for people.
public struct ServerFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong.
    public enum Code: Hashable, Sendable {
        /// Another program listens there.
        case addressInUse
        /// The address is none of this machine, or the port needs rights.
        case addressUnavailable
        /// A certificate or key cannot be read.
        case certificate
    }

    /// What is wrong.
    public var code: Code
    /// The sentence.
    public var message: String

    /// A failure in words.
    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// The sentence.
    public var description: String { message }
}

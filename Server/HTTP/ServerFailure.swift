/// Why the server could not begin to listen, as one clear sentence for people.
public struct ServerFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// Why the server cannot begin.
    public enum Code: Hashable, Sendable {
        /// Another program listens there.
        case addressInUse
        /// The address is none of this machine, or the port needs rights.
        case addressUnavailable
        /// A certificate or key cannot be read.
        case certificate
    }

    /// Which of the reasons it is.
    public var code: Code
    /// What is wrong and what to do, in a sentence.
    public var message: String

    /// A failure in words.
    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// The sentence alone, for logs.
    public var description: String { message }
}

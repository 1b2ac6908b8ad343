/// Why a verb of the administration did not do what was asked, as one clear sentence for people.
public struct FeedFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong and what to do.
    public var message: String

    /// A failure in words.
    public init(_ message: String) {
        self.message = message
    }

    /// The sentence alone, for logs.
    public var description: String { message }
}

/// What is wrong with a programme pack, and where.
public struct ProgrammeError: Error, Hashable, CustomStringConvertible {
    /// The file, as the person named its folder.
    public var file: String
    /// The line in the file, from 1; `nil` where the whole file is meant.
    public var line: Int?
    /// One sentence: what is wrong and what is wanted.
    public var reason: String

    /// An error from its parts.
    public init(file: String, line: Int? = nil, reason: String) {
        self.file = file
        self.line = line
        self.reason = reason
    }

    /// `FILE:LINE: reason`.
    public var description: String {
        line.map { "\(file):\($0): \(reason)" } ?? "\(file): \(reason)"
    }
}

/// What is wrong with a programme pack, and where.
public struct ProgrammeError: Error, Hashable, CustomStringConvertible {
    /// The file, as the person named its folder.
    public var file: String
    /// The line in the file, from 1; `nil` where the whole file is meant.
    public var line: Int?
    /// What is wrong and what is wanted.
    public var problem: PackProblem

    /// An error from its parts.
    public init(file: String, line: Int? = nil, _ problem: PackProblem) {
        self.file = file
        self.line = line
        self.problem = problem
    }

    /// Where it is: `FILE:LINE`.
    public var place: String { line.map { "\(file):\($0)" } ?? file }

    /// `FILE:LINE: what is wrong`.
    public var description: String { "\(place): \(problem)" }
}

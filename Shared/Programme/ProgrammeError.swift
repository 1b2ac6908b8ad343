/// What is wrong with a programme pack, and where.
package struct ProgrammeError: Error, Hashable, CustomStringConvertible {
    /// The file, as the person named its folder.
    package var file: String
    /// The line in the file, from 1; `nil` where the whole file is meant.
    package var line: Int?
    /// What is wrong and what is wanted.
    package var problem: PackProblem

    /// An error from its parts.
    package init(file: String, line: Int? = nil, _ problem: PackProblem) {
        self.file = file
        self.line = line
        self.problem = problem
    }

    /// Where it is: `FILE:LINE`.
    package var place: String { line.map { "\(file):\($0)" } ?? file }

    /// `FILE:LINE: what is wrong`.
    package var description: String { "\(place): \(problem)" }
}

public import Programme
public import SyncModel

/// What can be said in Chinese as well: a switch over all cases, so that one without a sentence does not compile.
public protocol InChinese: Explained {
    /// One sentence, or its part behind a place.
    var inChinese: String { get }
}

extension Text {
    /// What went wrong, in both languages.
    public init(_ problem: some InChinese) {
        self.init(en: problem.inEnglish, zh: problem.inChinese)
    }

    /// What went wrong somewhere: a field, or a file and a line in it.
    public init(_ problem: some InChinese, at place: String) {
        self.init(en: "\(place): \(problem.inEnglish)", zh: "\(place)：\(problem.inChinese)")
    }

    /// Why a file is no table.
    public init(_ failure: CSVFile.Failure) {
        let problem = Text(failure.problem)
        self = failure.line.map { Text(en: "line \($0): \(problem.en)", zh: "第 \($0) 行：\(problem.zh)") } ?? problem
    }
}

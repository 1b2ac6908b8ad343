package import Programme
package import SyncModel
package import Translations

extension Text {
    /// What went wrong, in both languages.
    package init(_ problem: some InChinese) {
        self.init(en: problem.inEnglish, zh: problem.inChinese)
    }

    /// What went wrong somewhere: a field, or a file and a line in it.
    package init(_ problem: some InChinese, at place: String) {
        self.init(en: "\(place): \(problem.inEnglish)", zh: "\(place)：\(problem.inChinese)")
    }

    /// What the other side told.
    /// - Parameter fallback: what is said in Chinese before the words of a newer program.
    package init<Problem: InChinese>(_ problem: Told<Problem>, else fallback: String = "原文") {
        self.init(en: problem.inEnglish, zh: problem.inChinese(else: fallback))
    }

    /// Why a file is no table.
    package init(_ failure: CSVFile.Failure) {
        let problem = Text(failure.problem)
        self = failure.line.map { Text(en: "line \($0): \(problem.en)", zh: "第 \($0) 行：\(problem.zh)") } ?? problem
    }
}

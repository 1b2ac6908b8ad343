import Console

// What an interruption leaves behind, verb by verb; of the others nobody can say.
extension List: ReadingVerb {}
extension Show: ReadingVerb {}
extension ListDevices: ReadingVerb {}
extension DetainedChanges: ReadingVerb {}
extension Conflicts: ReadingVerb {}
extension PossibleDuplicates: ReadingVerb {}
extension VerifyAudit: ReadingVerb {}
extension Verify: ReadingVerb {}

extension Report: Interruptible {
    var whenInterrupted: Text {
        Text(
            en: "A file holds what it held before, or the whole report: run it again.",
            zh: "文件保持原样，或已是完整的报表，可重新运行。"
        )
    }
}

import Console

// What an interruption leaves behind, verb by verb; of the others nobody can say.
extension List: ReadingVerb {}
extension Show: ReadingVerb {}
extension Explain: ReadingVerb {}
extension Status: ReadingVerb {}
extension Doctor: ReadingVerb {}
extension SQL: ReadingVerb {}
extension ConflictList: ReadingVerb {}
extension RefusedList: ReadingVerb {}
extension PossibleDuplicates: ReadingVerb {}

extension Export: Interruptible {
    var whenInterrupted: Text {
        Text(
            en: "The file holds what it held before, or the whole export: run it again.",
            zh: "文件保持原样，或已是完整的导出内容，可重新运行。"
        )
    }
}

extension Sync: Interruptible {
    var whenInterrupted: Text {
        watch
            ? Text(en: "The watch has ended. ", zh: "持续同步已结束。") + Sentences.kept
            : Sentences.kept + Text(en: " Run it again to go on.", zh: "再次运行即可继续。")
    }
}

extension Verify: Interruptible {
    var whenInterrupted: Text {
        Text(en: "Nothing that was typed here was removed: run it again.", zh: "本机录入的内容没有被删除，可重新运行。")
    }
}

import Translations

/// Errors that no verb foresaw, in words: never a type's name or a line of code.
enum Unexpected {
    static func failure(for error: any Error) -> Failure {
        if error is CancellationError {
            return Failure(
                en: "Stopped before the end.",
                zh: "操作在完成前被中断。",
                adviceEn: "Run it again to go on.",
                adviceZh: "再次运行即可继续。"
            )
        }
        if let problem = error as? any InChinese { return Failure(.failed, Text(problem)) }
        let words = String(describing: error)
        return known(words)
            ?? Failure(
                .failed,
                isPlain(words)
                    ? Text(en: "Something went wrong: \(words)", zh: "出现了意外问题：\(words)")
                    : Text(en: "Something went wrong.", zh: "出现了意外问题。"),
                advice: Text(
                    en: "Try again; if it comes back, keep the files as they are and ask for support.",
                    zh: "请重试；若再次出现，请保留现有文件并联系技术支持。"
                )
            )
    }

    /// What storage says in numbers.
    private static func known(_ words: String) -> Failure? {
        if words.contains("SQLite error 13") || words.contains("No space left") {
            return Failure(
                en: "The disk is full.",
                zh: "磁盘已满。",
                adviceEn: "Free some space and try again.",
                adviceZh: "请腾出空间后重试。"
            )
        }
        if words.contains("SQLite error 5") {
            return Failure(
                en: "Another program keeps the database busy.",
                zh: "数据库正被其他程序占用。",
                adviceEn: "Wait until it has finished, then try again.",
                adviceZh: "请等它结束后重试。"
            )
        }
        if words.contains("SQLite error 8") || words.contains("SQLite error 14") {
            return Failure(
                en: "The database cannot be written.",
                zh: "数据库无法写入。",
                adviceEn: "Check that the folder exists and that you may write there.",
                adviceZh: "请检查文件夹是否存在、是否有写权限。"
            )
        }
        if words.contains("SQLite error 11") || words.contains("SQLite error 26") {
            return Failure(
                en: "The database file is damaged or is no database.",
                zh: "数据库文件已损坏，或不是数据库文件。",
                adviceEn: "Keep the file as it is and ask for support.",
                adviceZh: "请保留该文件并联系技术支持。"
            )
        }
        return nil
    }

    /// A sentence that a person may read: no code in it.
    private static func isPlain(_ words: String) -> Bool {
        let code = ["Optional(", "Error(", "Error.", "NSError", ".swift", "Swift.", "(", "{", "::"]
        return words.contains(" ") && !code.contains { words.contains($0) }
    }
}

/// What is taken from the command line before the verbs see it.
public enum Arguments {
    /// The word after `--lang`, if it is there.
    static func language(in arguments: [String]) -> String? {
        for (index, argument) in arguments.enumerated() {
            if argument == "--" { return nil }
            if argument.hasPrefix("--lang=") { return String(argument.dropFirst("--lang=".count)) }
            if argument == "--lang" { return index + 1 < arguments.count ? arguments[index + 1] : "" }
        }
        return nil
    }

    /// The arguments without `--lang`, which every verb takes at any place.
    /// - Throws: ``Failure`` of usage if the language is neither `zh` nor `en`.
    static func withoutLanguage(_ arguments: [String]) throws(Failure) -> [String] {
        guard let named = language(in: arguments) else { return arguments }
        guard Language(rawValue: named) != nil else {
            throw Failure(.usage, en: "--lang takes zh or en, not “\(named)”.", zh: "--lang 只能是 zh 或 en，不能是“\(named)”。")
        }
        guard let index = arguments.firstIndex(where: { $0 == "--lang" || $0.hasPrefix("--lang=") }) else { return arguments }
        var rest = arguments
        rest.removeSubrange(index..<(arguments[index] == "--lang" ? index + 2 : index + 1))
        return rest
    }

    /// Splits `field=value` at the first equals sign.
    /// - Throws: ``Failure`` of usage if there is no field or no equals sign.
    public static func assignment(_ text: String) throws(Failure) -> (field: String, value: String) {
        guard let sign = text.firstIndex(of: "="), sign > text.startIndex else {
            throw Failure(
                .usage,
                en: "“\(text)” is not of the form field=value.",
                zh: "“\(text)”不是“字段=值”的形式。",
                adviceEn: "Write it without spaces around the equals sign; put quotes around a value with spaces.",
                adviceZh: "等号两边不要有空格；值里有空格时请加引号。"
            )
        }
        return (String(text[..<sign]), String(text[text.index(after: sign)...]))
    }

    /// Splits several; of two values for one field nobody knows which is meant.
    /// - Throws: ``Failure`` of usage also if a field is given twice.
    public static func assignments(_ texts: [String]) throws(Failure) -> [(field: String, value: String)] {
        var all: [(field: String, value: String)] = []
        for text in texts {
            let one = try assignment(text)
            guard !all.contains(where: { $0.field == one.field }) else {
                throw Failure(
                    .usage,
                    en: "\(one.field) is given twice.",
                    zh: "\(one.field) 写了两次。",
                    adviceEn: "Write each field once.",
                    adviceZh: "每个字段只写一次。"
                )
            }
            all.append(one)
        }
        return all
    }
}

import Programme
import Records
package import SyncModel

/// What is taken from the command line before the verbs see it.
package enum Arguments {
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
        guard let index = arguments.firstIndex(where: { $0 == "--lang" || $0.hasPrefix("--lang=") }) else {
            return arguments
        }
        var rest = arguments
        rest.removeSubrange(index..<(arguments[index] == "--lang" ? index + 2 : index + 1))
        return rest
    }

    /// Splits `field=value` at the first equals sign.
    /// - Throws: ``Failure`` of usage if there is no field or no equals sign.
    package static func assignment(_ text: String) throws(Failure) -> (field: String, value: String) {
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
    /// - Throws: ``Failure``, of usage also if a field is given twice.
    package static func assignments(
        _ texts: [String],
        of collection: Programme.Collection
    ) throws(Failure) -> [(field: Programme.Field, value: String)] {
        var all: [(field: Programme.Field, value: String)] = []
        for text in texts {
            let (name, value) = try assignment(text)
            if let sign = name.last, sign == "+" || sign == "-",
                collection.fields(called: String(name.dropLast())).count == 1
            {
                throw Failure(
                    .usage,
                    en: "The sign stands behind the “=”: \(name.dropLast())=\(sign)\(value).",
                    zh: "加减号写在“=”之后：\(name.dropLast())=\(sign)\(value)。"
                )
            }
            let field = try field(name, of: collection)
            guard !all.contains(where: { $0.field == field }) else {
                throw Failure(
                    .usage,
                    en: "\(field.name) is given twice.",
                    zh: "\(field.name) 写了两次。",
                    adviceEn: "Write each field once.",
                    adviceZh: "每个字段只写一次。"
                )
            }
            all.append((field, value))
        }
        return all
    }

    /// The field that somebody means by its name or, where no other has it, by its title.
    /// - Throws: ``Failure`` if it could be none or several.
    package static func field(_ name: String, of collection: Programme.Collection) throws(Failure) -> Programme.Field {
        let fields = collection.fields(called: name)
        if fields.count == 1 { return fields[0] }
        let names = (fields.isEmpty ? collection.fields : fields).map(\.name).joined(separator: ", ")
        guard fields.isEmpty else {
            throw Failure(
                en: "“\(name)” could be any of the fields \(names).",
                zh: "“\(name)”同时是字段 \(names) 的名称。",
                adviceEn: "Write the field's name instead.",
                adviceZh: "请改写字段名。"
            )
        }
        throw Failure(
            en: "\(collection.name) has no field “\(name)”.",
            zh: "表 \(collection.name) 没有字段“\(name)”。",
            adviceEn: "Its fields are: \(names).",
            adviceZh: "它的字段有：\(names)。"
        )
    }
}

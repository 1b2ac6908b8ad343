/// What stands in the quotes of a source, and what a sentence for people must not have.
enum Sayings {
    /// English that a Chinese sentence may have: commands, names of formats and units.
    private static let permitted: Set<String> = [
        "duikou", "server", "sync", "verify", "repair", "refused", "conflicts", "doctor", "yes", "true", "false", "SHA",
        "UTF", "GB18030",
        "KiB", "MiB", "xNN", "home", "init", "programme", "data", "yaml", "YAML", "CSV", "PEM", "HTTP", "SQLite",
        "SELECT", "TEXT",
        "Decimal", "base64url", "lang", "zh", "en", "id", "sep", "T08", "ABCDE", "FGHJK", "name",
    ]

    /// Words of English in a sentence, beside the values in it.
    static func english(in chinese: String, besides values: [String] = []) -> [String] {
        let rest = values.sorted { $0.count > $1.count }.reduce(chinese) {
            $1.isEmpty ? $0 : $0.replacing($1, with: " ")
        }
        return rest.matches(of: /[A-Za-z][A-Za-z0-9]+/).map { String($0.0) }.filter { !permitted.contains($0) }
    }

    /// The texts in quotes, with a blank in place of each value in them; of comments nothing.
    static func literals(in source: String) -> [String] {
        source.split(separator: "\n").flatMap { line -> [String] in
            guard !line.drop(while: { $0 == " " }).hasPrefix("//") else { return [] }
            var rest = line[...]
            var found: [String] = []
            while let quote = rest.firstIndex(of: "\""), !rest[..<quote].contains("//") {
                rest = rest[rest.index(after: quote)...]
                found.append(literal(&rest))
            }
            return found
        }
    }

    /// - Parameter rest: what stands behind the quote; then what stands behind the literal.
    private static func literal(_ rest: inout Substring) -> String {
        var text = ""
        while let letter = rest.popFirst(), letter != "\"" {
            guard letter == "\\" else {
                text.append(letter)
                continue
            }
            switch rest.popFirst() {
            case "(":
                text.append(" ")
                skipValue(&rest)
            case "u": rest = rest.drop { $0 != "}" }.dropFirst()
            case let escaped?: text.append(escaped)
            case nil: break
            }
        }
        return text
    }

    private static func skipValue(_ rest: inout Substring) {
        var depth = 1
        while depth > 0, let letter = rest.popFirst() {
            switch letter {
            case "(": depth += 1
            case ")": depth -= 1
            case "\"": _ = literal(&rest)
            default: break
            }
        }
    }
}

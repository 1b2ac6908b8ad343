/// How long, how wide and how told apart: rules that need the shape of declarations, which stands in their indentation.
enum ShapeRules {
    static let functionLinesMax = 70
    static let unlabelledMax = 3
    static let docWordsMin = 4
    static let columnsMax = 120

    /// From the line that begins a function to the brace that ends it.
    static func functions(path: String, text: String) -> [String] {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        return lines.indices.compactMap { start in
            guard let name = declared(in: lines[start]) else { return nil }
            let indentation = lines[start].prefix { $0 == " " }.count
            let end = lines[start...].dropFirst().firstIndex { line in
                !line.isEmpty && !line.allSatisfy { $0 == " " } && line.prefix { $0 == " " }.count <= indentation
                    && ![")", "{", "where"].contains { line.dropFirst(indentation).hasPrefix($0) }
            }
            guard let end, lines[end].dropFirst(indentation).hasPrefix("}"), end - start >= functionLinesMax else {
                return nil
            }
            return "\(path):\(start + 1): \(name) has \(end - start + 1) lines; split it (\(functionLinesMax) at most)"
        }
    }

    /// Who calls with more values in a row than a person tells apart says which is which.
    /// - Returns: the functions, as `folder: name`.
    static func unlabelled(path: String, text: String) -> [String] {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        return lines.indices.compactMap { start in
            guard let name = declared(in: lines[start]), !name.hasPrefix("var ") else { return nil }
            var depth = 0
            var isParameterNext = false
            var count = 0
            // The attributes before the name have brackets of their own.
            var rest = lines[start...].prefix(40).joined(separator: "\n")[...]
            if let range = rest.ranges(of: name).first { rest = rest[range.upperBound...] }
            for character in rest {
                switch character {
                case "(", "[":
                    depth += 1
                    isParameterNext = depth == 1
                case ")", "]": depth -= 1
                case ",": isParameterNext = depth == 1
                case " ", "\n": continue
                default:
                    if isParameterNext, character == "_" { count += 1 }
                    isParameterNext = false
                }
                if depth == 0, character == ")" { break }
                if depth < 0 { break }
            }
            return count > unlabelledMax ? "\(folder(of: path)): \(name)" : nil
        }
    }

    /// Types that a reader meets under one name in two files outside the tests.
    static func twins(_ files: [(path: String, text: String)]) -> [String] {
        var places: [String: Set<String>] = [:]
        for file in files where !file.path.hasPrefix("Tests/") {
            for line in file.text.split(separator: "\n") where line.first?.isLetter ?? false {
                let words = line.split { !($0.isLetter || $0.isNumber || $0 == "_") }
                guard
                    let kind = words.firstIndex(where: {
                        ["struct", "class", "enum", "actor", "protocol", "typealias"].contains($0)
                    }),
                    words[..<kind].allSatisfy({
                        ["public", "package", "final", "indirect", "nonisolated"].contains($0)
                    }),
                    words.indices.contains(kind + 1)
                else { continue }
                places[String(words[kind + 1]), default: []].insert(file.path)
            }
        }
        return places.filter { $0.value.count > 1 }.keys.sorted()
    }

    /// Files that are not found by the name of what they hold: `A.swift` declares `A`, `A+Topic.swift` declares or
    /// extends it. Tests are named by what they tell.
    static func misnamed(_ files: [(path: String, text: String)]) -> [String] {
        files.filter { file in
            guard !file.path.hasPrefix("Tests/"), !file.path.hasPrefix("Examples/"), file.path.contains("/"),
                !file.path.hasSuffix("/main.swift")
            else { return false }
            let held = types(in: file.text)
            let name = file.path.split(separator: "/").last?.dropLast(".swift".count).prefix { $0 != "+" } ?? ""
            return !held.isEmpty && !held.contains(String(name))
        }
        .map(\.path).sorted()
    }

    /// The types, protocols and extensions at the left edge of a file; of `A.B`, both names.
    private static func types(in text: String) -> Set<String> {
        let kinds = ["struct", "class", "enum", "actor", "protocol", "extension", "typealias"]
        var names: Set<String> = []
        for line in text.split(separator: "\n") where line.first.map({ $0.isLetter || $0 == "@" }) ?? false {
            let words = line.split { !($0.isLetter || $0.isNumber || "_.@".contains($0)) }
            guard let kind = words.firstIndex(where: { kinds.contains(String($0)) }), words.indices.contains(kind + 1),
                !words[..<kind].contains("import")
            else { continue }
            names.formUnion(words[kind + 1].split(separator: ".").map(String.init))
        }
        return names
    }

    /// Lines that do not stand beside another file on a screen.
    static func wide(path: String, text: String) -> [String] {
        text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().filter {
            $1.utf8.count > columnsMax && $1.count > columnsMax
        }
        .map { number, line in "\(path):\(number + 1): \(line.count) columns; break it (\(columnsMax) at most)" }
    }

    /// Public declarations that nobody outside this package can reach: `package` is what they are.
    static func exposed(path: String, text: String) -> [String] {
        guard !path.hasPrefix("Tests/"), !path.hasPrefix("Examples/"),
            !ShapeTable.exported.contains(where: path.hasPrefix)
        else {
            return []
        }
        return text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
            .filter { isDeclared($1, "public") }
            .map { number, _ in "\(path):\(number + 1): public, and no product exports it: say package" }
    }

    private static func isDeclared(_ line: some StringProtocol, _ access: String) -> Bool {
        let code = line.drop { $0 == " " }
        return code.hasPrefix("\(access) ") && !code.hasPrefix("\(access) import")
    }

    /// Declarations for other modules whose comment says no more than their name.
    /// - Returns: their folder, once for each.
    static func barelyDocumented(path: String, text: String) -> [String] {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { $0.drop { $0 == " " } }
        return lines.indices.compactMap { index in
            guard !path.hasPrefix("Tests/"), ["public", "package"].contains(where: { isDeclared(lines[index], $0) })
            else {
                return nil
            }
            let comment = lines[..<index].reversed().drop { $0.hasPrefix("@") }.prefix { $0.hasPrefix("///") }
            let words = comment.reduce(0) { $0 + $1.dropFirst(3).split(separator: " ").count }
            return words < docWordsMin ? folder(of: path) : nil
        }
    }

    /// What is found must be what the table lists: nothing comes in, and what was mended goes out.
    static func compare(_ found: [String], with listed: [String: Int], _ what: String) -> [String] {
        let counts = Dictionary(found.map { ($0, 1) }, uniquingKeysWith: +)
        return Set(counts.keys).union(listed.keys).sorted().compactMap { key in
            let (now, before) = (counts[key] ?? 0, listed[key] ?? 0)
            if now > before { return "\(key): \(what) (\(now), and \(before) are listed)" }
            return now < before ? "\(key): mended; the table may say \(now) now" : nil
        }
    }

    /// The module's folder.
    static func folder(of path: String) -> String {
        path.split(separator: "/").dropLast().prefix(2).joined(separator: "/")
    }

    /// What a line begins: the name of a function, an initializer, or a computed property.
    private static func declared(in line: Substring) -> String? {
        let code = line.drop { $0 == " " }
        guard !code.hasPrefix("//"), let word = code.split(separator: " ").first else { return nil }
        guard word.hasPrefix("@") || word.first?.isLowercase ?? false else { return nil }
        if let range = (" " + code).ranges(of: " func ").first {
            let name = (" " + code)[range.upperBound...].prefix { $0 != "(" && $0 != "<" }
            return name.isEmpty ? "operator" : String(name)
        }
        let words = code.split { $0 == " " || $0 == "(" || $0 == "<" || $0 == "?" }
        let start = words.firstIndex {
            !["public", "package", "private", "fileprivate", "convenience", "static", "override"].contains($0)
        }
        guard let start else { return nil }
        if ["init", "deinit", "subscript"].contains(words[start]),
            code.contains("init(") || code.contains("{") || code.contains("(")
        {
            return String(words[start])
        }
        guard words[start] == "var", code.hasSuffix("{"), !code.contains(" = "), words.indices.contains(start + 1)
        else { return nil }
        return "var \(words[start + 1].prefix { $0 != ":" })"
    }
}

/// One word for one thing.
enum WordRules {
    static let glossary = "Protocol/Specification/README.md"

    /// A word that is not said, and what is said instead.
    typealias Row = (word: String, say: String)

    /// - Returns: what is found, as `path:line: not “word”: say`.
    static func findings(path: String, text: String, table: [Row]) -> [String] {
        found(path: path, text: text, table: table).map { "\(path):\($0.line): not “\($0.row.word)”: \($0.row.say)" }
    }

    /// - Returns: the words that are found and the folder of each, as `folder: word`.
    static func places(path: String, text: String, table: [Row]) -> [String] {
        found(path: path, text: text, table: table).map { "\(ShapeRules.folder(of: path)): \($0.row.word)" }
    }

    /// The words of the last column of a table whose last column is headed `not`, and the word that each such row is
    /// about.
    static func banned(by glossary: String) -> [Row] {
        var says: [String: [String]] = [:]
        var isTable = false
        for line in glossary.split(separator: "\n", omittingEmptySubsequences: false) {
            let cells = line.split(separator: "|").map { $0.trimming { $0 == " " } }
            guard line.hasPrefix("|"), let last = cells.last, let first = cells.first else {
                isTable = false
                continue
            }
            if isTable, last != "–" {
                for word in last.split(separator: ",") { says[word.trimming { $0 == " " }, default: []].append(first) }
            }
            if last == "not" { isTable = true }
        }
        return says.filter { !$0.key.allSatisfy { $0 == "-" } }.sorted { $0.key < $1.key }
            .map { ($0.key, $0.value.joined(separator: "; ")) }
    }

    private static func found(path: String, text: String, table: [Row]) -> [(line: Int, row: Row)] {
        // Where the words are listed and tried.
        guard !path.hasPrefix("Tests/HouseTests/") else { return [] }
        let forms = table.flatMap { row in Self.forms(of: row.word).map { (words: $0, row: row) } }
        let rows = Dictionary(grouping: forms) { $0.words[0] }
        return text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().flatMap { number, line in
            if path == glossary, line.hasPrefix("|") { return [(line: Int, row: Row)]() }
            let words = words(in: line)
            var found: [(line: Int, row: Row)] = []
            for (index, word) in words.enumerated() {
                for (sought, row) in rows[word] ?? [] where words[index...].starts(with: sought) {
                    if !found.contains(where: { $0.row.word == row.word }) { found.append((number + 1, row)) }
                }
            }
            return found
        }
    }

    /// A word as it is, and as English inflects it: one road, two roads, to seal, sealed, sealing.
    static func forms(of word: String) -> [[String]] {
        let words = word.split(separator: " ").map(String.init)
        guard words.count == 1 else { return [words] }
        let stem = word.hasSuffix("e") ? String(word.dropLast()) : word
        let inflected = [word + "s", word + "es", stem + "ed", stem + "ing"]
        return [words] + inflected.map { [$0] }
    }

    /// The words of a line, small, and those of names told apart: `isServerSide`, `HTTPLine`, `server_side`. A sign
    /// between two words stands as a point.
    static func words(in line: Substring) -> [String] {
        var words: [String] = []
        var name: [UInt8] = []
        var isApart = false
        for byte in Array(line.utf8) + [UInt8(ascii: " ")] {
            if isLetter(byte) {
                if isApart, !words.isEmpty { words.append(".") }
                isApart = false
                name.append(byte)
                continue
            }
            words += parts(of: name)
            name = []
            isApart = isApart || !" -_".utf8.contains(byte)
        }
        return words
    }

    private static func isLetter(_ byte: UInt8) -> Bool { isSmall(byte | 0x20) }
    private static func isSmall(_ byte: UInt8) -> Bool { UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte }

    private static func parts(of name: [UInt8]) -> [String] {
        let beginnings = name.indices.filter { index in
            index == 0
                || !isSmall(name[index])
                    && (isSmall(name[index - 1]) || index + 1 < name.count && isSmall(name[index + 1]))
        }
        return zip(beginnings, beginnings.dropFirst() + [name.count]).map { begin, end in
            String(decoding: name[begin..<end].map { $0 | 0x20 }, as: UTF8.self)
        }
    }
}

extension Substring {
    fileprivate func trimming(_ isBlank: (Character) -> Bool) -> String {
        let tail = drop(while: isBlank)
        return String(tail.prefix(tail.count - tail.reversed().prefix(while: isBlank).count))
    }
}

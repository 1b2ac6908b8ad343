/// Documents name declarations and files that are there: what stands between backticks and looks like one is looked up
/// in the sources.
enum NameRules {
    /// What stands in the sources, their comments left out: a name that only a comment remembers is gone, and so is one
    /// that only the examples in the tests of these rules say.
    static func words(in sources: [(path: String, text: String)]) -> Set<String> {
        sources.reduce(into: []) { words, source in
            guard !source.path.hasPrefix("Tests/HouseTests/") else { return }
            for line in source.text.split(separator: "\n") where !line.drop(while: { $0 == " " }).hasPrefix("//") {
                for word in line.utf8.split(whereSeparator: { !isOfName($0) }) { words.insert(String(Substring(word))) }
            }
        }
    }

    /// - Parameter tree: the path of every file and folder.
    static func findings(path: String, text: String, words: Set<String>, tree: Set<String>) -> [String] {
        let places = Set(tree.flatMap { $0.split(separator: "/").map(String.init) })
        return quoted(in: text).flatMap { line, quote in
            quote.split { !(isOfName($0) || "/+.".utf8.contains($0)) }.compactMap { part -> String? in
                let name = String(decoding: part, as: UTF8.self)
                if name.hasSuffix(".swift") {
                    return tree.contains { $0 == name || $0.hasSuffix("/" + name) }
                        ? nil : "\(path):\(line): there is no \(name)"
                }
                // Paths and dotted names: each part by itself.
                let lost = part.split { !isOfName($0) }.map { String(decoding: $0, as: UTF8.self) }
                    .first { isSymbol($0) && !words.contains($0) && !places.contains($0) }
                return lost.map { "\(path):\(line): nothing in the sources is called \($0)" }
            }
        }
    }

    /// What stands between backticks outside of blocks, with its line; a backslash and what it escapes are left out.
    private static func quoted(in text: String) -> [(line: Int, quote: [UInt8])] {
        var found: [(Int, [UInt8])] = []
        var isBlock = false
        var open: (line: Int, quote: [UInt8])?
        for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            if line.hasPrefix("```") { isBlock.toggle() }
            // Neither a block nor a paragraph's end leaves a quotation open.
            if isBlock || line.hasPrefix("```") || line.isEmpty {
                open = nil
                continue
            }
            var isEscaped = false
            for byte in line.utf8 {
                switch byte {
                case UInt8(ascii: "`"):
                    if let whole = open { found.append(whole) }
                    open = open == nil ? (number + 1, []) : nil
                case _ where isEscaped: isEscaped = false
                case UInt8(ascii: "\\"): isEscaped = true
                default: open?.quote.append(byte)
                }
            }
        }
        return found
    }

    /// `Sealer`, `isPending`, `_stream`: words of a language do not look so.
    private static func isSymbol(_ word: String) -> Bool {
        let bytes = Array(word.utf8)
        guard bytes.count > 3, let first = bytes.first else { return false }
        let isCamel = zip(bytes, bytes.dropFirst()).contains { isSmall($0) && isCapital($1) }
        return isCamel || first == UInt8(ascii: "_") || (isCapital(first) && bytes.dropFirst().allSatisfy(isSmall))
    }

    private static func isSmall(_ byte: UInt8) -> Bool { 97...122 ~= byte }

    private static func isCapital(_ byte: UInt8) -> Bool { 65...90 ~= byte }

    private static func isOfName(_ byte: UInt8) -> Bool {
        isSmall(byte) || isCapital(byte) || 48...57 ~= byte || byte == 95
    }
}

/// The pictures and tables of documents name rooms of the house that are there.
enum PictureRules {
    /// - Parameter tree: the path of every file and folder.
    static func findings(path: String, text: String, tree: Set<String>) -> [String] {
        let isRuled =
            ["README.md", "DESIGN.md", "CONTRIBUTING.md"].contains(where: path.hasSuffix)
            || path.hasPrefix("Documentation/")
        guard isRuled else { return [] }
        return text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().flatMap { number, line in
            rooms(in: line).filter { !stands($0, in: tree) }.map { "\(path):\(number + 1): there is no \($0)" }
        }
    }

    /// `Folder/Folder`, each beginning with a capital letter, or more of them.
    static func rooms(in line: Substring) -> [String] {
        line.split { !($0.isLetter || $0.isNumber || "/+-._$:".contains($0)) }.compactMap { word in
            let name = word.last == "." || word.last == ":" ? word.dropLast() : word
            let parts = name.split(separator: "/", omittingEmptySubsequences: false)
            // A time zone is none.
            guard parts.count > 1, parts[0] != "Asia",
                parts.allSatisfy({ $0.count > 2 && ($0.first?.isUppercase ?? false) && $0.first?.isASCII ?? false })
            else { return nil }
            return String(name)
        }
    }

    /// The picture leaves out what stands before: `Feed/Serving` is `Server/Feed/Serving`.
    private static func stands(_ room: String, in tree: Set<String>) -> Bool {
        tree.contains(room) || tree.contains { $0.hasSuffix("/" + room) || $0.hasSuffix("/" + room + ".swift") }
    }
}

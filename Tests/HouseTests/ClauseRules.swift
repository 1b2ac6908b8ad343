/// Code and specification name each other: no clause is cited that is not written, and none is written that nothing
/// enforces or proves.
enum ClauseRules {
    /// What a citation looks like: a letter of the specification's pages, or an invariant of a store, and a number.
    private static let letters = "CDFILMPRSTVW"

    /// The clauses that a page of the specification writes: `- **R41** …`, or a row `| I4 |` of a table of invariants.
    static func written(in page: String) -> [String] {
        page.split(separator: "\n").compactMap { line in
            for (start, end) in [("- **", "**"), ("| ", " |")] where line.hasPrefix(start) {
                let rest = line.dropFirst(start.count)
                guard let close = rest.ranges(of: end).first else { return nil }
                return clauses(in: rest[..<close.lowerBound]).first { $0.count == rest[..<close.lowerBound].count }
            }
            return nil
        }
    }

    /// The clauses that a file names: in comments, as the clause of a vector, or as what a check of invariants finds
    /// broken.
    static func cited(path: String, text: String) -> [(clause: String, line: Int)] {
        text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().flatMap { number, line in
            var parts: [Substring] = []
            if path.hasSuffix(".md") {
                parts.append(line)
            } else {
                for mark in ["\"clause\": \"", "clause: \"", "Violation(\""] {
                    for range in line.ranges(of: mark) { parts.append(line[range.upperBound...].prefix { $0 != "\"" }) }
                }
                if path.hasSuffix(".swift"), let comment = line.ranges(of: "//").first {
                    parts.append(line[comment.upperBound...])
                }
            }
            return parts.flatMap(clauses).map { ($0, number + 1) }
        }
    }

    /// - Parameters:
    ///   - pages: of the specification.
    ///   - files: sources, tests and vectors.
    static func findings(pages: [(path: String, text: String)], files: [(path: String, text: String)]) -> [String] {
        var findings: [String] = []
        let written: [String] = pages.flatMap { Self.written(in: $0.text) }
        let known = Set(written)
        var named: Set<String> = []
        for file in files {
            for (clause, line) in cited(path: file.path, text: file.text) {
                // A test proves a clause; what keeps it is elsewhere.
                if !file.path.hasPrefix("Tests/") { named.insert(clause) }
                if !known.contains(clause) { findings.append("\(file.path):\(line): there is no clause \(clause)") }
            }
        }
        var seen: Set<String> = []
        for clause in written {
            if !seen.insert(clause).inserted {
                findings.append("clause \(clause) is written twice")
            } else if !named.contains(clause) {
                findings.append("clause \(clause): name it where it is enforced, or in a vector")
            }
        }
        return findings
    }

    private static func clauses(in text: Substring) -> [String] {
        text.split { !($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") }.compactMap { word in
            let name = word.hasPrefix("R-I") ? word.dropFirst(2) : word
            guard let first = name.first, letters.contains(first), 1...2 ~= name.count - 1,
                name.dropFirst().allSatisfy(\.isNumber)
            else {
                return nil
            }
            return String(word)
        }
    }
}

/// What the parser of command lines says, in Chinese.
///
/// It hands out finished English text and nothing else, so its few sentences are found by their fixed words: each on
/// one line, with `{}` for what a command has there, and the Chinese on the next, with `{1}`, `{2}` … for the same.
/// Every other sentence of the programs is a case with values.
enum ParserWords {
    private static let catalogue = #"""
        Missing expected argument '{}'
        缺少参数 {1}
        Missing value for '{}'
        {1} 缺少值
        Unknown option '{}'
        没有选项 {1}
        Unknown option '{}'. Did you mean '{}'?
        没有选项 {1}，是否想用 {2}？
        Unexpected argument '{}'
        多余的参数或未知的命令：{1}
        {} unexpected arguments: {}
        有 {1} 个多余的参数：{2}
        The value '{}' is invalid for '{}'
        “{1}”不能作为 {2} 的值
        The value '{}' is invalid for '{}'. Please provide one of {}.
        “{1}”不能作为 {2} 的值，可用：{3}。
        The value '{}' is invalid for '{}'. Please provide {}.
        “{1}”不能作为 {2} 的值，可用：{3}。
        The option '{}' does not take any value, but '{}' was specified.
        选项 {1} 不带值，不能写“{2}”。
        Missing one of: {}
        以下参数须给出其一：{1}
        See '{}' for more information.
        详细说明见 {1}
        See '{}' for detailed help.
        各命令的详细说明见 {1}
        Show the version.
        显示版本。
        Show help information.
        显示帮助。
        Show subcommand help information.
        显示某个命令的帮助。
        """#

    private static let heads = [
        "OVERVIEW: ": "", "USAGE: ": "用法：", "Usage: ": "用法：", "ARGUMENTS:": "参数：", "OPTIONS:": "选项：",
        "SUBCOMMANDS:": "命令：",
        "Error: ": "命令写法有误：", "Help: ": "说明：",
    ]

    /// One sentence with holes.
    private struct Entry {
        /// The fixed words between the holes: one more than there are holes.
        var words: [Substring]
        var chinese: Substring

        /// What stands in the holes of a sentence; `nil` if it is another sentence.
        func values(in sentence: Substring) -> [Substring]? {
            guard words.count > 1 else { return words[0] == sentence ? [] : nil }
            guard let first = words.first, let last = words.last, sentence.hasPrefix(first) else { return nil }
            var rest = sentence.dropFirst(first.count)
            guard rest.hasSuffix(last) else { return nil }
            rest = rest.dropLast(last.count)
            var values: [Substring] = []
            for word in words.dropFirst().dropLast() {
                guard let range = rest.firstRange(of: word) else { return nil }
                values.append(rest[..<range.lowerBound])
                rest = rest[range.upperBound...]
            }
            return values + [rest]
        }
    }

    // The more fixed words, the surer the match.
    private static let entries: [Entry] = {
        let lines = catalogue.split(separator: "\n")
        return stride(from: 0, to: lines.count - 1, by: 2)
            .map {
                Entry(words: lines[$0].split(separator: "{}", omittingEmptySubsequences: false), chinese: lines[$0 + 1])
            }
            .sorted { $0.words.reduce(0) { $0 + $1.count } > $1.words.reduce(0) { $0 + $1.count } }
    }()

    private static func inChinese(_ sentence: Substring) -> String? {
        for entry in entries {
            guard let values = entry.values(in: sentence) else { continue }
            return values.enumerated().reduce(String(entry.chinese)) {
                $0.replacing("{\($1.offset + 1)}", with: $1.element)
            }
        }
        return nil
    }

    /// A screen of the parser: help, or what is wrong with a command and how it is written.
    static func screen(_ text: String) -> String {
        let lines = values(in: text).split(separator: "\n", omittingEmptySubsequences: false).map { line -> String in
            guard let head = heads.first(where: { line.hasPrefix($0.key) }) else { return told(line) }
            let rest = line.dropFirst(head.key.count).drop { $0 == " " }
            return head.value + (inChinese(rest) ?? String(rest))
        }
        return lines.joined(separator: "\n").replacing("<subcommand>", with: "<命令>")
    }

    /// The values that an option takes, wherever the parser broke the line or put a conjunction before the last.
    private static func values(in text: String) -> String {
        text.replacing(/\s+\((values|default):\s*([^;)]*)(?:;\s*default:\s*([^)]*))?\)/) { found in
            let standard = found.3.map { "；默认：\($0)" } ?? ""
            return "（\(found.1 == "values" ? "可选" : "默认")：\(found.2.replacing(/\s+/, with: " "))\(standard)）"
        }
        .replacing(/(Please provide .*') (?:and|or) '/) { "\($0.1), '" }
    }

    /// A line of a table: what stands behind its last wide gap.
    private static func told(_ line: Substring) -> String {
        var line = String(line)
        let gap = line.ranges(of: "  ").last?.upperBound ?? line.startIndex
        // A gap of an odd number of blanks leaves one.
        let start = line[gap...].firstIndex { $0 != " " } ?? gap
        if let chinese = inChinese(line[start...]) { line.replaceSubrange(start..., with: chinese) }
        return line
    }
}

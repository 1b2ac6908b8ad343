extension Chinese {
    /// What the parser of command lines says.
    static let shell = #"""
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
        "OVERVIEW: ": "", "USAGE: ": "用法：", "Usage: ": "用法：", "ARGUMENTS:": "参数：", "OPTIONS:": "选项：", "SUBCOMMANDS:": "命令：",
        "Error: ": "命令写法有误：", "Help: ": "说明：",
    ]

    /// A screen of the parser: help, or what is wrong with a command and how it is written.
    package static func screen(_ text: String) -> String {
        let lines = values(in: text).split(separator: "\n", omittingEmptySubsequences: false).map { line -> String in
            guard let head = heads.first(where: { line.hasPrefix($0.key) }) else { return told(line) }
            let rest = line.dropFirst(head.key.count).drop { $0 == " " }
            return head.value + (of(String(rest)) ?? String(rest))
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
        if let chinese = of(String(line[start...])) { line.replaceSubrange(start..., with: chinese) }
        return line
    }
}

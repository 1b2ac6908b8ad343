/// Rules about the text of files. Each gives findings as `path:line: what`.
enum HouseRules {
    /// Files are split above 400 lines, those of tests above 600.
    static func length(path: String, text: String) -> [String] {
        let max = path.hasPrefix("Tests/") ? 600 : 400
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).count
        return lines > max ? ["\(path): \(lines) lines; split it (\(max) at most)"] : []
    }

    /// The core waits for nothing and knows no clock, no randomness and no console.
    static func purity(path: String, text: String) -> [String] {
        let core = ["Protocol/Model/", "Protocol/Merge/", "Protocol/Wire/", "ClientCore/Engine/", "Server/Feed/"]
        guard core.contains(where: path.hasPrefix) else { return [] }
        return matches(
            path,
            text,
            [
                "print(", "Task {", "Task.sleep", "DispatchQueue", "Thread.sleep", "usleep(", "await ",
                "Date(", "Date.now", "ContinuousClock", "SuspendingClock", "DispatchTime", "clock_gettime(",
                "gettimeofday(", "time(nil", "systemUptime",
                "UUID(", ".random(in", ".random(using", ".randomElement(", ".shuffled(", ".shuffle(",
                "SystemRandomNumberGenerator", "arc4random",
            ]
        )
    }

    /// Libraries do not write to the console, and nothing waits by sleeping.
    static func manners(path: String, text: String) -> [String] {
        guard !path.hasPrefix("Tests/"), path.hasSuffix(".swift") else { return [] }
        let library = ["Protocol/", "ClientCore/", "Server/"].contains(where: path.hasPrefix)
        return matches(path, text, ["fatalError(", "FIXME", "XXX", "TODO", "try!"] + (library ? [" print("] : []))
    }

    /// A crossing of the compiler's checks says in the line above what makes it safe.
    static func promises(path: String, text: String) -> [String] {
        // The examples of violations stand in the tests of these rules.
        guard !path.hasPrefix("Tests/HouseTests/") else { return [] }
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        return lines.indices.compactMap { index in
            let line = lines[index]
            guard line.contains("@unchecked Sendable") || line.contains("nonisolated(unsafe)"), !line.contains("//")
            else { return nil }
            let above = lines[max(0, index - 6)..<index].contains { $0.contains("//") }
            return above ? nil : "\(path):\(index + 1): say above what makes this safe"
        }
    }

    /// Files and folders are made, replaced and removed by `HostFiles` alone: Foundation's ways follow links, remove
    /// whole folders or leave halves behind. The simulation's scratch folders are its own.
    static func files(path: String, text: String) -> [String] {
        let isRuled = ["Sources/", "Shared/", "ClientCore/", "Server/"].contains(where: path.hasPrefix)
        let isFree = ["Shared/HostFiles/", "Shared/SimulationKit/"].contains(where: path.hasPrefix)
        guard isRuled, !isFree else { return [] }
        let manager = [
            "removeItem(", "replaceItemAt(", "createFile(", "moveItem(", "copyItem(", "linkItem(", "createDirectory(",
        ]
        // Writing into a text or a stream (`write(to: &text)`) is something else.
        return matches(path, text.replacing("write(to: &", with: ""), manager + ["write(to: ", "write(toFile: "])
    }

    /// People read only what passed the one door, which makes everything visible.
    static func door(path: String, text: String) -> [String] {
        let programs = ["Protocol/", "ClientCore/", "Server/", "Shared/", "Sources/"].contains(where: path.hasPrefix)
        // `simulate` is a tool for developers and shows nothing that people typed.
        guard programs, path != "Shared/Console/Output.swift", path != "Sources/simulate/main.swift" else { return [] }
        let ways = [
            "print(", "debugPrint(", "FileHandle.standardOutput", "FileHandle.standardError", "fputs(", "puts(",
            "putchar(",
            "fwrite(", "write(1", "write(2",
            "STDOUT_FILENO", "STDERR_FILENO", "StreamLogHandler", "stdout", "stderr",
        ]
        return matches(path, text, ways)
    }

    /// A merge rule is asked by name only where the compiler names every such place to whoever adds one: in a switch
    /// over all of them, or in the merge itself. All others ask `Programme.Rule` what they want to know of it.
    static func rules(path: String, text: String) -> [String] {
        let rooms = ["ClientCore/", "Server/", "Shared/", "Sources/", "Protocol/Wire/"]
        guard rooms.contains(where: path.hasPrefix) else { return [] }
        return matches(
            path,
            text,
            ["rule == .", "rule != .", ".contains(field.rule)", ".contains(collection.rule)"]
        )
    }

    /// A library says what is the matter; which verb of which program helps, that program says.
    static func verbs(path: String, text: String) -> [String] {
        let libraries = ["Protocol/", "ClientCore/", "Server/", "Shared/Translations/"]
        guard libraries.contains(where: path.hasPrefix) else { return [] }
        // What both sides of an enrolment sign.
        let text = text.replacing("duikou enrolment 1", with: "")
        return matches(path, text, ["duikou ", "duikou-server ", "--yes", "--home", "--data"])
    }

    /// The word stands alone: `isDate(` is not `Date(`.
    private static func stands(_ word: String, in line: Substring) -> Bool {
        line.ranges(of: word).contains { range in
            // The template of a temporary file's name ends in a row of them.
            if word == "XXX", line[range.upperBound...].first == "X" { return false }
            guard range.lowerBound > line.startIndex, word.first != "." else { return true }
            let before = line[line.index(before: range.lowerBound)]
            return !(before.isLetter || before.isNumber || before == "_")
        }
    }

    private static func matches(_ path: String, _ text: String, _ forbidden: [String]) -> [String] {
        text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().flatMap { number, line -> [String] in
            if line.drop(while: { $0 == " " }).hasPrefix("//") { return [] }
            return forbidden.filter { stands($0, in: line) }.map { "\(path):\(number + 1): \($0) has no place here" }
        }
    }
}

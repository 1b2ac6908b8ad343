import Foundation
import TestSupport
import Testing

/// What documents tell people to type, and what they say that the programs have.
@Suite(.enabled(if: Programs.areBuilt, "Build both programs first: swift build -c release"))
struct DocumentScenarios {
    /// A document whose `sh` blocks, one after the other, are a script.
    struct Script: CustomTestStringConvertible, Sendable {
        var path: String
        /// What the script prints among other things.
        var says: [String]

        var testDescription: String { path }
    }

    static let scripts = [
        Script(path: "README.md", says: ["Everything is in step.", "Waiting to be sent: nothing"]),
        Script(
            path: "Documentation/GettingStarted.md",
            says: [
                "inserted 2, updated 0, unchanged 0, refused 0", "Conflicts that wait for a decision: 1", "Settled.",
                "reason: agreed by telephone", "Device and server agree on all 237 records.", "Every parcel in the log",
            ]
        ),
        Script(
            path: "Documentation/WritingAPack.md",
            says: [
                "2 collections, 2 roles, 3 reference records",
                "visit.minutes: max must be a whole number, not `a day`.",
                "records no `org`, which the summary needs.", "Version 2 is in force", "2024-04-02",
                "visit.minutes: max can only be raised or dropped once records may exist.",
            ]
        ),
    ]

    /// The demonstration is a step of its own.
    private static let leftOut = "make demo"

    @Test(.timeLimit(.minutes(5)), arguments: scripts)
    func whatADocumentSaysToTypeWorksLineForLine(script: Script) async throws {
        let scratch = try TemporaryFolder("typed")
        let text = try Self.text(of: script.path)
        let lines = text.matches(of: /```sh\n((?:[^`]|\n)*)```/).flatMap { $0.1.split(separator: "\n") }
            .filter { !$0.hasPrefix(Self.leftOut) }
        try #require(lines.count > 8, "the block was not found")
        let typed =
            "set -eEuo pipefail\ntrap 'kill $(jobs -p) 2>/dev/null' ERR\n" + lines.joined(separator: "\n") + "\nwait\n"
        let port = try #require(Self.freePort)
        let ran = try await Programs.run(
            "/bin/bash",
            [
                "-c",
                typed.replacingOccurrences(of: "/tmp/", with: scratch.path + "/").replacingOccurrences(
                    of: ":8080",
                    with: ":\(port)"
                )
                .replacingOccurrences(of: "$PWD", with: Programs.root.path),
            ]
        )
        #expect(ran.code == 0, "\(ran.output)\n\(ran.error)")
        for words in script.says { #expect(ran.output.contains(words), "\(words) is missing in:\n\(ran.output)") }
    }

    @Test(arguments: ["duikou", "duikou-server"])
    func theTableOfCommandsHasEveryVerbWithItsOptions(program: String) async throws {
        let help = try await Programs.run(Programs.path(program), ["--experimental-dump-help"])
        let root = try JSONDecoder().decode(HelpDump.self, from: Data(help.output.utf8)).command
        let verbs = root.verbs(of: [])
        try #require(verbs.count > 10, "the verbs were not found")
        var rows: [String: Substring] = [:]
        for row in try Self.text(of: "Documentation/Commands.md").matches(of: /\n\| `([^`]+)` \|([^\n]*)/)
        where row.1.split(separator: " ").first.map(String.init) == program { rows[String(row.1)] = row.2 }
        #expect(Set(rows.keys) == Set(verbs.keys), "the table and the program have other verbs")
        for (verb, options) in verbs {
            for option in options.subtracting(Self.everywhere) {
                #expect(rows[verb]?.contains("`--\(option)`") == true, "\(verb): --\(option) is missing")
            }
        }
    }

    /// Options that the document explains once for all verbs.
    private static let everywhere: Set = ["help", "version", "json", "home", "data"]

    private static func text(of document: String) throws -> String {
        try String(contentsOf: Programs.root.appendingPathComponent(document), encoding: .utf8)
    }

    /// A port that nobody listens on.
    private static var freePort: UInt16? {
        let probe = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(probe) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(probe, $0, size) == 0 && getsockname(probe, $0, &size) == 0
            }
        }
        return isBound ? UInt16(bigEndian: address.sin_port) : nil
    }
}

/// What a program says of itself to other programs.
private struct HelpDump: Decodable {
    struct Command: Decodable {
        struct Argument: Decodable {
            struct Name: Decodable {
                var kind: String
                var name: String
            }

            var names: [Name]?
        }

        var commandName: String
        var subcommands: [Command]?
        var arguments: [Argument]?

        /// The verbs as they are typed, with the names of their options; what only holds others is none.
        func verbs(of parents: [String]) -> [String: Set<String>] {
            let words = parents + [commandName]
            let below = (subcommands ?? []).filter { $0.commandName != "help" }
            guard below.isEmpty else { return below.reduce(into: [:]) { $0.merge($1.verbs(of: words)) { $1 } } }
            let options = (arguments ?? []).flatMap { $0.names ?? [] }.filter { $0.kind == "long" }.map(\.name)
            return [words.joined(separator: " "): Set(options)]
        }
    }

    var command: Command
}

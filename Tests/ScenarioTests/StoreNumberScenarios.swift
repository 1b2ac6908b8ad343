import Foundation
import Testing

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// A store of a newer program, and what is no store at all, is refused by every verb in one sentence and stays byte for
/// byte.
@Suite(.enabled(if: Programs.areBuilt, "Build both programs first: swift build -c release"), .timeLimit(.minutes(5)))
struct StoreNumberScenarios {
    private static let deviceVerbs: [[String]] = [
        ["enroll", "http://127.0.0.1:1", "ABCDE-FGHJK", "--name", "desk"], ["sync"], ["status"],
        ["add", "note", "site=A", "text=lost"],
        ["set", "note", "ID", "text=lost"], ["delete", "note", "ID", "--yes"], ["list", "note"],
        ["show", "note", "ID"],
        ["explain", "note", "ID"], ["import", "note", "FILE"], ["export", "note", "-"],
        ["sql", "SELECT count(*) FROM note"],
        ["conflicts", "list"], ["conflicts", "resolve", "note/ID/text", "--value", "lost"],
        ["conflicts", "undo", "note/ID/text"],
        ["refused", "list"], ["refused", "retry", "1"], ["refused", "discard", "1"], ["duplicates"], ["verify"],
        ["doctor"],
    ]
    private static let serverVerbs: [[String]] = [
        ["serve", "--listen", "127.0.0.1:0"], ["programme", "load", "PACK"],
        ["code", "--org", "A", "--role", "recorder"],
        ["devices", "list"], ["devices", "revoke", "ID"], ["devices", "detained"], ["list", "note"],
        ["show", "note", "ID"],
        ["report", "summary", "--year", "2024"], ["conflicts"], ["duplicates"], ["audit", "verify"], ["verify"],
    ]
    /// Says itself that the folder is not empty.
    private static let makesStores = "init"

    private static let newer = ["en": "has format 99, this program knows ", "zh": "的数据格式为 99，本程序只支持到 "]
    private static let foreign = ["en": "is no store of this program, or is damaged", "zh": "不是本程序的数据库，或已损坏"]

    /// All verbs of a program that do something, by its own account.
    private static func verbs(of program: String) async throws -> Set<String> {
        func names(_ command: [String: Any]) -> [String] {
            let below = command["subcommands"] as? [[String: Any]] ?? []
            let name = command["commandName"] as? String ?? ""
            return below.isEmpty ? [name] : below.flatMap { names($0).map { "\(name) \($0)" } }
        }
        let help = try await Programs.run(Programs.path(program), ["--experimental-dump-help"]).json() as? [String: Any]
        let all = names(try #require(help?["command"] as? [String: Any])).map {
            $0.split(separator: " ").dropFirst().joined(separator: " ")
        }
        return Set(all).subtracting(["help", makesStores])
    }

    @Test func everyVerbIsTriedHere() async throws {
        for (program, tried) in [("duikou", Self.deviceVerbs), ("duikou-server", Self.serverVerbs)] {
            let known = tried.map { $0.joined(separator: " ") }
            for verb in try await Self.verbs(of: program) {
                #expect(known.contains { $0 == verb || $0.hasPrefix(verb + " ") }, "\(verb)")
            }
        }
    }

    /// A valley at rest, with a note.
    private static func valley() async throws -> (Valley, note: String) {
        let valley = try await Valley.make()
        try await valley.start()
        try await valley.enroll("desk", at: "A")
        #expect(try await valley.device("desk", "sync").code == 0)
        let added = try await valley.device("desk", "add", "note", "site=A", "text=seen").output
        #expect(try await valley.device("desk", "sync").code == 0)
        #expect(await valley.stop() == 0)
        try "site,text\nA,lost\n".write(
            to: valley.folder.appendingPathComponent("notes.csv"),
            atomically: true,
            encoding: .utf8
        )
        return (valley, added.trimmingCharacters(in: .whitespacesAndNewlines))
    }

    private static func bytes(_ folder: URL) throws -> [String: Data] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path).reduce(into: [:]) {
            $0[$1] = try Data(contentsOf: folder.appendingPathComponent($1))
        }
    }

    /// Every verb of a side says the sentence in its language, and not a byte of the folder is another one afterwards.
    private static func refuse(
        _ valley: Valley,
        _ note: String,
        device: String? = nil,
        saying sentence: [String: String],
        languages: [String] = ["en", "zh"]
    ) async throws {
        let folder = valley.folder.appendingPathComponent(device ?? "server")
        let before = try bytes(folder)
        for verb in device == nil ? serverVerbs : deviceVerbs {
            for language in languages {
                let words = verb.map { word in
                    [
                        "FILE": valley.folder.appendingPathComponent("notes.csv").path,
                        "PACK": valley.folder.appendingPathComponent("pack").path,
                    ][word]
                        ?? word.replacing("ID", with: note)
                }
                let ran =
                    if let device { try await valley.device(device, words + ["--lang", language]) } else {
                        try await valley.tryServer(words + ["--lang", language])
                    }
                let said = ran.output + ran.error
                #expect(ran.code == 1 && said.contains(sentence[language] ?? ""), "\(words): \(ran.code) \(said)")
                // Nothing was opened, so nobody is asked to run anything else.
                #expect(said.split(separator: "\n").count == 1 || verb == ["doctor"], "\(words): \(said)")
            }
        }
        #expect(try bytes(folder) == before)
    }

    // MARK: - Newer

    @Test func aStoreOfANewerProgramIsRefusedByEveryVerbAndStaysAsItIs() async throws {
        let (valley, note) = try await Self.valley()
        try valley.change("desk/duikou.sqlite", "UPDATE _replica SET schema = 99")
        try valley.change("server/feed.sqlite", "PRAGMA user_version = 99")
        try await Self.refuse(valley, note, device: "desk", saying: Self.newer)
        try await Self.refuse(valley, note, saying: Self.newer)
        let doctor = try await valley.device("desk", "doctor", "--json").json() as? [String: Any]
        #expect(doctor?["schema"] as? Int == 99 && doctor?["well"] as? Bool == false)
    }

    @Test func whereANewerProgramWasKilledItsLogStaysAsItIs() async throws {
        let (valley, note) = try await Self.valley()
        for (folder, file, sql) in [
            ("desk", "duikou.sqlite", "UPDATE _replica SET schema = 99"),
            ("server", "feed.sqlite", "PRAGMA user_version = 99"),
        ] {
            let place = valley.folder.appendingPathComponent(folder)
            let killed = valley.folder.appendingPathComponent(folder + "-killed")
            let held = try Held(place.appendingPathComponent(file).path)
            try held.run("BEGIN IMMEDIATE; \(sql); COMMIT")
            try FileManager.default.copyItem(at: place, to: killed)
            #expect(try Self.bytes(killed)[file + "-wal"]?.isEmpty == false, "the number stands in the log alone")
        }
        try await Self.refuse(valley, note, device: "desk-killed", saying: Self.newer, languages: ["en"])
        try valley.putServerBack(from: "server-killed")
        try await Self.refuse(valley, note, saying: Self.newer, languages: ["en"])
        // A log without its index, as in a copy that left that out.
        try FileManager.default.removeItem(at: valley.folder.appendingPathComponent("desk-killed/duikou.sqlite-shm"))
        try await Self.refuse(valley, note, device: "desk-killed", saying: Self.newer, languages: ["en"])
    }

    @Test func aNewerStoreInAFolderForReadingIsRefusedToo() async throws {
        let (valley, note) = try await Self.valley()
        try valley.change("desk/duikou.sqlite", "UPDATE _replica SET schema = 99")
        try valley.change("server/feed.sqlite", "PRAGMA user_version = 99")
        for folder in ["desk", "server"].map(valley.folder.appendingPathComponent) {
            for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
                chmod(folder.appendingPathComponent(name).path, 0o444)
            }
            chmod(folder.path, 0o555)
        }
        defer { for folder in ["desk", "server"] { chmod(valley.folder.appendingPathComponent(folder).path, 0o755) } }
        chmod(valley.folder.path, 0o755)
        let other =
            geteuid() == 0
            ? ["/usr/bin/setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups"] : ["/usr/bin/env"]
        let programs = [
            ("duikou", ["list", "note"]), ("duikou", ["add", "note", "site=A"]), ("duikou-server", ["list", "note"]),
            ("duikou-server", ["show", "note", note]),
        ]
        for (program, words) in programs {
            let ran = try await Programs.run(
                other[0],
                other.dropFirst() + [Programs.path(program)] + words,
                environment: [
                    "DUIKOU_HOME": valley.folder.path + "/desk", "DUIKOU_SERVER_DATA": valley.data,
                    "HOME": "/nonexistent",
                ]
            )
            #expect(ran.code == 1 && ran.error.contains("has format 99"), "\(words): \(ran.error)")
        }
    }

    // MARK: - No store

    @Test(arguments: ["text", "SQLite", "another number", "nothing"])
    func whatIsNoStoreIsRefusedByEveryVerbAndStaysAsItIs(kind: String) async throws {
        let (valley, note) = try await Self.valley()
        for path in ["desk/duikou.sqlite", "server/feed.sqlite"] {
            let file = valley.folder.appendingPathComponent(path)
            for tail in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: file.path + tail) }
            try Data((kind == "text" ? "A list of things to do.\n" : "").utf8).write(to: file)
            if kind == "SQLite" { try valley.change(path, "CREATE TABLE todo(text); INSERT INTO todo VALUES ('call')") }
            if kind == "another number" { try valley.change(path, "CREATE TABLE todo(text); PRAGMA user_version = 99") }
        }
        // An empty file on a device is a store that begins.
        if kind != "nothing" { try await Self.refuse(valley, note, device: "desk", saying: Self.foreign) }
        try await Self.refuse(valley, note, saying: Self.foreign)
    }

    // MARK: - Today's

    @Test func doctorAndVerifySayTheNumber() async throws {
        let (valley, _) = try await Self.valley()
        for (language, words) in [("en", "Format: 2, the one of this program."), ("zh", "数据格式：2，与本程序一致。")] {
            #expect(try await valley.device("desk", "doctor", "--lang", language).output.contains(words))
        }
        for (language, words) in [("en", "Format 1, the one of this program."), ("zh", "数据格式 1，与本程序一致。")] {
            #expect(try await valley.server("verify", "--lang", language).output.contains(words))
        }
        let (doctor, verify) = (
            try await valley.device("desk", "doctor", "--json"), try await valley.server("verify", "--json")
        )
        #expect((try doctor.json() as? [String: Any])?["schema"] as? Int == 2, "\(doctor.output)")
        #expect((try verify.json() as? [String: Any])?["schema"] as? Int == 1, "\(verify.output)")
    }
}

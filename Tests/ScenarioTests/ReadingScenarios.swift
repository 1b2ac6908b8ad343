import Foundation
import TestSupport
import Testing

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Folders that may only be read, several programs at once, and sentences that are true.
@Suite(.enabled(if: Programs.areBuilt, "Build both programs first: swift build -c release"), .timeLimit(.minutes(5)))
struct ReadingScenarios {
    /// A valley with one device that has sent a note.
    private static func valley() async throws -> (Valley, note: String) {
        let valley = try await Valley.make()
        try await valley.start()
        try await valley.enroll("desk", at: "A")
        #expect(try await valley.device("desk", "sync").code == 0)
        let added = try await valley.device("desk", "add", "note", "site=A", "text=seen")
        #expect(try await valley.device("desk", "sync").code == 0)
        return (valley, added.output.trimmingCharacters(in: .whitespacesAndNewlines))
    }

    // MARK: - Reading only

    /// Runs the device's program as somebody whom file rights bind.
    private static func asOther(_ home: String, _ words: [String]) async throws -> Programs.Ran {
        let other =
            geteuid() == 0
            ? ["/usr/bin/setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups"] : ["/usr/bin/env"]
        return try await Programs.run(
            other[0],
            other.dropFirst() + [Programs.path("duikou")] + words,
            environment: ["DUIKOU_HOME": home, "HOME": "/nonexistent"]
        )
    }

    /// Closes a folder against writing.
    private static func makeReadOnly(_ folder: URL) throws {
        for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
            chmod(folder.appendingPathComponent(name).path, 0o444)
        }
        chmod(folder.path, 0o555)
        // Folders of tests are for their owner alone; the way to this one has to be open.
        chmod(folder.deletingLastPathComponent().path, 0o755)
    }

    @Test func aFolderThatMayOnlyBeReadIsRead() async throws {
        let (valley, note) = try await Self.valley()
        let folder = valley.folder.appendingPathComponent("desk")
        try Self.makeReadOnly(folder)
        defer { chmod(folder.path, 0o755) }
        let before = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
        let probe = try await Self.asOther(folder.path, ["--help"])
        try #require(probe.code == 0, "Another user cannot start the program where it stands: \(probe.error)")
        let reading: [[String]] = [
            ["list", "note"], ["list", "note", "--json"], ["show", "note", note, "--local"], ["explain", "note", note],
            ["status"],
            ["conflicts"],
            ["refused"], ["duplicates"], ["sql", "SELECT text FROM note"],
        ]
        for words in reading {
            let ran = try await Self.asOther(folder.path, words)
            #expect(ran.code == 0, "\(words): \(ran.error)")
        }
        #expect(try await Self.asOther(folder.path, ["list", "note"]).output.contains("seen"))
        for words in [
            ["add", "note", "site=A", "text=x"], ["set", "note", note, "text=x"], ["delete", "note", note], ["sync"],
        ] {
            let ran = try await Self.asOther(folder.path, words)
            #expect(ran.code == 1 && ran.error.contains("opened for writing"), "\(words): \(ran.error)")
        }
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() == before,
            "reading leaves no trace"
        )
        chmod(folder.appendingPathComponent("duikou.sqlite").path, 0o000)
        let closed = try await Self.asOther(folder.path, ["list", "note"])
        #expect(closed.code == 1 && closed.error.contains("may not be read by this user"), "\(closed.error)")
        #expect(await valley.stop() == 0)
    }

    @Test func recordsThatStandInALogOnlyAreReadOrSaidToBeMissing() async throws {
        let (valley, _) = try await Self.valley()
        let (desk, copy) = (valley.folder.appendingPathComponent("desk"), valley.folder.appendingPathComponent("copy"))
        // Somebody else has the file open, so that what is typed now stays in the log.
        let holder = Process()
        holder.executableURL = URL(fileURLWithPath: Programs.path("duikou"))
        holder.arguments = ["sync", "--watch", "--json"]
        holder.environment = ProcessInfo.processInfo.environment.merging(["DUIKOU_HOME": desk.path]) { $1 }
        let said = Pipe()
        (holder.standardOutput, holder.standardError) = (said, FileHandle.nullDevice)
        try holder.run()
        defer { holder.terminate() }
        _ = await withCheckedContinuation { continuation in
            DispatchQueue.global().async { continuation.resume(returning: said.fileHandleForReading.availableData) }
        }
        #expect(try await valley.device("desk", "add", "note", "site=A", "text=typed last").code == 0)
        try FileManager.default.copyItem(at: desk, to: copy)
        try Self.makeReadOnly(copy)
        defer { chmod(copy.path, 0o755) }
        let whole = try await Self.asOther(copy.path, ["list", "note"])
        #expect(whole.code == 0 && whole.output.contains("typed last"), "\(whole.error)")
        chmod(copy.path, 0o755)
        try FileManager.default.removeItem(at: copy.appendingPathComponent("duikou.sqlite-shm"))
        chmod(copy.path, 0o555)
        let part = try await Self.asOther(copy.path, ["list", "note"])
        #expect(
            part.code == 1 && part.error.contains("newest records are in the database's log"),
            "\(part.output)\(part.error)"
        )
        #expect(await valley.stop() == 0)
    }

    // MARK: - Several at once

    @Test func twentyWhoTypeAndSixWhoSyncAtOnceAllComeToAClearEnd() async throws {
        let (valley, _) = try await Self.valley()
        func together(_ count: Int, _ words: @escaping @Sendable (Int) -> [String]) async throws -> [Programs.Ran] {
            let home = valley.folder.appendingPathComponent("desk").path
            return try await withThrowingTaskGroup(of: Programs.Ran.self) { group in
                for number in 0..<count {
                    group.addTask {
                        try await Programs.run(
                            Programs.path("duikou"),
                            words(number),
                            environment: ["DUIKOU_HOME": home]
                        )
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
        }
        for ran in try await together(20, { ["add", "note", "site=A", "text=typed \($0)"] }) {
            #expect(ran.code == 0, "\(ran.error)")
        }
        for ran in try await together(6, { _ in ["sync", "--json"] }) {
            #expect(ran.code == 0 || !ran.error.isEmpty, "\(ran.output)\(ran.error)")
            #expect([0, 1, 4].contains(ran.code) && !ran.error.contains("damaged"), "\(ran.error)")
        }
        #expect(try await valley.device("desk", "sync").code == 0)
        #expect(try await valley.device("desk", "verify").code == 0)
        let notes = try await valley.server("list", "note", "--json").json() as? [[String: Any]]
        #expect(notes?.count == 21)
        #expect(await valley.stop() == 0)
    }

    @Test func whoeverReadsOnlyTheBeginningIsNotToldOff() async throws {
        let (valley, _) = try await Self.valley()
        for words in ["list site", "list site --json", "sql 'SELECT 1'", "status"] {
            let ran = try await Programs.run(
                "/bin/bash",
                ["-c", "set -o pipefail; '\(Programs.path("duikou"))' \(words) | head -c 1 > /dev/null"],
                environment: ["DUIKOU_HOME": valley.folder.appendingPathComponent("desk").path]
            )
            #expect(ran.code == 0 && ran.error.isEmpty, "\(words): \(ran.code) \(ran.error)")
        }
        #expect(await valley.stop() == 0)
    }

    @Test func aResultThatCannotBeWrittenIsNoSuccess() async throws {
        let (valley, _) = try await Self.valley()
        let home = ["DUIKOU_HOME": valley.folder.appendingPathComponent("desk").path]
        let words = "'\(Programs.path("duikou"))' list note --json > /dev/full"
        let ran = try await Programs.run("/bin/bash", ["-c", words], environment: home)
        #expect(ran.code == 1 && ran.error.contains("Standard output cannot be written"), "\(ran.code) \(ran.error)")
        #expect(await valley.stop() == 0)
    }

    // MARK: - True sentences

    @Test func whatWaitsIsCountedInRecordsToo() async throws {
        let (valley, _) = try await Self.valley()
        let file = valley.folder.appendingPathComponent("notes.csv").path
        try ("site,text\n" + (1...600).map { "A,note \($0)\n" }.joined()).write(
            toFile: file,
            atomically: true,
            encoding: .utf8
        )
        #expect(try await valley.device("desk", "import", "note", file).code == 0)
        let status = try await valley.device("desk", "status", "--json").json() as? [String: Any]
        let sets = try #require(status?["pending"] as? Int)
        #expect(status?["pendingRecords"] as? Int == 600 && sets < 600)
        let words = try await valley.device("desk", "status").output
        #expect(words.contains("600 changes of records, in \(sets == 1 ? "1 batch" : "\(sets) batches")"), "\(words)")
        #expect(await valley.stop() == 0)
    }

    @Test func aRecordThatWasNeverSentDidNotComeWithTheProgramme() async throws {
        let (valley, note) = try await Self.valley()
        let added = try await valley.device("desk", "add", "note", "site=A", "text=unsent").output
        let unsent = try await valley.device(
            "desk",
            "show",
            "note",
            added.trimmingCharacters(in: .whitespacesAndNewlines)
        ).output
        #expect(unsent.contains("it was not sent yet") && !unsent.contains("came with the programme"), "\(unsent)")
        #expect(try await valley.device("desk", "show", "site", "A").output.contains("it came with the programme"))
        let sent = try await valley.device("desk", "show", "note", note).output
        #expect(sent.contains("desk · recorder · Upper hospital"), "a name alone may be chosen by anybody: \(sent)")
        #expect(try await valley.server("show", "note", note).output.contains("desk · recorder · Upper hospital"))
        #expect(await valley.stop() == 0)
    }

    @Test func whereRecordsDifferNothingIsSaidToBeInStep() async throws {
        let (valley, note) = try await Self.valley()
        #expect(await valley.stop() == 0)
        let file = valley.folder.appendingPathComponent("desk/duikou.sqlite").path
        let python =
            "import sqlite3,sys;c=sqlite3.connect(sys.argv[1]);c.execute('update _replica set differs=1');c.commit()"
        let changed = try await Programs.run("/usr/bin/python3", ["-c", python, file])
        try #require(changed.code == 0, "\(changed.error)")
        let status = try await valley.device("desk", "status")
        #expect(status.code == 3 && status.output.contains("hold different records"), "\(status.output)")
        #expect(!status.output.contains("in step"))
        #expect(try await valley.device("desk", "show", "note", note, "--local").code == 0)
    }

    @Test(arguments: [
        ("http://127.0.0.1:1", 4, "nobody answers"), ("https://no-such-name.invalid", 4, "not known on this network"),
    ])
    func whyThereIsNoLineIsSaid(_ address: String, _ code: Int, _ words: String) async throws {
        let home = try TemporaryFolder("home")
        let ran = try await Programs.run(
            Programs.path("duikou"),
            ["enroll", address, "ABCDE-FGHJK", "--name", "desk"],
            environment: ["DUIKOU_HOME": home.path + "/device"]
        )
        #expect(ran.code == Int32(code) && ran.error.contains(words), "\(ran.error)")
    }
}

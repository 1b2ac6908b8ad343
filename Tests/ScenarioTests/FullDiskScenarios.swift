import Foundation
import Testing

#if canImport(Glibc)
import Glibc
#endif

/// A small disk of its own, which only the programs that are run through it see; gone with this.
private final class SmallDisk {
    private let holder = Process()
    private let (lifeline, said) = (Pipe(), Pipe())
    let folder: String

    /// Disks can be made here.
    static let isPossible: Bool = {
        guard geteuid() == 0, ["unshare", "nsenter"].allSatisfy({ access("/usr/bin/" + $0, X_OK) == 0 }) else {
            return false
        }
        let probe = Process()
        probe.executableURL = URL(fileURLWithPath: "/usr/bin/unshare")
        probe.arguments = ["-m", "/bin/sh", "-c", "mount -t tmpfs none /mnt"]
        (probe.standardOutput, probe.standardError) = (FileHandle.nullDevice, FileHandle.nullDevice)
        guard (try? probe.run()) != nil else { return false }
        probe.waitUntilExit()
        return probe.terminationStatus == 0
    }()

    init(_ folder: String, megabytes: Int) async throws {
        self.folder = folder
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        holder.executableURL = URL(fileURLWithPath: "/usr/bin/unshare")
        // It lives as long as its standard input.
        holder.arguments = [
            "-m", "/bin/sh", "-c", "mount -t tmpfs -o size=\(megabytes)m none \"$0\" && echo there && read x", folder,
        ]
        (holder.standardInput, holder.standardOutput) = (lifeline, said)
        try holder.run()
        let handle = said.fileHandleForReading
        let word = await withCheckedContinuation { continuation in
            DispatchQueue.global().async { continuation.resume(returning: handle.availableData) }
        }
        try #require(!word.isEmpty, "The disk was not made.")
    }

    deinit { try? lifeline.fileHandleForWriting.close() }

    /// Runs a program that sees the disk.
    func run(_ program: String, _ words: [String], home: String = "") async throws -> Programs.Ran {
        let inside = ["-t", "\(holder.processIdentifier)", "-m", program] + words
        return try await Programs.run(
            "/usr/bin/nsenter",
            inside,
            environment: home.isEmpty ? [:] : ["DUIKOU_HOME": "\(folder)/\(home)"]
        )
    }

    /// Fills it, with all or some blocks of 64 kB; the last room goes by single ones.
    func fill(_ name: String, blocks: Int? = nil) async throws {
        let count = blocks.map { ["count=\($0)"] } ?? []
        _ = try await run("/bin/dd", ["if=/dev/zero", "of=\(folder)/\(name)", "bs=64k"] + count)
        if blocks == nil { _ = try await run("/bin/dd", ["if=/dev/zero", "of=\(folder)/\(name).rest", "bs=512"]) }
    }

    func remove(_ names: String...) async throws {
        _ = try await run("/bin/rm", ["-f"] + names.map { "\(folder)/\($0)" })
    }
}

/// On a full disk everything can be read, and nothing is lost.
@Suite(
    .enabled(if: Programs.areBuilt, "Build both programs first: swift build -c release"),
    .enabled(if: SmallDisk.isPossible, "Only root can make a small disk."),
    .timeLimit(.minutes(5))
)
struct FullDiskScenarios {
    private static let reading = [
        ["list", "note"], ["list", "note", "--json"], ["status"], ["status", "--json"], ["conflicts"], ["refused"],
        ["duplicates"],
        ["sql", "SELECT text FROM note"], ["export", "note", "-"],
    ]

    /// Everything that reads does, and what writes says why it cannot.
    private static func expectReading(_ disk: SmallDisk, _ note: String, hasLog: Bool = false) async throws {
        for words in reading + [["show", "note", note], ["explain", "note", note]] {
            let ran = try await disk.run(Programs.path("duikou"), words, home: "desk")
            #expect(ran.code == 0, "\(words): \(ran.error)")
        }
        let list = try await disk.run(Programs.path("duikou"), ["list", "note"], home: "desk")
        #expect(list.output.contains("sent before") && list.output.contains("typed before"), "\(list.output)")
        // A log that is there already may have room for more.
        for (language, said) in hasLog ? [] : [("en", "disk is full"), ("zh", "磁盘已满")] {
            let large = ["add", "note", "site=A", "text=" + String(repeating: "x", count: 100_000)]
            for words in [large, ["sync"], ["verify"]] {
                let ran = try await disk.run(Programs.path("duikou"), words + ["--lang", language], home: "desk")
                #expect(ran.code == 1 && ran.error.contains(said), "\(words.prefix(2)): \(ran.code) \(ran.error)")
            }
        }
        let doctor = try await disk.run(Programs.path("duikou"), ["doctor"], home: "desk")
        let lines = [
            "✗ Disk: 0 MB free.", "Make room", "✓ Database: whole", "Clock: ", "✓ Keys: ", "✓ Server: ", "✓ Files: ",
        ]
        for line in lines {
            #expect(doctor.code == 1 && doctor.output.contains(line), "\(line)\n\(doctor.output)\(doctor.error)")
        }
    }

    @Test func whatIsThereIsReadAndWhatWasTypedIsSentWhenThereIsRoom() async throws {
        let valley = try await Valley.make()
        try await valley.start()
        let disk = try await SmallDisk(valley.folder.appendingPathComponent("disk").path, megabytes: 8)
        func desk(_ words: String...) async throws -> Programs.Ran {
            try await disk.run(Programs.path("duikou"), words, home: "desk")
        }
        #expect(try await desk("enroll", valley.address, valley.code(for: "A"), "--name", "desk").code == 0)
        #expect(try await desk("sync").code == 0)
        let note = try await desk("add", "note", "site=A", "text=sent before").output.trimmingCharacters(
            in: .whitespacesAndNewlines
        )
        #expect(try await desk("sync").code == 0)
        #expect(try await desk("add", "note", "site=A", "text=typed before").code == 0)
        // A program that ends in haste may leave its log, in which there is room.
        let emptied =
            """
            import sqlite3; sqlite3.connect('\(disk.folder)/desk/duikou.sqlite').execute('PRAGMA \
            wal_checkpoint(TRUNCATE)').fetchall()
            """
        #expect(try await disk.run("/usr/bin/python3", ["-c", emptied], home: "desk").code == 0)
        try await disk.fill("filler")
        try await Self.expectReading(disk, note)
        // A device that is to be one cannot become one here, and its code stays good.
        let code = try await valley.code(for: "A")
        let refused = try await disk.run(
            Programs.path("duikou"),
            ["enroll", valley.address, code, "--name", "late"],
            home: "late"
        )
        #expect(
            refused.code == 1 && refused.error.contains("disk is full") && refused.error.contains("not used"),
            "\(refused.error)"
        )
        try await disk.remove("filler", "filler.rest")
        #expect(
            try await disk.run(
                Programs.path("duikou"),
                ["enroll", valley.address, code, "--name", "late"],
                home: "late"
            ).code == 0
        )
        try await disk.remove("late/duikou.sqlite")
        // Typing goes on until nothing fits any more.
        try await disk.fill("filler", blocks: 96)
        var typed = ["sent before", "typed before"]
        while typed.count < 100 {
            let text = "\(typed.count) " + String(repeating: "字", count: 9_000)
            let ran = try await desk("add", "note", "site=A", "text=\(text)")
            guard ran.code == 0 else {
                #expect(ran.code == 1 && ran.error.contains("disk is full"), "\(ran.error)")
                break
            }
            typed.append(text)
        }
        try #require(2..<100 ~= typed.count, "the disk was full before, or never")
        try await disk.fill("last")
        try await Self.expectReading(disk, note, hasLog: true)
        try await disk.remove("filler", "last", "last.rest")
        let synced = try await desk("sync")
        #expect(synced.code == 0, "\(synced.output)\(synced.error)")
        let there = try await desk("list", "note", "--json").json() as? [[String: Any]] ?? []
        #expect(Set(there.compactMap { $0["text"] as? String }) == Set(typed))
        let sent = try await valley.server("list", "note", "--json").json() as? [[String: Any]] ?? []
        #expect(Set(sent.compactMap { $0["text"] as? String }) == Set(typed))
        try await Self.expectOnlyWhatFitsToBeTold(valley, disk, known: typed.count)
        #expect(await valley.stop() == 0)
    }

    /// What had no room is not told as received.
    private static func expectOnlyWhatFitsToBeTold(_ valley: Valley, _ disk: SmallDisk, known: Int) async throws {
        let table = valley.folder.appendingPathComponent("many.csv").path
        let rows = (0..<6_000).map { number in
            "A,\(number) " + (0..<60).map { _ in String(UInt64.random(in: 0..<1 << 60), radix: 36) }.joined()
        }
        try Data("site,text\n\(rows.joined(separator: "\n"))\n".utf8).write(to: URL(fileURLWithPath: table))
        try await valley.enroll("author", at: "A")
        for words in [["sync"], ["import", "note", table], ["sync"]] {
            #expect(try await valley.device("author", words).code == 0)
        }
        // One megabyte is left, whatever the device's files have grown to.
        try await disk.fill("room", blocks: 16)
        try await disk.fill("filler")
        try await disk.remove("room", "room.rest")
        let full = try await disk.run(Programs.path("duikou"), ["sync", "--json"], home: "desk")
        #expect(full.code == 1 && full.error.contains("disk is full"), "\(full.output)\(full.error)")
        let received = try #require((try full.json() as? [String: Any])?["received"] as? Int)
        let listed =
            try await disk.run(Programs.path("duikou"), ["list", "note", "--json"], home: "desk").json()
            as? [[String: Any]] ?? []
        #expect(received == listed.count - known)
    }
}

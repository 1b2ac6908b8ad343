import ClientCore
import Foundation
import Testing

/// A folder that is opened for reading only: everything can be read, and nothing in it changes.
@Suite struct ReadingOnly {
    /// What a folder holds: the bytes and the time of each file, and the time of the folder.
    private struct Contents: Equatable {
        var files: [String: Data] = [:]
        var times: [String: Date] = [:]

        init(_ folder: String) throws {
            for name in try FileManager.default.contentsOfDirectory(atPath: folder) + ["."] {
                let path = folder + "/" + name
                times[name] = try FileManager.default.attributesOfItem(atPath: path)[.modificationDate] as? Date
                if name != "." { files[name] = try Data(contentsOf: URL(filePath: path)) }
            }
        }
    }

    private static func open(_ ward: Ward, _ name: String) async throws -> Device {
        try await Device.open(
            "\(ward.folder)/\(name)",
            .readingOnly,
            options: Ward.options(over: { ward.transport() })
        )
    }

    /// A folder with one note, which nobody has open.
    private static func quiet(_ ward: Ward, _ name: String) async throws -> RecordID {
        let device = try await ward.device(name)
        let site = try await device.records("site")[0].id
        let note = try await device.write { try $0.create("note", ["site": .ref(site), "text": "seen"]) }
        await device.close()
        return note
    }

    @Test func everythingIsReadWithoutATrace() async throws {
        let ward = try Ward()
        let note = try await Self.quiet(ward, "one")
        let folder = ward.folder + "/one"
        for name in try FileManager.default.contentsOfDirectory(atPath: folder) { chmod("\(folder)/\(name)", 0o444) }
        chmod(folder, 0o555)
        defer { chmod(folder, 0o755) }
        let before = try Contents(folder)
        let device = try await Self.open(ward, "one")
        #expect(try await device.record("note", note)?["text"] == "seen")
        #expect(try await device.count("note") == 1)
        #expect(try await device.query("SELECT text FROM note", as: String.self) == ["seen"])
        #expect(try await device.read { try $0.unsent().count } == 1)
        #expect(try await device.refused().isEmpty)
        #expect(try await device.conflicts().isEmpty)
        #expect(try await device.decisions("note", note).isEmpty)
        #expect(try await device.explain("note", note).unsent.count == 1)
        #expect(try await device.identity()?.name == "one")
        #expect(try await device.programme()?.name == "ward")
        #expect(try await device.status().pending == 1)
        var counts = device.observeCount("note").makeAsyncIterator()
        #expect(try await counts.next() == 1)
        try await expectNothingToBeWritten(device, note)
        await device.close()
        #expect(try Contents(folder) == before)
    }

    private func expectNothingToBeWritten(_ device: Device, _ note: RecordID) async throws {
        let writing: [@Sendable () async throws -> Void] = [
            { try await device.write { _ = try $0.update("note", note, ["text": "other"]) } },
            { _ = try await device.execute("UPDATE note SET text = 'other'") },
            { try await device.discard(1) },
            { try await device.retry(1) },
            { _ = try await device.sync() },
            { _ = try await device.verify() },
            { try await device.trust(authority: "/nowhere") },
            { _ = try await device.enroll(at: "memory", code: "22222-22222", name: "other") },
        ]
        for (number, write) in writing.enumerated() {
            let error = await #expect(throws: DuikouError.self) { try await write() }
            #expect(error?.code == .readOnly, "\(number): \(String(describing: error))")
            // Who may not write the files is told that, whatever he asked for.
            let isOpenedSo = error?.message() == "This device was opened for reading only; nothing was changed."
            #expect(isOpenedSo && error?.message(.chinese) == "本设备以只读方式打开，未作任何改动。")
        }
        #expect(try await device.record("note", note)?["text"] == "seen")
    }

    @Test func whatOthersWriteIsSeenBesideThem() async throws {
        let ward = try Ward()
        let writer = try await ward.device("one")
        let site = try await writer.records("site")[0].id
        try await writer.write { try $0.create("note", ["site": .ref(site), "text": "first"]) }
        let reader = try await Self.open(ward, "one")
        var counts = reader.observeCount("note").makeAsyncIterator()
        #expect(try await counts.next() == 1)
        try await writer.write { try $0.create("note", ["site": .ref(site), "text": "second"]) }
        #expect(try await counts.next() == 2)
        await reader.close()
        await writer.close()
    }

    @Test func aLogThatSomebodyLeftIsReadWithoutATrace() async throws {
        let ward = try Ward()
        let writer = try await ward.device("one")
        let site = try await writer.records("site")[0].id
        try await writer.write { try $0.create("note", ["site": .ref(site), "text": "in the log"]) }
        try FileManager.default.copyItem(atPath: ward.folder + "/one", toPath: ward.folder + "/copy")
        await writer.close()
        let before = try Contents(ward.folder + "/copy")
        #expect(before.files["duikou.sqlite-wal"]?.isEmpty == false)
        let device = try await Self.open(ward, "copy")
        #expect(try await device.records("note").map { $0["text"] } == ["in the log"])
        await device.close()
        #expect(try Contents(ward.folder + "/copy") == before)
    }

    @Test func whatWasWrittenIntoAFolderThatNobodyHadOpenIsNotOverlooked() async throws {
        let ward = try Ward()
        let note = try await Self.quiet(ward, "one")
        // Nobody left a log.
        try Tampering.change(ward.folder + "/one/duikou.sqlite", "PRAGMA wal_checkpoint(TRUNCATE)")
        #expect(!FileManager.default.fileExists(atPath: ward.folder + "/one/duikou.sqlite-shm"))
        let reader = try await Self.open(ward, "one")
        #expect(try await reader.count("note") == 1)
        let writer = try await ward.blank("one")
        try await writer.write { try $0.update("note", note, ["text": "changed"]) }
        let error = await #expect(throws: DuikouError.self) { try await reader.record("note", note) }
        #expect(error?.code == .storage && error?.message().contains("open it again") == true)
        await reader.close()
        let again = try await Self.open(ward, "one")
        #expect(try await again.record("note", note)?["text"] == "changed")
        await again.close()
        await writer.close()
    }

    @Test func whereNoStoreIsNoneIsMade() async throws {
        let ward = try Ward()
        let error = await #expect(throws: DuikouError.self) { try await Self.open(ward, "nobody") }
        #expect(error?.code == .noSuchEntry)
        #expect(!FileManager.default.fileExists(atPath: ward.folder + "/nobody"))
    }
}

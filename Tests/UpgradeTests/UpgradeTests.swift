import ChangeFeed
import ClientCore
import FeedStoreSQLite
import Foundation
import HostFiles
import Replica
import SQLiteTables
import SyncEngine
import SyncModel
import TestSupport
import Testing

/// Stores of every number are opened by today's program, which knows its own tables to be those of the newest number.
@Suite(.serialized) struct UpgradeTests {
    /// A store of today with the programme of the story, that it gets at the first sync.
    private static func schema(of side: Kept.Side) async throws -> [String] {
        let clinic = try Clinic()
        if side == .device {
            try await clinic.enroll("desk").close()
        }
        return try Dump.schema(of: clinic.path(of: side))
    }

    @Test(.enabled(if: ProcessInfo.processInfo.environment["KEEP_STORES"] != nil && !Kept.all.contains(Kept.newest)))
    func storesOfTodaysNumbersAreKept() async throws {
        let clinic = try Clinic()
        try await Clinic.story(clinic)
        clinic.close()
        for side in Kept.Side.allCases { try Kept.newest.keep(Dump.write(clinic.path(of: side)), side) }
    }

    @Test(arguments: Kept.Side.allCases) func everyNumberHasAKeptStoreAndNoneIsLarge(side: Kept.Side) throws {
        #expect(Set(Kept.all.map { $0.number(of: side) }) == Set(1...side.newest), "see Tests/UpgradeTests/README.md")
        for kept in Kept.all { #expect(try kept.text(side).utf8.count < 60_000, "\(kept)") }
    }

    @Test(arguments: Kept.Side.allCases) func nobodyChangesTablesWithoutANewNumber(side: Kept.Side) async throws {
        let folder = try TemporaryFolder("kept")
        let file = folder.path + "/store"
        try Dump.read(Kept.newest.text(side), into: file)
        let (kept, today) = (Set(try Dump.schema(of: file)), Set(try await Self.schema(of: side)))
        let differing = today.symmetricDifference(kept).sorted().joined(separator: "\n")
        #expect(
            differing.isEmpty && !today.isEmpty,
            "Not as in the kept store, see Tests/UpgradeTests/README.md:\n\(differing)"
        )
    }

    @Test(arguments: Kept.all) func stepsBringAKeptStoreToTheTablesOfToday(kept: Kept) async throws {
        let clinic = try Clinic(kept)
        try await clinic.open("desk").close()
        clinic.close()
        for side in Kept.Side.allCases {
            #expect(Set(try Dump.schema(of: clinic.path(of: side))) == Set(try await Self.schema(of: side)))
        }
        #expect(Replica.storeNumber(in: clinic.folder + "/desk") == Replica.newestStore)
        #expect(FeedStoreSQLite.storeNumber(in: clinic.folder + "/server") == FeedStoreSQLite.newestStore)
    }

    @Test(arguments: Kept.all) func aKeptStoreHasAllThatWasTypedAndGoesOn(kept: Kept) async throws {
        let clinic = try Clinic(kept)
        #expect(try clinic.service.verify().problems.isEmpty)
        #expect(try clinic.service.verifyAudit().problems.isEmpty)
        #expect(try clinic.service.conflicts().count == 1)
        let desk = try await clinic.open("desk")
        func texts() async throws -> [String] { try await desk.records("note").map { $0["text"]?.text ?? "" }.sorted() }
        func seen() async throws -> Int64? { try await desk.records("tally").first?["seen"]?.integer }

        let before = try await texts()
        #expect(before.count == 3 && before.contains("quiet") && before.contains("unsent"), "\(before)")
        #expect(try await seen() == 5)
        let status = try await desk.status()
        #expect(
            status.pending == 2 && status.conflicts == 1 && status.refused == 0 && status.programmeVersion == 1,
            "\(status)"
        )
        #expect(try await desk.withReplica { try $0.checkInvariants() } == [])

        let report = try await desk.sync()
        #expect(report.isComplete && report.refused == 0 && report.sent == 2, "\(report)")
        #expect(try await seen() == 15, "what the other one counted meanwhile came")
        let conflict = try #require(try await desk.conflicts().first)
        #expect(Set(conflict.candidates.map(\.content)) == [.value("by desk"), .value("by ward")])
        try await desk.resolve(conflict, .take(conflict.candidates[0].id))
        _ = try await desk.sync()
        #expect(try await desk.verify().agrees)
        #expect(try await texts() == clinic.notes())

        let other = try await clinic.enroll("new")
        #expect(try await other.records("note").count == 3)
        #expect(try await other.verify().agrees)
        #expect(try clinic.service.verify().problems.isEmpty)
    }

    @Test func aStoreOfTheNextNumberIsNotOpened() async throws {
        let clinic = try Clinic(Kept.newest)
        clinic.close()
        try Dump.Opened(clinic.path(of: .device)).run("UPDATE _replica SET schema = schema + 1")
        try Dump.Opened(clinic.path(of: .server)).run("PRAGMA user_version = \(FeedStoreSQLite.newestStore + 1)")
        let before = try Kept.Side.allCases.map { try Data(contentsOf: URL(fileURLWithPath: clinic.path(of: $0))) }
        let device = try await #require(throws: DuikouError.self) { try await clinic.open("desk") }
        let server = try #require(throws: StoreFailure.self) {
            try FeedStoreSQLite.open(folder: clinic.folder + "/server", host: .system)
        }
        #expect(device.code == .storeTooNew && server.code == .storeTooNew)
        #expect(
            try Kept.Side.allCases.map { try Data(contentsOf: URL(fileURLWithPath: clinic.path(of: $0))) } == before
        )
    }

    @Test func aStoreThatIsBroughtUpToDateWhileItIsOpenIsLeftAlone() async throws {
        let clinic = try Clinic(Kept.newest)
        let desk = try await clinic.open("desk")
        let site = try await desk.records("site")[0].id.text
        let newer = "format 99, this program knows \(Replica.newestStore)"
        try Dump.Opened(clinic.path(of: .device)).run("UPDATE _replica SET schema = 99")
        for act in [
            { _ = try await desk.records("note") },
            { _ = try await desk.write { try $0.create("note", ["site": .text(site), "text": .text("lost")]) } },
            { _ = try await desk.sync() },
        ] as [@Sendable () async throws -> Void] {
            let error = try await #require(throws: DuikouError.self) { try await act() }
            #expect(error.code == .storeTooNew && error.message().contains(newer), "\(error)")
        }
        try Dump.Opened(clinic.path(of: .server)).run("PRAGMA user_version = 99")
        for act in [
            { _ = try clinic.notes() }, { _ = try clinic.service.makeCode(org: "A", role: "nurse", hours: 1) },
        ] as [@Sendable () throws -> Void] {
            let error = try #require(throws: StoreFailure.self) { try act() }
            #expect(error.code == .storeTooNew && error.inEnglish.contains("format 99"), "\(error)")
        }
        #expect(try Dump.Opened(clinic.path(of: .device)).strings("SELECT count(*) FROM note") == ["3"])
    }
}

import Foundation
import Replica
import SyncModel
import SyncWire

/// What ``Device/check()`` found of one thing.
public struct Finding: Hashable, Sendable {
    /// What was looked at; more come with later versions.
    @nonexhaustive public enum Subject: String, Hashable, Sendable {
        /// The room on the disk.
        case disk
        /// The local database: its file, and what it keeps of the records.
        case database
        /// This machine's clock against the server's, as far as that is known.
        case clock
        /// The keys, and whether the server still has this device.
        case keys
    }

    /// What was looked at.
    public let subject: Subject
    /// What is wrong with it; `nil` where nothing is.
    public let problem: DuikouError?

    /// Nothing is wrong with it.
    public var isWell: Bool { problem == nil }
}

extension Device {
    /// Below this a large synchronisation may fill the disk. Unit: bytes.
    package static let freeBytesMin: Int64 = 200 << 20
    /// A clock further off than this is worth mending. Unit: seconds.
    package static let clockSecondsMax: Int64 = 60

    /// Looks whether this machine can be relied on, without a line: disk, database, clock and keys.
    ///
    /// It reads the whole database, which takes a while with many records.
    /// - Throws: ``DuikouError`` `closed`, `cancelled`; what is wrong is in the findings.
    public func check() async throws(DuikouError) -> [Finding] {
        [
            Finding(subject: .disk, problem: diskProblem()),
            Finding(subject: .database, problem: try await problem { try await self.checkDatabase() }),
            Finding(subject: .clock, problem: try await problem { try await self.checkClock() }),
            Finding(subject: .keys, problem: try await problem { try await self.checkKeys() }),
        ]
    }

    /// What a look throws, but for what kept it from looking.
    private func problem(_ look: () async throws -> Void) async throws(DuikouError) -> DuikouError? {
        do {
            try await look()
            return nil
        } catch {
            let problem = DuikouError(error)
            guard problem.code != .closed, problem.code != .cancelled else { throw problem }
            return problem
        }
    }

    /// `nil` also where the room cannot be told.
    private func diskProblem() -> DuikouError? {
        let attributes = try? FileManager.default.attributesOfFileSystem(forPath: folder)
        guard let free = (attributes?[.systemFreeSize] as? NSNumber)?.int64Value, free < Self.freeBytesMin else {
            return nil
        }
        return DuikouError(.storage, .littleRoom(megabytes: free >> 20), problem: .noRoom)
    }

    private func checkDatabase() async throws {
        let damage = try await query("PRAGMA quick_check(5)", as: String.self).filter { $0 != "ok" }
        guard damage.isEmpty else { throw DuikouError(.damaged, .damagedFile(damage.joined(separator: "; "))) }
        // What other programs wrote is taken before, which is not possible everywhere.
        let violations = try await withReplica { $0.isReadOnly ? [] : try $0.checkInvariants() }
        guard !violations.isEmpty else { return }
        let clauses = Set(violations.map(\.clause)).sorted()
        throw DuikouError(.damaged, .unsound(records: Set(violations.compactMap(\.record)).count, clauses: clauses))
    }

    private func checkClock() async throws {
        guard let offset = try await status().clockOffset, abs(offset.components.seconds) > Self.clockSecondsMax else {
            return
        }
        throw DuikouError(.clock, .clockOff(seconds: offset.components.seconds))
    }

    private func checkKeys() async throws {
        _ = try await enrolled()
        if let rejected = try await status().rejected { throw rejected }
    }
}

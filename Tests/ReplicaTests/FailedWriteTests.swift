import Foundation
import Replica
import SyncModel
import Testing

/// What a transaction that was taken back had in memory is no part of the next one, whichever thread that comes from.
@Suite struct FailedWrites {
    private struct NotThisTime: Error {}

    /// One thread fails and another one succeeds, each in scopes that the store never named.
    @Test func aWriteThatFailsLeavesNothingToTheOneThatWaitedForIt() throws {
        for trial in 0..<40 {
            let desk = try ReplicaDevice(UInt64(trial + 10))
            @Sendable func create(_ site: UInt128, failing: Bool) throws {
                try desk.replica.write { writer in
                    _ = try writer.create("note", ["site": .text(RecordID(bits: site).text), "text": .text("typed")])
                    if failing { throw NotThisTime() }
                }
            }
            DispatchQueue.concurrentPerform(iterations: 2) { worker in
                for number in 0..<3 {
                    let site = UInt128(worker + 1) << 64 | UInt128(number)
                    if worker == 0 {
                        #expect(throws: NotThisTime.self) { try create(site, failing: true) }
                    } else {
                        #expect(throws: Never.self) { try create(site, failing: false) }
                    }
                }
            }
            #expect(throws: Never.self) { try create(50 << 64, failing: false) }
            #expect(try desk.replica.checkInvariants() == [], "trial \(trial)")
            #expect(try desk.replica.unanswered().count == 4, "trial \(trial)")
        }
    }
}

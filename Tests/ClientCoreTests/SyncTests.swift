import ChangeFeed
import ClientCore
import Foundation
import Replica
import SyncEngine
import SyncModel
import SyncWire
import Synchronization
import Testing

@Suite struct Syncing {
    private func note(_ client: Device, _ text: String) async throws -> RecordID {
        let site = try await client.records("site")[0].id.text
        return try await client.write { try $0.create("note", ["site": .text(site), "text": .text(text)]) }
    }

    @Test func whoHoldsOtherRecordsThanTheServerIsNotDone() {
        var summary = SyncSummary()
        summary.ending = .done
        var status = ReplicaStatus()
        #expect(SyncReport(summary, status, took: .zero).isComplete)
        status.differs = true
        #expect(!SyncReport(summary, status, took: .zero).isComplete)
    }

    @Test func whatOneDeskTypesTheOtherReadsAfterOneSyncEach() async throws {
        let ward = try Ward()
        let (one, other) = (try await ward.device("one"), try await ward.device("other"))
        let id = try await note(one, "written at the first desk")
        let sent = try await one.sync()
        #expect(sent.isComplete && sent.sent == 1 && sent.roundTrips == 1)
        let received = try await other.sync()
        #expect(received.isComplete && received.received == 1)
        #expect(try await other.record("note", id)?["text"] == .text("written at the first desk"))
        let empty = try await one.sync()
        #expect(empty.sent == 0 && empty.received == 0 && empty.roundTrips == 1)
        #expect(try await one.verify().agrees)
    }

    @Test func aServerThatIsAwayKeepsNobodyFromRecording() async throws {
        let ward = try Ward()
        let device = try await ward.device("one")
        _ = try await note(device, "typed in the valley")
        let offline = try await ward.blank("one", over: { Broken(failure: .refused("no line in the valley")) })
        let report = try await offline.sync()
        #expect(report.outcome == .offline && report.error?.code == .noConnection)
        #expect(report.error?.message() == "The server cannot be reached: no line in the valley.")
        #expect(report.pending == 1 && !report.isComplete)
        let later = try await device.sync()
        #expect(later.isComplete && later.pending == 0)
    }

    @Test(.timeLimit(.minutes(5))) func cancellingASyncLosesNothing() async throws {
        let ward = try Ward()
        let device = try await ward.device("one")
        let id = try await note(device, "typed before the line hung")
        let hanging = Hanging()
        let slow = try await ward.blank("one", over: { hanging })
        let task = Task { try await slow.sync() }
        await hanging.reached()
        task.cancel()
        let report = try await task.value
        #expect(report.outcome == .stopped)
        #expect(report.pending == 1)
        #expect(try await device.record("note", id) != nil)
        #expect(try await device.sync().isComplete)
    }

    @Test func aCutReplyIsTriedAgainAndEndsWhole() async throws {
        let ward = try Ward()
        let device = try await ward.device("one")
        _ = try await note(device, "sent over a bad line")
        let cuts = Cuts(ward.transport(), lines: 2)
        let bad = try await ward.blank("one", over: { cuts })
        let report = try await bad.sync()
        #expect(report.isComplete)
        #expect(report.roundTrips == 3)
        #expect(report.sent == 1)
    }

    @Test func whatAnotherSynchronisationSettledFirstIsCountedThere() async throws {
        let ward = try Ward()
        let device = try await ward.device("one")
        for number in 0..<3 { _ = try await note(device, "note \(number)") }
        // While the first waits for its reply, a second sends the same from the same folder, and is answered.
        let late = Late(ward.transport()) { try await device.sync() }
        let first = try await ward.blank("one", over: { late }).sync()
        let second = try #require(late.meanwhile)
        #expect(second.sent == 3 && first.sent == 0, "\(second.sent) and \(first.sent) of 3")
    }

    @Test func aWrongCodeIsRefusedAndLeavesTheDeviceAsItWas() async throws {
        let ward = try Ward()
        let client = try await ward.blank("stranger")
        await #expect(throws: DuikouError.self) {
            try await client.enroll(at: "memory", code: "22222-22222", name: "stranger")
        }
        await #expect(throws: DuikouError.self) {
            try await client.enroll(at: "memory", code: "short", name: "stranger")
        }
        #expect(try await client.identity() == nil)
        await #expect(throws: DuikouError.self) { try await client.sync() }
    }

    @Test func aRequestAndItsReplyTravelAsFiles() async throws {
        let ward = try Ward()
        let device = try await ward.device("one")
        _ = try await note(device, "carried on a stick")
        let service = ward.service
        let files = FileTransport(request: ward.folder + "/request", reply: ward.folder + "/reply") { request, reply in
            var bytes: [UInt8] = []
            service.sync([UInt8](try Data(contentsOf: URL(filePath: request)))) { bytes += $0 }
            try Data(bytes).write(to: URL(filePath: reply))
        }
        let carried = try await ward.blank("one", over: { files })
        #expect(try await carried.sync().isComplete)
    }
}

extension Transport {
    /// The whole answer.
    func answer(_ request: TransportRequest) async throws -> [UInt8] {
        var answer: [UInt8] = []
        _ = try await exchange(request, departed: {}) { answer += $0 }
        return answer
    }
}

/// A line on which nothing works.
struct Broken: Transport {
    let failure: LineFailure
    var supportsPipelining: Bool { true }

    func exchange(
        _ request: TransportRequest,
        departed: @escaping @Sendable () -> Void,
        chunk: ([UInt8]) async throws -> Void
    ) async throws -> TransportBytes {
        throw TransportError(failure: failure)
    }

    func close() async {}
}

/// A line that takes the request and never answers.
final class Hanging: Transport {
    private let (stream, continuation) = AsyncStream<Void>.makeStream()
    var supportsPipelining: Bool { true }

    func exchange(
        _ request: TransportRequest,
        departed: @escaping @Sendable () -> Void,
        chunk: ([UInt8]) async throws -> Void
    ) async throws -> TransportBytes {
        continuation.yield()
        try await Task.sleep(for: .seconds(3_600))
        return TransportBytes()
    }

    /// Comes back when a request is on the line.
    func reached() async {
        for await _ in stream { return }
    }

    func close() async {}
}

/// A line whose first replies break off in the middle.
final class Cuts: Transport {
    private let line: any Transport
    private let cuts: Mutex<Int>

    init(_ line: any Transport, lines cuts: Int) {
        self.line = line
        self.cuts = Mutex(cuts)
    }

    var supportsPipelining: Bool { true }

    func exchange(
        _ request: TransportRequest,
        departed: @escaping @Sendable () -> Void,
        chunk: ([UInt8]) async throws -> Void
    ) async throws -> TransportBytes {
        let reply = try await line.answer(request)
        let isCut = cuts.withLock { left in
            defer { left = max(0, left - 1) }
            return left > 0
        }
        guard !isCut else {
            try await chunk(Array(reply.prefix(reply.count / 2)))
            throw TransportError(.lost, "cut")
        }
        try await chunk(reply)
        return TransportBytes(sent: request.body?.count ?? 0, received: reply.count)
    }

    func close() async {}
}

/// A line on whose first reply something else happens before it is handed out.
final class Late: Transport {
    private let line: any Transport
    private let happening: @Sendable () async throws -> SyncReport
    private let report = Mutex<SyncReport?>(nil)

    init(_ line: any Transport, _ happening: @escaping @Sendable () async throws -> SyncReport) {
        (self.line, self.happening) = (line, happening)
    }

    /// What came of it.
    var meanwhile: SyncReport? { report.withLock { $0 } }

    var supportsPipelining: Bool { true }

    func exchange(
        _ request: TransportRequest,
        departed: @escaping @Sendable () -> Void,
        chunk: ([UInt8]) async throws -> Void
    ) async throws -> TransportBytes {
        let reply = try await line.answer(request)
        if meanwhile == nil {
            let came = try await happening()
            report.withLock { $0 = came }
        }
        try await chunk(reply)
        return TransportBytes(sent: request.body?.count ?? 0, received: reply.count)
    }

    func close() async {}
}

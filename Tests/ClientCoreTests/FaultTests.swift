import ClientCore
import SyncEngine
import SyncModel
import SyncWire
import Synchronization
import TestSupport
import Testing

/// A fault keeps its code, wherever in a synchronisation it is met.
@Suite struct Faults {
    /// What a server may answer that nothing can be made of.
    enum Forgery: CaseIterable {
        case unreadableProgramme, ofNoRequest, ofOtherHistory, pageOutOfOrder

        func applied(to frame: ReplyFrame) -> ReplyFrame {
            switch (self, frame) {
            case (.unreadableProgramme, .head(var head)):
                head.programme = Array("{}".utf8)
                return .head(head)
            case (.ofNoRequest, .head(var head)):
                head.counter += 1_000
                return .head(head)
            case (.ofOtherHistory, .head(var head)):
                head.epoch = Epoch(bits: head.epoch.bits ^ 1)
                return .head(head)
            case (.pageOutOfOrder, .page(var page)):
                page.through = page.after
                return .page(page)
            default: return frame
            }
        }
    }

    /// What may happen to a store while an answer is under way.
    enum Accident: CaseIterable {
        case damage, newerProgram, lostTable, closing

        var code: DuikouError.Code {
            switch self {
            case .damage: .damaged
            case .newerProgram: .storeTooNew
            case .lostTable: .storage
            case .closing: .closed
            }
        }

        func happens(to device: Device) async throws {
            switch self {
            case .damage: try device.damage("UPDATE _stream SET scope = 'nowhere/' || number")
            case .newerProgram: try device.damage("UPDATE _replica SET schema = 99")
            case .lostTable: try device.damage("DROP TABLE _stream")
            case .closing: await device.close()
            }
        }
    }

    /// A device that has a note to fetch, over a line on which something happens to each answer.
    private func device(in ward: Ward) async throws -> (Device, Between) {
        let other = try await ward.device("other")
        let between = Between(ward)
        let device = try await ward.blank("one", over: { between })
        try await device.enroll(at: "memory", code: ward.code(), name: "one")
        try await device.sync().check()
        let site = try await other.records("site")[0].id
        try await other.write { try $0.create("note", ["site": .ref(site), "text": "to be fetched"]) }
        try await other.sync().check()
        return (device, between)
    }

    private func error(of device: Device) async -> DuikouError? {
        do {
            return try await device.sync().error
        } catch {
            return error
        }
    }

    @Test(arguments: Forgery.allCases) func anAnswerThatCannotBeUsedIsCalledThat(_ forgery: Forgery) async throws {
        let (device, between) = try await device(in: try Ward())
        between.make { bytes in
            var reader = FrameReader()
            reader.append(bytes)
            var forged: [UInt8] = []
            while let frame = try reader.next() { forged += try forgery.applied(to: frame).encoded() }
            return forged
        }
        let report = try await device.sync()
        #expect(report.outcome == .failed && report.error?.code == .badAnswer, "\(String(describing: report.error))")
        #expect(report.error?.message().isEmpty == false && report.error?.cause != nil)
        between.make { $0 }
        #expect(try await device.sync().isComplete)
        await device.close()
    }

    @Test(arguments: Accident.allCases) func aFaultOfTheStoreKeepsItsCode(_ accident: Accident) async throws {
        let (device, between) = try await device(in: try Ward())
        between.make { bytes in
            try await accident.happens(to: device)
            return bytes
        }
        let error = await error(of: device)
        #expect(error?.code == accident.code, "\(String(describing: error))")
        await device.close()
    }

    @Test func theSameGoesForTheLineAndForAComparison() async throws {
        let ward = try Ward()
        let (device, between) = try await device(in: ward)
        try await device.sync().check()
        between.make(of: { if case .reconciliation = $0 { true } else { false } }) { _ in
            try ReconciliationReply.streams([]).encoded()
        }
        let compared = await #expect(throws: DuikouError.self) { try await device.verify() }
        #expect(compared?.code == .badAnswer, "a server that was put back: \(String(describing: compared))")
        await device.close()
        let strange = try await ward.blank("one", over: { Broken(failure: .garbled(.notHTTP)) })
        let answered = await #expect(throws: DuikouError.self) { try await strange.server() }
        #expect(answered?.code == .badAnswer && answered?.advice()?.hasPrefix("Check the address.") == true)
        await strange.close()
    }
}

/// A line on which something happens to each answer before it is handed out.
private final class Between: Transport {
    typealias Act = @Sendable ([UInt8]) async throws -> [UInt8]

    /// Its folder is there as long as it is.
    private let ward: Ward
    private let line: any Transport
    private let act = Mutex<(isMeant: @Sendable (Call) -> Bool, act: Act)>(({ _ in false }, { $0 }))

    init(_ ward: Ward) { (self.ward, line) = (ward, ward.transport()) }

    /// From now on this is made of each answer to such a call.
    func make(of isMeant: @escaping @Sendable (Call) -> Bool = { _ in true }, _ act: @escaping Act) {
        self.act.withLock { $0 = (isMeant, act) }
    }

    var supportsPipelining: Bool { true }

    func exchange(
        _ request: TransportRequest,
        departed: @escaping @Sendable () -> Void,
        chunk: ([UInt8]) async throws -> Void
    ) async throws -> TransportBytes {
        var reply = try await line.answer(request)
        departed()
        let (isMeant, act) = act.withLock { $0 }
        if let call = Call(request), isMeant(call) { reply = try await act(reply) }
        try await chunk(reply)
        return TransportBytes(sent: request.body?.count ?? 0, received: reply.count)
    }

    func close() async {}
}

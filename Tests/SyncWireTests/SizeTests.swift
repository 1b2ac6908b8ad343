import struct SimulationKit.SeededRandom
import SyncModel
import SyncWire
import Testing

/// What the protocol costs on a thin line, and how long its columns take.
struct SizeTests {
    @Test(arguments: [100, 1_000])
    func aPageOfConsultationsTakesFewBytes(count: Int) throws {
        let bytes = try Workload.page(records: count).encoded().count
        print("page of \(count): \(bytes / count) bytes per record")
        #expect(bytes <= 180 * count)
    }

    @Test func aParcelOfConsultationsTakesFewBytes() throws {
        for count in [100, 300] {
            let bytes = try Workload.parcel(records: count).encoded().count
            print("parcel of \(count): \(bytes / count) bytes per record")
            #expect(bytes <= 180 * count)
        }
    }

    /// The largest question that a device asks is one that the server takes.
    @Test func aQuestionForAllThatItMayNameFitsIntoARequest() throws {
        var dice = SeededRandom(seed: 9)
        let keys = try ReplicaKeys(rawRepresentation: dice.bytes(64))
        let records = (0..<Limits.wholeRecordsMax).map { _ in RecordID(bits: dice.wide()) }
        let stream = SyncModel.Stream(
            scope: Scope(String(repeating: "s", count: 40), RecordID(bits: dice.wide())),
            lane: .bulk
        )
        let question = ReconciliationQuestion.whole(stream, records)
        let request = ReconciliationRequest(device: DeviceID(bits: dice.wide()), counter: .max, question: question)
        #expect(try SignedRequest.sign(request, by: keys.signing).encoded().count <= Limits.questionBytesMax)
    }

    @Test func anEmptySyncTakesLessThanTwoHundredBytesEachWay() throws {
        var dice = SeededRandom(seed: 7)
        let keys = try ReplicaKeys(rawRepresentation: dice.bytes(64))
        let request = SyncRequest(
            device: DeviceID(bits: dice.wide()),
            counter: 1_000_000,
            programme: 12,
            epoch: Epoch(bits: dice.wide()),
            cursor: .known(dice.next()),
            lanes: Lane.allCases.map {
                LaneMark(lane: $0, last: 1_000_000, chain: dice.bytes(32), settledThrough: 999_990)
            },
            ownFrom: 2_000_000
        )
        let sent = try SignedRequest.sign(request, by: keys.signing).encoded().count
        let head = ReplyHead(
            epoch: Epoch(bits: dice.wide()),
            counter: 1_000_000,
            serverTime: 1_790_000_000_000,
            serverTook: 12,
            lanes: Lane.allCases.map {
                LaneReply(
                    lane: $0,
                    settledThrough: 1_000_000,
                    appliedThrough: 1_000_000,
                    backedUpThrough: 900_000,
                    receipts: []
                )
            }
        )
        let tail = ReplyTail(cursor: [:], cursorHash: dice.next(), more: false, digest: dice.wide())
        let received = try ReplyFrame.head(head).encoded().count + ReplyFrame.tail(tail).encoded().count
        print("empty sync: \(sent) bytes up, \(received) down")
        #expect(sent <= 200)
        #expect(received <= 200)
    }

    /// Prints and asserts nothing: machines differ, and this one may be busy.
    @Test func columnsAreQuick() throws {
        let page = Workload.page(records: 1_000)
        let parcel = Workload.parcel(records: 300)
        let pageBytes = try page.encoded()
        let parcelBytes = try parcel.encoded()
        func measure(_ name: String, _ records: Int, _ body: () throws -> Void) rethrows {
            var best = Duration.seconds(1_000)
            for _ in 0..<15 { best = min(best, try ContinuousClock().measure(body)) }
            let microseconds = Double(best.components.attoseconds) / 1e12 / Double(records)
            print("\(name): \((microseconds * 100).rounded() / 100) µs per record")
        }
        try measure("page encode", 1_000) { _ = try page.encoded() }
        try measure("page decode", 1_000) { _ = try Page(decoding: pageBytes) }
        try measure("parcel encode", 300) { _ = try parcel.encoded() }
        try measure("parcel decode", 300) { _ = try Parcel(decoding: parcelBytes) }
        #expect(pageBytes.count > 0)
    }
}

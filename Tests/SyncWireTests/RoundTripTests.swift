import struct SimulationKit.SeededRandom
import SyncModel
import SyncWire
import Testing

/// Every message is read as it was written.
struct RoundTripTests {
    @Test func pages() throws {
        for seed in 1...400 as ClosedRange<UInt64> {
            var dice = SeededRandom(seed: seed)
            let page = dice.page(entries: dice.pick([0, 1, 2, 3, 17, 60]))
            let bytes = try page.encoded()
            let read = try Page(decoding: bytes)
            #expect(read == page, "seed \(seed)")
            var header = page
            header.entries = []
            header.cards = []
            #expect(try Page.header(of: bytes) == header)
        }
    }

    @Test func parcels() throws {
        for seed in 1...400 as ClosedRange<UInt64> {
            var dice = SeededRandom(seed: seed)
            let parcel = dice.parcel(sets: 1...12)
            let bytes = try parcel.encoded()
            #expect(try Parcel(decoding: bytes) == parcel, "seed \(seed)")
            let header = try SignedParcel(bytes: bytes, signature: []).header
            #expect(header.last == parcel.last && header.device == parcel.device && header.previous == parcel.previous)
        }
    }

    @Test func requests() throws {
        for seed in 1...400 as ClosedRange<UInt64> {
            var dice = SeededRandom(seed: seed)
            let request = dice.request()
            #expect(try SyncRequest(decoding: request.encoded()) == request, "seed \(seed)")
        }
    }

    @Test func framesThatComeInPieces() throws {
        for seed in 1...200 as ClosedRange<UInt64> {
            var dice = SeededRandom(seed: seed)
            let frames: [ReplyFrame] = [
                .head(dice.head()), .page(dice.page(entries: 5)), .page(dice.page(entries: 0)), .tail(dice.tail()),
                .failure(
                    WireFailure(
                        dice.pick(WireFailure.Code.allCases),
                        told: Told(WrittenProblem(String(dice.text().prefix(8))), sentence: dice.text())
                    )
                ),
            ]
            let bytes = try frames.flatMap { try $0.encoded() }
            var reader = FrameReader()
            var read: [ReplyFrame] = []
            var start = 0
            while start < bytes.count {
                let end = min(bytes.count, start + dice.number(1...200))
                reader.append(bytes[start..<end])
                while let frame = try reader.next() { read.append(frame) }
                start = end
            }
            #expect(read == frames, "seed \(seed)")
            #expect(reader.isAtBoundary)
        }
    }

    @Test func smallMessages() throws {
        func check<Message: WireMessage & Equatable>(_ message: Message) throws {
            #expect(try Message(decoding: message.encoded()) == message)
        }
        for seed in 1...100 as ClosedRange<UInt64> {
            var dice = SeededRandom(seed: seed)
            let begin = EnrollBegin(
                lookup: "7K",
                nonce: dice.bytes(32),
                signingKey: dice.bytes(32),
                sealingKey: dice.bytes(32),
                name: dice.text()
            )
            try check(begin)
            try check(
                EnrollChallenge(
                    nonce: dice.bytes(32),
                    salt: dice.bytes(16),
                    signingKey: dice.bytes(32),
                    sealingKey: dice.bytes(32)
                )
            )
            try check(EnrollProve(begin: begin, challengeNonce: dice.bytes(32), proof: dice.bytes(32)))
            try check(
                EnrollResult(
                    device: dice.device(),
                    epoch: Epoch(bits: dice.wide()),
                    standing: dice.standing(),
                    serverTime: dice.integer(),
                    proof: dice.bytes(32)
                )
            )
            try check(
                Hello(
                    epoch: Epoch(bits: dice.wide()),
                    programme: "hubei-2022",
                    programmeVersion: dice.number(0...99),
                    signingKey: dice.bytes(32),
                    sealingKey: dice.bytes(32),
                    serverTime: dice.integer()
                )
            )
            try check(WaitReply(version: dice.next(), moved: dice.chance(50)))
            try check(dice.history())
            let asked = HistoryRequest(
                device: dice.device(),
                counter: UInt64(dice.number(0...1_000)),
                collection: dice.number(0...9),
                record: dice.record()
            )
            #expect(try HistoryRequest(decoding: asked.encoded()) == asked)
            let waits = WaitRequest(
                device: dice.device(),
                time: dice.integer(),
                after: dice.chance(50) ? dice.next() : nil,
                seconds: dice.number(0...60)
            )
            #expect(try WaitRequest(decoding: waits.encoded()) == waits)
            let question = dice.reconciliationRequest()
            #expect(try ReconciliationRequest(decoding: question.encoded()) == question)
            try check(dice.reconciliationReply())
        }
    }

    @Test func bytesInAHeaderComeBackAsTheyWere() {
        var dice = SeededRandom(seed: 7)
        for count in 0..<200 {
            let bytes = dice.bytes(count)
            let text = Base64URL.write(bytes)
            #expect(Base64URL.read(text) == bytes)
            #expect(
                text.utf8.allSatisfy { $0 != UInt8(ascii: "=") && $0 != UInt8(ascii: "+") && $0 != UInt8(ascii: "/") }
            )
        }
        #expect(Base64URL.write([0xfb, 0xff]) == "-_8")
        for bad in ["A", "AB=", "A+", "AA/", "-_9", "é"] { #expect(Base64URL.read(bad) == nil, "\(bad)") }
    }

    @Test func twoSpellingsOfALetterStayTwo() throws {
        let spellings = (0..<40).map { Value.text($0 % 2 == 0 ? "e\u{301}" : "é") }
        let read = try Page(decoding: Workload.page(column: spellings).encoded())
        #expect(Workload.column(read) == spellings)
    }

    @Test func everyDateComesBackAsItWas() throws {
        var day = 0
        for start in stride(from: 0, to: 3_652_425, by: 1_999 * 37) {
            // Days are made by the codec itself from integers in steps of 37, over ten thousand years.
            let dates = (0..<1_999).map { index -> Value in
                day = min(start + index * 37, 3_652_058)
                let year = day * 10_000 / 3_652_425
                return .text("\(padded(year, 4))-\(padded(day % 12 + 1, 2))-\(padded(day % 31 + 1, 2))")
            }
            #expect(Workload.column(try Page(decoding: Workload.page(column: dates).encoded())) == dates)
            let real = dates.filter { ($0.text?.suffix(2)).map { $0 < "29" } ?? false }
            #expect(Workload.column(try Page(decoding: Workload.page(column: real).encoded())) == real)
        }
        #expect(day > 3_600_000)
    }

    private func padded(_ number: Int, _ digits: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: digits - text.count) + text
    }
}

import ChangeFeed
import SyncModel
import SyncWire
import Testing

/// What stands beside a parcel in the audit log is read and written the same, or its link would break.
@Suite struct ReceiptBytesTests {
    @Test(arguments: [
        Refusal(
            .validation,
            .value(.noOption(["a", "b"])),
            at: "note.kind",
            collection: 2,
            record: RecordID(bits: 7),
            field: 0
        ),
        Refusal(.sealed, told: Told(WrittenProblem("moon-is-full", ["9"]), sentence: "The moon is full."), at: "note"),
        // From before there were words.
        Refusal(.gone, told: Told(WrittenProblem(""), sentence: "The record does not exist for you."), collection: 2),
    ])
    func aRefusalIsReadAsItWasWritten(refusal: Refusal) throws {
        let receipt = Receipt(lane: .normal, first: 3, last: 4, exceptions: [4: .refused(refusal)])
        let bytes = ReceiptBlob.encode([receipt])
        #expect(try ReceiptBlob.decode(bytes) == [receipt])
        #expect(try ReceiptBlob.encode(ReceiptBlob.decode(bytes)) == bytes)
    }

    @Test func bytesFromBeforeThereWereWordsStayAsTheyWere() throws {
        let refusal = Refusal(.gone, told: Told(WrittenProblem(""), sentence: "Gone."))
        var writer = ByteWriter()
        for number in [1, 1, 1, 1, 0, 1, 1] as [UInt64] { writer.varint(number) }
        writer.byte(0)
        writer.text("gone")
        writer.text("Gone.")
        for number in [0, 0, 0] as [UInt64] { writer.varint(number) }
        #expect(
            ReceiptBlob.encode([Receipt(lane: .normal, first: 1, last: 1, exceptions: [1: .refused(refusal)])])
                == writer.bytes
        )
    }

    // F19: whatever is refused, a reply stays readable, nothing is answered twice, and pages wait for the last receipt.
    @Test func manyRefusalsAreAnsweredOverSeveralReplies() throws {
        let centre = try FeedServer()
        let desk = try centre.device("A")
        try desk.sync()
        let good = desk.create(ThreeSites.note, "A")
        try desk.write([good])
        let long = String(repeating: "长", count: 300)
        for _ in 0..<12 {
            try desk.write(
                (0..<2_500).map { _ in desk.create(ThreeSites.note, "A", [5: .text(long)]) }
                    + [desk.create(ThreeSites.note, "A")]
            )
        }
        let answers = try desk.syncAll()
        #expect(answers.count > 1 && answers.dropLast().allSatisfy { $0.pages.isEmpty })
        for answer in answers { #expect(try ReplyFrame.head(answer.head).encoded().count < 1 << 20) }
        let receipts = answers.flatMap(\.receipts)
        #expect(receipts.first?.first == 1 && receipts.last?.last == SendNumber(1 + 12 * 2_501))
        #expect(zip(receipts, receipts.dropFirst()).allSatisfy { $0.last.next == $1.first })
        #expect(answers.flatMap(\.refusals).count == 30_000)
        let stream = ThreeSites.stream("A", .normal)
        #expect(receipts.compactMap { $0.starts[stream] } == (1...13).map { Position($0) })
        #expect(answers.flatMap(\.refusals).allSatisfy { $0.inEnglish.utf8.count < 1 << 10 })
    }
}

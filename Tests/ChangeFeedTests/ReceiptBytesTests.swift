import ChangeFeed
import SyncModel
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
}

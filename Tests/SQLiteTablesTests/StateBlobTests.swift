import SQLiteTables
import SyncModel
import Testing

private let device = DeviceID(bits: 7)
private let here = Stream(scope: Scope("site", RecordID(bits: 1)), lane: .normal)
private let before = Stream(scope: Scope("site", RecordID(bits: 2)), lane: .urgent)

private func write(_ value: Value, edit: UInt64, index: UInt32 = 0, elsewhere: [Place] = []) -> LiveWrite {
    LiveWrite(
        value: value,
        dot: Dot(device: device, edit: EditNumber(edit), index: index),
        stamp: Stamp(sure: edit.isMultiple(of: 2), milliseconds: -5 + Int64(edit)),
        level: -3,
        position: Position(edit + 100),
        elsewhere: elsewhere
    )
}

private let rich = RecordState(
    collection: 3,
    record: RecordID(bits: 99),
    stream: here,
    position: 120,
    wholeFrom: 104,
    moves: 2,
    existence: FieldState(writes: [write(.integer(1), edit: 9)], changedAt: 109),
    fields: [
        FieldState(writes: [write(.text("甲"), edit: 4), write(.text(""), edit: 5, index: 1)], changedAt: 105),
        FieldState(),
        FieldState(
            writes: [
                write(.integer(.min), edit: 6, elsewhere: [Place(stream: before, position: 17)]), write(.null, edit: 7),
            ],
            changedAt: .init(UInt64.max)
        ),
    ]
)

@Test func aStateComesBackFromItsBytes() throws {
    let bytes = StateBlob.encode(rich)
    #expect(try StateBlob.decode(bytes, collection: 3, record: RecordID(bits: 99), stream: here) == rich)
}

@Test func damagedBytesAreRefusedAtEveryLength() {
    let bytes = StateBlob.encode(rich)
    for length in 0..<bytes.count {
        #expect(throws: StateBlob.Damaged.self) {
            try StateBlob.decode(Array(bytes[..<length]), collection: 3, record: RecordID(bits: 99), stream: here)
        }
    }
}

@Test func aFieldWrittenByOneChangeSetCostsFewBytes() {
    let plain = RecordState(
        collection: 0,
        record: RecordID(bits: 1),
        stream: here,
        existence: FieldState(writes: [write(.integer(1), edit: 1)]),
        fields: (0..<12).map { _ in FieldState(writes: [write(.integer(1), edit: 1)]) }
    )
    #expect(StateBlob.encode(plain).count < 120)
}

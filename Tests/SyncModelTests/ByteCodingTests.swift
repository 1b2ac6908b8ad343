import SyncModel
import Testing

/// The one writer and reader of bytes that stores keep.
@Suite struct ByteCodingTests {
    @Test func everythingComesBackFromItsBytes() throws {
        var writer = ByteWriter()
        writer.byte(7)
        for number in [0, 127, 128, UInt64.max] { writer.varint(number) }
        for number in [0, -1, Int64.min, .max] { writer.signed(number) }
        writer.bits(UInt128(1) << 127 | 5)
        writer.text("甲\u{0}b")
        writer.block([1, 2, 3])
        for value in [Value.null, .integer(-5), .text("")] { writer.value(value) }

        var reader = ByteReader(writer.bytes)
        #expect(try reader.byte() == 7)
        for number in [0, 127, 128, UInt64.max] { #expect(try reader.varint() == number) }
        for number in [0, -1, Int64.min, .max] { #expect(try reader.signed() == number) }
        #expect(try reader.bits() == UInt128(1) << 127 | 5)
        #expect(try reader.text() == "甲\u{0}b")
        #expect(try reader.count() == 3)
        for byte in UInt8(1)...3 { #expect(try reader.byte() == byte) }
        for value in [Value.null, .integer(-5), .text("")] { #expect(try reader.value() == value) }
        #expect(reader.isAtEnd)
    }

    /// These bytes stand in stores: another writer would not be understood.
    @Test func theBytesAreThese() {
        var writer = ByteWriter()
        writer.varint(300)
        writer.signed(-3)
        writer.text("ab")
        writer.value(.integer(64))
        #expect(writer.bytes == [0xac, 0x02, 0x05, 0x02, 0x61, 0x62, 0x01, 0x80, 0x01])
        #expect(Bytes.bigEndian(UInt32(0x0102_0304)) == [1, 2, 3, 4])
        #expect(Bytes.number([1, 2, 3, 4], as: UInt32.self) == 0x0102_0304)
        #expect(Bytes.number([1, 2, 3], as: UInt32.self) == nil)
    }

    @Test(arguments: [
        [], [0x80], [UInt8](repeating: 0xff, count: 10), [5, 0x61], [1, 0xff], [0x80, 0x80, 0x04],
    ]) func otherBytesAreDamage(bytes: [UInt8]) {
        var reader = ByteReader(bytes)
        #expect(throws: DamagedBytes.self) { try reader.text() }
    }
}

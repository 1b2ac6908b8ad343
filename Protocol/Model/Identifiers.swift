/// The name of a record: 128 bits, written as a lower-case UUID of 36 characters.
public struct RecordID: Hashable, Comparable, Sendable {
    /// The 128 bits, most significant first as in the text.
    public let bits: UInt128

    /// A record's name from its bits.
    public init(bits: UInt128) {
        self.bits = bits
    }

    /// Reads 36 characters `8-4-4-4-12`, hexadecimal in either case.
    /// - Returns: `nil` for anything else.
    public init?(_ text: some StringProtocol) {
        guard let bits = UUIDText.parse(text.utf8) else { return nil }
        self.bits = bits
    }

    /// Reads the same 36 characters; the short way for whole strings.
    /// - Returns: `nil` for anything else.
    public init?(_ text: String) {
        var text = text
        guard let bits = text.withUTF8({ UUIDText.parse($0) }) else { return nil }
        self.bits = bits
    }

    /// Reads the same 36 characters as bytes, without a string in between.
    /// - Returns: `nil` for anything else.
    public init?(utf8: UnsafeBufferPointer<UInt8>) {
        guard let bits = UUIDText.parse(utf8) else { return nil }
        self.bits = bits
    }

    /// The canonical text: 36 characters, lower case.
    public var text: String { UUIDText.write(bits) }

    /// The canonical text as bytes that live as long as the call: no string is made.
    package func withText<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 36) { buffer in
            UUIDText.write(bits, to: buffer)
            return body(UnsafeBufferPointer(buffer))
        }
    }

    /// In the order of the canonical texts.
    public static func < (left: Self, right: Self) -> Bool { left.bits < right.bits }
}

/// The name of one replica with its keys; a copied or restored replica gets another one.
public struct DeviceID: Hashable, Comparable, Sendable {
    /// The 128 bits; zero is the server itself, which writes reference data and computed fields.
    public let bits: UInt128

    /// The server as a writer.
    public static let server = Self(bits: 0)

    /// A device's name from its bits.
    public init(bits: UInt128) {
        self.bits = bits
    }

    /// Reads a UUID.
    /// - Returns: `nil` if the text is none.
    public init?(_ text: some StringProtocol) {
        guard let bits = UUIDText.parse(text.utf8) else { return nil }
        self.bits = bits
    }

    /// The canonical text: 36 characters, lower case.
    public var text: String { UUIDText.write(bits) }

    /// In the order of the bits: the last tie-break between stamps but one.
    public static func < (left: Self, right: Self) -> Bool { left.bits < right.bits }
}

/// The random name of one server history; a restored server gets another one (protocol clause C1).
package struct Epoch: Hashable, Sendable {
    /// The 128 random bits.
    package let bits: UInt128

    /// An epoch from its bits.
    package init(bits: UInt128) {
        self.bits = bits
    }

    /// The canonical text: 36 characters, lower case.
    package var text: String { UUIDText.write(bits) }
}

/// Reading and writing of the 36-character form, without Foundation since it stands in hot loops.
enum UUIDText {
    static func parse(_ text: some Collection<UInt8>) -> UInt128? {
        Array(text.prefix(37)).withUnsafeBufferPointer { parse($0) }
    }

    // In halves of 64 bits: shifting 128 by every digit costs more than all the rest.
    static func parse(_ text: UnsafeBufferPointer<UInt8>) -> UInt128? {
        guard text.count == 36 else { return nil }
        var halves: (high: UInt64, low: UInt64) = (0, 0)
        for index in 0..<36 {
            if index == 8 || index == 13 || index == 18 || index == 23 {
                guard text[index] == UInt8(ascii: "-") else { return nil }
                continue
            }
            guard let digit = hexadecimal(text[index]) else { return nil }
            if index < 18 {
                halves.high = halves.high << 4 | UInt64(digit)
            } else {
                halves.low = halves.low << 4 | UInt64(digit)
            }
        }
        return UInt128(halves.high) << 64 | UInt128(halves.low)
    }

    static func write(_ bits: UInt128) -> String {
        String(unsafeUninitializedCapacity: 36) { buffer in
            write(bits, to: buffer)
            return 36
        }
    }

    /// Writes the 36 characters into a buffer of at least as many bytes.
    static func write(_ bits: UInt128, to buffer: UnsafeMutableBufferPointer<UInt8>) {
        let (high, low) = (UInt64(truncatingIfNeeded: bits >> 64), UInt64(truncatingIfNeeded: bits))
        var next = 0
        for index in 0..<16 {
            if index == 4 || index == 6 || index == 8 || index == 10 {
                buffer[next] = UInt8(ascii: "-")
                next += 1
            }
            let byte = UInt8(
                truncatingIfNeeded: index < 8 ? high >> UInt64(56 - index * 8) : low >> UInt64(120 - index * 8)
            )
            buffer[next] = digit(byte >> 4)
            buffer[next + 1] = digit(byte & 15)
            next += 2
        }
    }

    private static func digit(_ number: UInt8) -> UInt8 { number < 10 ? number + 48 : number + 87 }

    private static func hexadecimal(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 48...57: byte - 48
        case 97...102: byte - 87
        case 65...70: byte - 55
        default: nil
        }
    }
}

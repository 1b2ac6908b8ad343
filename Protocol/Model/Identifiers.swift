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
public struct Epoch: Hashable, Sendable {
    /// The 128 random bits.
    public let bits: UInt128

    /// An epoch from its bits.
    public init(bits: UInt128) {
        self.bits = bits
    }

    /// The canonical text: 36 characters, lower case.
    public var text: String { UUIDText.write(bits) }
}

/// Reading and writing of the 36-character form, without Foundation since it stands in hot loops.
enum UUIDText {
    static func parse(_ text: some Collection<UInt8>) -> UInt128? {
        var bits: UInt128 = 0
        var index = 0
        for byte in text {
            if index == 8 || index == 13 || index == 18 || index == 23 {
                guard byte == UInt8(ascii: "-") else { return nil }
            } else {
                guard let digit = hexadecimal(byte) else { return nil }
                bits = bits << 4 | UInt128(truncatingIfNeeded: digit)
            }
            index += 1
            guard index <= 36 else { return nil }
        }
        return index == 36 ? bits : nil
    }

    static func write(_ bits: UInt128) -> String {
        String(unsafeUninitializedCapacity: 36) { buffer in
            var shift = 128
            for index in 0..<36 {
                if index == 8 || index == 13 || index == 18 || index == 23 {
                    buffer[index] = UInt8(ascii: "-")
                } else {
                    shift -= 4
                    let digit = UInt8(truncatingIfNeeded: bits >> UInt128(shift)) & 15
                    buffer[index] = digit < 10 ? digit + 48 : digit + 87
                }
            }
            return 36
        }
    }

    private static func hexadecimal(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 48...57: byte - 48
        case 97...102: byte - 87
        case 65...70: byte - 55
        default: nil
        }
    }
}

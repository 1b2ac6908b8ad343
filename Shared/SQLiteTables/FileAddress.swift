/// A file with what SQLite is told about opening it.
package enum FileAddress {
    /// An address for a path, in which nothing of the path is taken for a part of the address.
    package static func of(_ path: String, _ option: String) -> String {
        let plain = path.utf8.map { byte in
            let isPlain =
                UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte || UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte
                || UInt8(ascii: "/")...UInt8(ascii: "9") ~= byte
            return isPlain ? String(UnicodeScalar(byte)) : "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }
        return "file:\(plain.joined())?\(option)"
    }
}

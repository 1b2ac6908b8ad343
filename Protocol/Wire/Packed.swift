#if canImport(FoundationEssentials)
internal import FoundationEssentials
#else
internal import Foundation
#endif
internal import SyncModel

/// Many names or hashes in one run of bytes, 16 each, most significant first.
enum Packed {
    static func write(_ numbers: [UInt128]) -> Data {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(numbers.count * 16)
        for number in numbers { Bytes.append(number, to: &bytes) }
        return Proto.data(bytes)
    }

    static func read(_ data: Data, max: Int) throws(WireFailure) -> [UInt128] {
        guard data.count <= max * 16 else { throw WireFailure(.tooLarge, .tooMuch(.entries, max: max, in: .list)) }
        guard data.count % 16 == 0 else { throw WireFailure(.badRequest, .damaged(.list)) }
        let bytes = Array(data)
        var numbers: [UInt128] = []
        numbers.reserveCapacity(bytes.count / 16)
        for start in stride(from: 0, to: bytes.count, by: 16) {
            numbers.append(bytes[start..<start + 16].reduce(0) { $0 << 8 | UInt128($1) })
        }
        return numbers
    }
}

#if canImport(FoundationEssentials)
internal import FoundationEssentials
#else
internal import Foundation
#endif
internal import SwiftProtobuf
internal import SyncModel

/// Bytes that lie in one piece.
protocol ContiguousBytesLike {
    var count: Int { get }
    func withBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result
}

extension Array: ContiguousBytesLike where Element == UInt8 {
    func withBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result { withUnsafeBytes(body) }
}

extension Data: ContiguousBytesLike {
    func withBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result { withUnsafeBytes(body) }
}

/// Between generated messages and the model.
enum Proto {
    /// Bytes as a generated message holds them.
    static func data(_ bytes: some Sequence<UInt8>) -> Data { Data(bytes) }

    /// 128 bits as the 16 bytes of a name.
    static func data(_ bits: UInt128) -> Data {
        withUnsafeBytes(of: bits.bigEndian) { Data($0) }
    }

    static func bits(_ data: Data) throws(WireFailure) -> UInt128 {
        guard let bits = Bytes.number(data, as: UInt128.self) else { throw WireFailure(.badRequest, .damaged(.name)) }
        return bits
    }

    static func optionalBits(_ data: Data) throws(WireFailure) -> UInt128? {
        data.isEmpty ? nil : try bits(data)
    }

    /// A key, nonce or proof.
    static func bytes32(_ data: Data) throws(WireFailure) -> [UInt8] {
        guard data.count == 32 else { throw WireFailure(.badRequest, .damaged(.key)) }
        return Array(data)
    }

    /// A message that travels alone and is never larger than a parcel or, with a history, a frame.
    static func readSmall<M: Message>(_ type: M.Type, _ bytes: [UInt8]) throws(WireFailure) -> M {
        guard bytes.count <= Limits.frameBytesMax else {
            throw WireFailure(.tooLarge, .tooMuch(.bytes, max: Limits.frameBytesMax, in: .message))
        }
        return try read(type, bytes)
    }

    static func bytes(_ message: some Message) throws(WireFailure) -> [UInt8] {
        do {
            return try message.serializedBytes()
        } catch {
            throw WireFailure(.internalError, .unmade(.message))
        }
    }

    /// Whatever the bytes are, it fails with a wire failure alone; unknown fields are dropped (clause W2).
    static func read<M: Message>(_ type: M.Type, _ bytes: some SwiftProtobufContiguousBytes) throws(WireFailure) -> M {
        do {
            var options = BinaryDecodingOptions()
            options.discardUnknownFields = true
            return try M(serializedBytes: bytes, options: options)
        } catch {
            throw WireFailure(.badRequest, .damaged(.message))
        }
    }
}

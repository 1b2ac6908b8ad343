internal import CZstd
internal import SyncModel
internal import Synchronization

/// Compression of columns: zstd, level 3, one frame that declares its size.
///
/// A frame names its dictionary by zstd's own number; 0, no dictionary, is the only one of version 1 (clause W5).
enum Zstd {
    static func compress(_ bytes: [UInt8]) throws(WireFailure) -> [UInt8] {
        let context = try Contexts.compressing.take()
        defer { Contexts.compressing.giveBack(context) }
        let bound = ZSTD_compressBound(bytes.count)
        var failed = false
        let result = [UInt8](unsafeUninitializedCapacity: bound) { buffer, count in
            let size = bytes.withUnsafeBytes {
                ZSTD_compressCCtx(context.pointer, buffer.baseAddress, bound, $0.baseAddress, $0.count, 3)
            }
            failed = ZSTD_isError(size) != 0
            count = failed ? 0 : size
        }
        guard !failed else { throw WireFailure(.internalError, .unmade(.packed)) }
        return result
    }

    /// A message as it is, or compressed where that pays: many streams, a programme (clause W21).
    static func perhapsCompress(_ bytes: [UInt8]) throws(WireFailure) -> [UInt8] {
        guard bytes.count > 512 else { return bytes }
        let compressed = try compress(bytes)
        return compressed.count < bytes.count ? compressed : bytes
    }

    /// A head begins with its version and a tail has no field 5, so that neither begins like a zstd frame.
    static func perhapsExpand(_ bytes: [UInt8]) throws(WireFailure) -> [UInt8] {
        bytes.starts(with: [0x28, 0xb5, 0x2f, 0xfd]) ? try expand(bytes) : bytes
    }

    /// - Throws: `too-large` above `Limits.expandedBytesMax`, before any memory is taken; `bad-request` for anything
    ///   but one whole frame.
    static func expand(_ bytes: some ContiguousBytesLike) throws(WireFailure) -> [UInt8] {
        let damaged = WireFailure(.badRequest, .damaged(.packed))
        let (declared, length) = bytes.withBytes {
            (ZSTD_getFrameContentSize($0.baseAddress, $0.count), ZSTD_findFrameCompressedSize($0.baseAddress, $0.count))
        }
        // The two largest numbers stand for "unknown" and "error".
        guard declared < UInt64.max - 1, ZSTD_isError(length) == 0, length == bytes.count else { throw damaged }
        guard declared <= UInt64(Limits.expandedBytesMax) else {
            throw WireFailure(.tooLarge, .tooMuch(.bytes, max: Limits.expandedBytesMax, in: .packed))
        }
        let size = Int(declared)
        let context = try Contexts.expanding.take()
        defer { Contexts.expanding.giveBack(context) }
        let result = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
            let written = bytes.withBytes {
                ZSTD_decompressDCtx(context.pointer, buffer.baseAddress, size, $0.baseAddress, $0.count)
            }
            count = ZSTD_isError(written) == 0 ? written : 0
        }
        guard result.count == size else { throw damaged }
        return result
    }
}

/// Contexts are costly to make and may serve one caller at a time: a few idle ones are kept.
private struct Contexts: ~Copyable, Sendable {
    /// @unchecked: a context is held by one caller between `take` and `giveBack`.
    struct Context: @unchecked Sendable {
        let pointer: OpaquePointer
    }

    static let compressing = Contexts(make: { ZSTD_createCCtx() }, free: { ZSTD_freeCCtx($0) })
    static let expanding = Contexts(make: { ZSTD_createDCtx() }, free: { ZSTD_freeDCtx($0) })

    private static let idleMax = 4
    private let idle = Mutex<[Context]>([])
    private let make: @Sendable () -> OpaquePointer?
    private let free: @Sendable (OpaquePointer) -> Int

    init(make: @escaping @Sendable () -> OpaquePointer?, free: @escaping @Sendable (OpaquePointer) -> Int) {
        self.make = make
        self.free = free
    }

    func take() throws(WireFailure) -> Context {
        if let context = idle.withLock({ $0.popLast() }) { return context }
        guard let pointer = make() else { throw WireFailure(.internalError, .unmade(.packed)) }
        return Context(pointer: pointer)
    }

    func giveBack(_ context: Context) {
        let isKept = idle.withLock { idle in
            guard idle.count < Self.idleMax else { return false }
            idle.append(context)
            return true
        }
        if !isKept { _ = free(context.pointer) }
    }
}

internal import SyncModel

extension ReplyFrame {
    /// The whole frame: four bytes of length, one of kind, then the message (clause W20).
    /// - Throws: ``WireFailure`` `too-large` above ``Limits/frameBytesMax``.
    package func encoded() throws(WireFailure) -> [UInt8] {
        let raw = try raw
        let length = raw.message.count + 1
        guard length <= Limits.frameBytesMax else {
            throw WireFailure(.tooLarge, .tooMuch(.bytes, max: Limits.frameBytesMax, in: .frame))
        }
        return Bytes.bigEndian(UInt32(length)) + [raw.kind.rawValue] + raw.message
    }

    private var raw: RawFrame {
        get throws(WireFailure) {
            switch self {
            case .head(let head): RawFrame(kind: .head, message: try Zstd.perhapsCompress(Proto.bytes(head.message)))
            case .page(let page): RawFrame(kind: .page, message: try page.encoded())
            case .tail(let tail): RawFrame(kind: .tail, message: try Zstd.perhapsCompress(Proto.bytes(tail.message)))
            case .failure(let failure): RawFrame(kind: .failure, message: try Proto.bytes(failure.proto))
            }
        }
    }

    /// Reads the kind and the message of one frame, without its length.
    /// - Throws: ``WireFailure`` `bad-request` or `too-large`.
    package init(decoding frame: RawFrame) throws(WireFailure) {
        switch frame.kind {
        case .head: self = .head(try ReplyHead(Proto.read(ProtoHead.self, Zstd.perhapsExpand(frame.message))))
        case .page: self = .page(try Page(decoding: frame.message))
        case .tail: self = .tail(try ReplyTail(Proto.read(ProtoTail.self, Zstd.perhapsExpand(frame.message))))
        case .failure: self = .failure(WireFailure(try Proto.readSmall(ProtoFailure.self, frame.message)))
        }
    }
}

/// One frame whose message is not unpacked yet: what a device stages.
package struct RawFrame: Hashable, Sendable {
    /// Head, page, tail or failure.
    package enum Kind: UInt8, Hashable, Sendable {
        case head = 1
        case page = 2
        case tail = 3
        case failure = 4
    }

    /// What the frame holds.
    package var kind: Kind
    /// The message; of a page what ``Page/init(decoding:)`` reads.
    package var message: [UInt8]

    /// A frame from its parts.
    package init(kind: Kind, message: [UInt8]) {
        self.kind = kind
        self.message = message
    }
}

/// Cuts a stream of bytes into frames as they come.
package struct FrameReader: Sendable {
    private var bytes: [UInt8] = []
    private var start = 0

    /// A reader before the first byte.
    package init() {}

    /// Takes bytes as they came, cut anywhere.
    package mutating func append(_ more: some Sequence<UInt8>) {
        if start > 1 << 16 {
            bytes.removeFirst(start)
            start = 0
        }
        bytes.append(contentsOf: more)
    }

    /// No byte of an unfinished frame is left over.
    package var isAtBoundary: Bool { start == bytes.count }

    /// The next frame; `nil` until more bytes come.
    /// - Throws: ``WireFailure`` `bad-request` or `too-large`; the rest of the stream is of no use then.
    package mutating func next() throws(WireFailure) -> ReplyFrame? {
        guard let raw = try nextRaw() else { return nil }
        return try ReplyFrame(decoding: raw)
    }

    /// The next frame without unpacking its message; `nil` until more bytes come.
    /// - Throws: ``WireFailure`` `bad-request` or `too-large`; the rest of the stream is of no use then.
    package mutating func nextRaw() throws(WireFailure) -> RawFrame? {
        guard bytes.count - start >= 5 else { return nil }
        let length = bytes[start..<start + 4].reduce(0) { $0 << 8 | Int($1) }
        guard length >= 1, length <= Limits.frameBytesMax else {
            throw WireFailure(.tooLarge, .tooMuch(.bytes, max: Limits.frameBytesMax, in: .frame))
        }
        guard let kind = RawFrame.Kind(rawValue: bytes[start + 4]) else {
            throw WireFailure(.badRequest, .newer(.frame))
        }
        guard bytes.count - start >= 4 + length else { return nil }
        let message = Array(bytes[(start + 5)..<(start + 4 + length)])
        start += 4 + length
        return RawFrame(kind: kind, message: message)
    }
}

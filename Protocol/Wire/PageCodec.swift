internal import SwiftProtobuf
internal import SyncModel

extension Page {
    /// The page's message: header and columns, compressed (clause W30).
    /// - Throws: ``WireFailure`` `too-large` above a limit, `internal` if the positions do not increase within
    ///   (`after`, `through`].
    package func encoded() throws(WireFailure) -> [UInt8] {
        try check(.internalError)
        return try encoded(columns())
    }

    /// The entries as columns, not yet compressed.
    package func columns() -> ColumnWriter {
        var writer = ColumnWriter()
        writeEntries(to: &writer)
        return writer
    }

    /// The message of this page's header and any columns.
    package func encoded(_ columns: consuming ColumnWriter) throws(WireFailure) -> [UInt8] {
        let (columns, raw) = try columns.packed()
        var message = ProtoPage()
        message.version = UInt64(ProtocolVersion.current)
        message.stream = Proto.data(StreamBytes.write(stream))
        message.after = after.number
        message.complete = complete.number
        message.through = through.number
        message.atHead = atHead
        message.columns = Proto.data(columns)
        message.raw = Proto.data(raw)
        return try Proto.bytes(message)
    }

    /// Reads a page's message.
    /// - Throws: ``WireFailure`` `bad-request`, `too-large` or `version`.
    package init(decoding bytes: [UInt8]) throws(WireFailure) {
        let message = try Self.message(bytes)
        self = try Self.header(message)
        var reader = try ColumnReader(columns: message.columns, raw: message.raw)
        entries = try Self.entries(from: &reader, after: after)
        cards = try CardColumns.read(from: &reader)
        try reader.finish()
        try check(.badRequest)
    }

    /// A page without its entries, read without unpacking them.
    /// - Throws: ``WireFailure`` `bad-request`, `too-large` or `version`.
    package static func header(of bytes: [UInt8]) throws(WireFailure) -> Page {
        try header(message(bytes))
    }

    private static func message(_ bytes: [UInt8]) throws(WireFailure) -> ProtoPage {
        guard bytes.count <= Limits.frameBytesMax else {
            throw WireFailure(.tooLarge, .tooMuch(.bytes, max: Limits.frameBytesMax, in: .page))
        }
        let message = try Proto.read(ProtoPage.self, bytes)
        guard message.version == UInt64(ProtocolVersion.current) else {
            throw WireFailure(
                .version,
                .version(.page, found: Int(clamping: message.version), known: ProtocolVersion.current)
            )
        }
        return message
    }

    private static func header(_ message: ProtoPage) throws(WireFailure) -> Page {
        Page(
            stream: try StreamBytes.read(message.stream),
            after: Position(message.after),
            complete: Position(message.complete),
            through: Position(message.through),
            atHead: message.atHead,
            entries: []
        )
    }

    /// The positions increase strictly and lie in (`after`, `through`]; there are not too many.
    private func check(_ code: WireFailure.Code) throws(WireFailure) {
        guard entries.count <= Limits.recordsPerPageMax else {
            throw WireFailure(.tooLarge, .tooMuch(.records, max: Limits.recordsPerPageMax, in: .page))
        }
        guard cards.count <= Limits.cardsPerPageMax else {
            throw WireFailure(.tooLarge, .tooMuch(.devices, max: Limits.cardsPerPageMax, in: .page))
        }
        var last = after
        for entry in entries {
            guard entry.position > last else { throw WireFailure(code, .damaged(.page)) }
            last = entry.position
        }
        guard last <= through else { throw WireFailure(code, .damaged(.page)) }
    }

    private func writeEntries(to writer: inout ColumnWriter) {
        var blocks: [UniformBlock] = []
        var deltas: [RecordDelta] = []
        var gone: [GoneRecord] = []
        var current = 0
        for entry in entries {
            switch entry {
            case .uniform(let record):
                if current >= blocks.count || !blocks[current].fits(record) {
                    current = blocks.firstIndex { $0.fits(record) } ?? blocks.count
                    if current == blocks.count { blocks.append(UniformBlock(for: record)) }
                }
                blocks[current].records.append(record)
            case .record(let delta): deltas.append(delta)
            case .gone(let record): gone.append(record)
            }
        }
        writer.count(blocks.count)
        for block in blocks { block.write(to: &writer, after: after) }
        DeltaColumns.write(deltas, to: &writer, after: after)
        GoneColumns.write(gone, to: &writer, after: after)
        CardColumns.write(cards, to: &writer)
    }

    private static func entries(from reader: inout ColumnReader, after: Position) throws(WireFailure) -> [PageEntry] {
        var entries: [PageEntry] = []
        let blocks = try reader.itemCount(max: Limits.recordsPerPageMax)
        for _ in 0..<blocks {
            let room = Limits.recordsPerPageMax - entries.count
            let records = try UniformBlock.read(from: &reader, after: after, max: room)
            entries.reserveCapacity(entries.count + records.count)
            for record in records { entries.append(.uniform(record)) }
        }
        var isMixed = blocks > 1
        let deltas = try DeltaColumns.read(from: &reader, after: after, max: Limits.recordsPerPageMax - entries.count)
        for delta in deltas { entries.append(.record(delta)) }
        let gone = try GoneColumns.read(from: &reader, after: after, max: Limits.recordsPerPageMax - entries.count)
        for record in gone { entries.append(.gone(record)) }
        isMixed = isMixed || [blocks > 0, !deltas.isEmpty, !gone.isEmpty].count { $0 } > 1
        return isMixed ? entries.sorted { $0.position < $1.position } : entries
    }
}

/// A stream as bytes: its lane and whether a record follows, the record, the kind of scope (clause W4).
enum StreamBytes {
    static func write(_ stream: Stream) -> [UInt8] {
        var bytes = [stream.lane.rawValue | (stream.scope.record == nil ? 0 : 128)]
        if let record = stream.scope.record { Bytes.append(record.bits, to: &bytes) }
        return bytes + stream.scope.kind.utf8
    }

    static func read(_ bytes: some RandomAccessCollection<UInt8>) throws(WireFailure) -> Stream {
        let damaged = WireFailure(.badRequest, .damaged(.stream))
        guard let first = bytes.first, let lane = Lane(rawValue: first & 127) else { throw damaged }
        var rest = Array(bytes.dropFirst())
        var record: RecordID?
        if first & 128 != 0 {
            guard let bits = Bytes.number(rest.prefix(16), as: UInt128.self) else { throw damaged }
            record = RecordID(bits: bits)
            rest.removeFirst(16)
        }
        guard let kind = String(validating: rest, as: UTF8.self) else { throw damaged }
        return Stream(scope: Scope(kind, record), lane: lane)
    }
}

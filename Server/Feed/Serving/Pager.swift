import SyncModel
import SyncWire

/// Cuts what changed into pages and sends each as soon as it is read.
struct Pager {
    let snapshot: any FeedSnapshot
    let request: SyncRequest
    let device: DeviceID
    let send: (ReplyFrame) throws -> Void
    /// The cursor after the pages sent so far.
    private(set) var cursor: StoredCursor
    private(set) var entryCount: UInt64 = 0
    /// The cursor as it was when the request came: what the device can be trusted to hold of its own.
    private let given: StoredCursor
    /// Streams that the device holds and of which it has every page now, but not yet those of all others (clause C4).
    private var atHead: [Stream] = []
    private var bytesLeft: Int
    private let pageBytes: Int
    /// Devices that were looked up already.
    private var known: [DeviceID: DeviceCard] = [:]

    init(
        snapshot: any FeedSnapshot,
        request: SyncRequest,
        device: DeviceID,
        cursor: StoredCursor,
        send: @escaping (ReplyFrame) throws -> Void
    ) {
        self.snapshot = snapshot
        self.request = request
        self.device = device
        self.send = send
        given = cursor
        self.cursor = cursor
        bytesLeft = Limits.replyBytes.bounding(request.replyBytesMax)
        pageBytes = Limits.pageBytes.bounding(request.pageBytesMax)
    }

    /// Sends pages of all streams in order (clause F20).
    /// - Returns: false if the reply is full before the heads are reached.
    mutating func run(_ streams: [ReadableStream], _ infos: [Stream: StreamInfo]) throws -> Bool {
        for readable in streams {
            guard let head = infos[readable.stream]?.head, let part = cursor.streams[readable.stream] else { continue }
            if part.upto < head {
                guard bytesLeft > 0 else { return false }
                guard try run(readable, to: head) else { return false }
            } else if part.complete < part.upto, part.upto == head {
                // All pages were sent before, the last of them not as the last.
                try finish(Page(readable.stream, part), through: head, atHead: true, bytes: 0)
            }
        }
        for stream in atHead {
            guard let part = cursor.streams[stream] else { continue }
            cursor.streams[stream] = StreamCursor(complete: part.upto, upto: part.upto)
        }
        return true
    }

    private mutating func run(_ readable: ReadableStream, to head: Position) throws -> Bool {
        guard var part = cursor.streams[readable.stream] else { return true }
        var page = Page(readable.stream, part)
        var sizer = PageSizer(bytesMax: pageBytes)
        var isFull = false
        let own =
            given.holds(readable.stream)
            ? OwnChanges(device: device, from: request.ownFrom, complete: part.complete) : nil
        try snapshot.entries(of: readable.stream, after: part.upto, besides: own) { stored in
            if sizer.isFull {
                try finish(page, through: page.through, atHead: false, bytes: sizer.bytes)
                part.upto = page.through
                page = Page(readable.stream, part)
                sizer = PageSizer(bytesMax: pageBytes)
                isFull = bytesLeft <= 0
                if isFull { return false }
            }
            if let entry = Self.entry(stored, readable, besides: own, complete: part.complete) {
                page.entries.append(entry)
                sizer.add(entry)
            }
            page.through = stored.position
            return true
        }
        if isFull { return false }
        // Also if everything was left out: cursors move by pages alone (clause F23).
        try finish(page, through: head, atHead: true, bytes: sizer.bytes)
        return true
    }

    private mutating func finish(_ page: Page, through: Position, atHead: Bool, bytes: Int) throws {
        var page = page
        page.through = through
        page.atHead = atHead
        page.cards = try cards(of: page)
        entryCount += UInt64(page.entries.count)
        try send(.page(page))
        bytesLeft -= bytes
        // The device writes the pages of a first fill as they come. Of a stream that it holds it stages them until it
        // has the last one: until then `complete` stays, and the server leaves out nothing because of a page that it
        // sent.
        let isWritten = page.complete == .zero
        cursor.streams[page.stream] = StreamCursor(
            complete: atHead && isWritten ? through : page.complete,
            upto: through
        )
        if atHead, !isWritten { self.atHead.append(page.stream) }
    }

    /// Who wrote what stands side by side: whoever may read the record may know that.
    private mutating func cards(of page: Page) throws -> [DeviceCard] {
        var devices: Set<DeviceID> = []
        for case .record(let delta) in page.entries {
            for state in delta.fields.map(\.state) + [delta.existence].compactMap({ $0 }) where state.writes.count > 1 {
                devices.formUnion(state.writes.map(\.dot.device))
            }
        }
        var cards: [DeviceCard] = []
        for device in devices.subtracting([.server]).sorted().prefix(Limits.cardsPerPageMax) {
            if known[device] == nil, let row = try snapshot.device(device) {
                // A card that no reader takes would stop the stream.
                let isLong = row.label.utf8.count > Limits.reasonBytesMax
                known[device] = DeviceCard(
                    device: device,
                    name: isLong ? device.text : row.label,
                    role: row.role,
                    at: row.org
                )
            }
            if let card = known[device] { cards.append(card) }
        }
        return cards
    }

    // MARK: - Entries

    /// - Returns: `nil` if the device may not see the collection, or holds all of it as its own.
    private static func entry(
        _ stored: StoredEntry,
        _ readable: ReadableStream,
        besides own: OwnChanges?,
        complete: Position
    ) -> PageEntry? {
        switch stored {
        case .own: return nil
        case .gone(let gone):
            guard readable.collections.contains(gone.collection) else { return nil }
            if !gone.moved, let own, let authorship = gone.authorship, own.cover(authorship) { return nil }
            return .gone(GoneRecord(gone))
        case .record(let record):
            switch record.body {
            case .uniform(let uniform):
                return readable.collections.contains(uniform.collection) ? .uniform(uniform) : nil
            case .state(let state):
                return readable.collections.contains(state.collection) ? .record(Self.delta(state, complete)) : nil
            }
        }
    }

    /// The fields that changed above what the reader holds, all of them if the record came anew (clauses C3, S8).
    static func delta(_ state: RecordState, _ complete: Position) -> RecordDelta {
        let isWhole = state.wholeFrom > complete
        var fields: [NumberedField] = []
        for (number, field) in state.fields.enumerated() {
            let isWanted = isWhole ? !field.writes.isEmpty || field.changedAt > .zero : field.changedAt > complete
            if isWanted { fields.append(NumberedField(number: number, state: field)) }
        }
        return RecordDelta(
            collection: state.collection,
            record: state.record,
            position: state.position,
            wholeFrom: state.wholeFrom,
            moves: state.moves,
            isWhole: isWhole,
            existence: isWhole || state.existence.changedAt > complete ? state.existence : nil,
            fields: fields
        )
    }
}

extension GoneRecord {
    /// What a reader is told of an end.
    init(_ gone: GoneEntry) {
        self.init(
            collection: gone.collection,
            record: gone.record,
            position: gone.position,
            moves: gone.moves,
            moved: gone.moved
        )
    }
}

extension Page {
    /// An empty page that continues a cursor.
    init(_ stream: Stream, _ part: StreamCursor) {
        self.init(
            stream: stream,
            after: part.upto,
            complete: part.complete,
            through: part.upto,
            atHead: false,
            entries: []
        )
    }
}

extension ClosedRange {
    /// The bound that a value outside goes beyond, else the value.
    fileprivate func bounding(_ value: Bound) -> Bound { Swift.min(Swift.max(value, lowerBound), upperBound) }
}

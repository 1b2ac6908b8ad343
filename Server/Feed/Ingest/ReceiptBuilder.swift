import SyncModel

/// What became of one set.
enum SetOutcome {
    /// Applied as sent: where each operation went.
    case plain([Place])
    /// Applied, with a record elsewhere than the sender thought.
    case placed([Place])
    case refused(Refusal)
}

/// Builds receipts so that the sender can compute every position from the first of each stream (clause P6).
///
/// What a receipt lists one by one has a bound, so that a reply can end between two (clause F19).
struct ReceiptBuilder {
    private var done: [Receipt] = []
    private var current: Receipt
    private var bytes = 0

    init(lane: Lane, first: SendNumber) {
        current = Receipt(lane: lane, first: first, last: first)
    }

    mutating func add(_ outcome: SetOutcome, numbered send: SendNumber) {
        switch outcome {
        case .plain(let places):
            for place in places where current.starts[place.stream] == nil {
                current.starts[place.stream] = place.position
            }
        case .placed(let places):
            // It took positions that the sender does not count: the run before it ends here.
            if !current.starts.isEmpty { end(before: send) }
            list(.placed(places), of: send)
        case .refused(let refusal): list(.refused(refusal), of: send)
        }
        current.last = send
    }

    private mutating func list(_ exception: SetException, of send: SendNumber) {
        if bytes + exception.bytes > Limits.receiptBytesMax, current.first < send { end(before: send) }
        current.exceptions[send] = exception
        bytes += exception.bytes
    }

    private mutating func end(before send: SendNumber) {
        current.last = send.advanced(by: -1)
        done.append(current)
        current = Receipt(lane: current.lane, first: send, last: send)
        bytes = 0
    }

    func receipts(through last: SendNumber) -> [Receipt] {
        var receipt = current
        receipt.last = last
        return done + [receipt]
    }
}

extension Receipt {
    /// Never less than it takes in a reply before compression.
    var bytes: Int { exceptions.values.reduce(32 + starts.count * 64) { $0 + $1.bytes } }
}

extension SetException {
    /// Never less than it takes in a reply before compression.
    fileprivate var bytes: Int {
        switch self {
        case .placed(let places): 32 + places.count * 64
        case .refused(let refusal):
            refusal.problem.written.values.reduce(160 + refusal.inEnglish.utf8.count) { $0 + $1.utf8.count + 4 }
        }
    }
}

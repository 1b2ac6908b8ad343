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
struct ReceiptBuilder {
    private var done: [Receipt] = []
    private var current: Receipt

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
            if !current.starts.isEmpty {
                current.last = send - 1
                done.append(current)
                current = Receipt(lane: current.lane, first: send, last: send)
            }
            current.exceptions[send] = .placed(places)
        case .refused(let refusal): current.exceptions[send] = .refused(refusal)
        }
        current.last = send
    }

    func receipts(through last: SendNumber) -> [Receipt] {
        var receipt = current
        receipt.last = last
        return done + [receipt]
    }
}

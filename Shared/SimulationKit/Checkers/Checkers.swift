package import SyncModel

/// What must always be true, or true once the faults have stopped. Each takes plain values and returns a sentence for
/// each violation.
package enum Checkers {
    /// What one replica holds: per stream, by record, everything known of it as text.
    package typealias Holding = [Stream: [RecordID: String]]

    /// Law 4: a device holds exactly what the server has for it.
    package static func convergence(of device: String, holds: Holding, server: Holding) -> [String] {
        var findings: [String] = []
        for stream in Set(holds.keys).union(server.keys).sorted() {
            let (mine, theirs) = (holds[stream] ?? [:], server[stream] ?? [:])
            for record in Set(mine.keys).union(theirs.keys).sorted() where mine[record] != theirs[record] {
                findings.append(
                    "\(device), \(stream.text), \(record.text): holds \(mine[record] ?? "nothing") "
                        + "where the server has \(theirs[record] ?? "nothing")"
                )
            }
        }
        return findings
    }

    /// S3 and I1: every position was given once, and the record changed last stands at the head.
    package static func positions(of stream: Stream, head: Position, taken: [Position]) -> [String] {
        var findings: [String] = []
        let sorted = taken.sorted()
        for (one, next) in zip(sorted, sorted.dropFirst()) where one == next {
            findings.append("\(stream.text): position \(one.number) is taken twice")
        }
        if let first = sorted.first, first == .zero { findings.append("\(stream.text): a record stands at position 0") }
        if let last = sorted.last, last > head {
            findings.append("\(stream.text): a record stands at \(last.number), above the head \(head.number)")
        }
        if head > .zero, sorted.last != head {
            findings.append("\(stream.text): nothing stands at the head \(head.number)")
        }
        return findings
    }

    /// S3: a stream grows by exactly as many positions as operations were applied.
    package static func growth(
        of stream: Stream,
        from before: Position,
        to after: Position,
        operations: Int
    ) -> [String] {
        guard after.number == before.number + UInt64(operations) else {
            return ["\(stream.text) went from \(before.number) to \(after.number) for \(operations) operations"]
        }
        return []
    }

    /// I4 and C2: a cursor is never ahead of the data.
    ///
    /// - Parameters:
    ///   - held: positions of the rows that the device has from the server.
    ///   - server: what stands in the stream; nil where a record ended.
    package static func cursor(
        _ cursor: StreamCursor,
        of stream: Stream,
        head: Position,
        held: [RecordID: Position],
        server: [(position: Position, record: RecordID, isLive: Bool)]
    ) -> [String] {
        var findings: [String] = []
        if cursor.complete > cursor.upto || cursor.upto > head {
            let (complete, upto) = (cursor.complete.number, cursor.upto.number)
            findings.append("\(stream.text): complete \(complete), upto \(upto), head \(head.number) are out of order")
        }
        for entry in server where entry.position <= cursor.complete {
            let position = held[entry.record]
            if entry.isLive, position != entry.position {
                let place = position.map { "at \($0.number)" } ?? "not"
                findings.append(
                    """
                    \(stream.text), \(entry.record.text): stands at \(entry.position.number), \
                    the cursor is complete to \(cursor.complete.number), and the device holds it \(place)
                    """
                )
            }
            if !entry.isLive, position != nil {
                findings.append(
                    "\(stream.text), \(entry.record.text): ended at \(entry.position.number) and is still held"
                )
            }
        }
        return findings
    }

    /// Law 5: nothing is left to be sent or answered.
    package static func wedge(of device: String, pending: Int, ending: String, isDone: Bool) -> [String] {
        if !isDone { return ["\(device): the synchronisation ends with: \(ending)"] }
        return pending > 0 ? ["\(device): \(pending) change sets are still pending"] : []
    }

    /// D1: a digest says what its records say.
    package static func digest(
        of stream: Stream,
        stored: StreamDigest,
        records: [(record: RecordID, position: Position)]
    ) -> [String] {
        var computed = StreamDigest()
        for entry in records { computed.insert(entry.record, at: entry.position) }
        guard computed != stored else { return [] }
        return [
            "\(stream.text): the digest of \(stored.count) records is not that of the \(records.count) records held"
        ]
    }

    /// A counter shows what it began with and every accepted addition once.
    package static func counter(_ name: String, initial: Int64, accepted: [Int64], shown: Int64) -> [String] {
        let sum = initial + accepted.reduce(0, +)
        return sum == shown ? [] : ["\(name) shows \(shown) where \(initial) and the accepted additions make \(sum)"]
    }

    /// Law 3: each value is somewhere (invariant I8).
    package static func lost(_ values: [(value: String, typedAt: String)], found: Set<String>) -> [String] {
        values.filter { !found.contains($0.value) }.map { "\($0.value), typed at \($0.typedAt), is nowhere" }
    }
}

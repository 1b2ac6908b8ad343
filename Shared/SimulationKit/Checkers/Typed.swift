package import SyncModel

/// One thing that somebody typed, with what had been seen of the same field.
package struct Typed: Hashable, Sendable {
    /// What was done.
    package enum Act: Hashable, Sendable {
        case write(Value)
        case element(String)
        case removal(String)
        case add(Int64)
        case deleted
        /// A creation over a tombstone: what its writer had seen before is gone.
        case cleared
    }

    /// Its number.
    package var id: Int
    /// By which device.
    package var device: Int
    /// In which record.
    package var record: RecordID
    /// In which field; `nil` for the whole record.
    package var field: Int?
    /// What was done.
    package var act: Act
    /// What stood on the screen and was typed over.
    package var direct: Set<Int>
    /// Everything that the writer may have seen in the field: `direct`, what that had replaced, and so on.
    package var past: Set<Int>

    /// A thing typed.
    package init(
        id: Int,
        device: Int,
        record: RecordID,
        field: Int?,
        act: Act,
        direct: Set<Int> = [],
        past: Set<Int> = []
    ) {
        self.id = id
        self.device = device
        self.record = record
        self.field = field
        self.act = act
        self.direct = direct
        self.past = past
    }

    /// What traces it in the audit log.
    package var trace: String { Self.trace(of: act, in: field, by: device) }

    /// Who and what, since two people may type the same.
    static func trace(of act: Act, in field: Int?, by device: Int) -> String {
        let what =
            switch act {
            case .write(.null): "null"
            case .write(.integer(let integer)): "\(integer)"
            case .write(.text(let text)): text
            case .element(let element): "+\(element)"
            case .removal(let element): "-\(element)"
            case .add(let number): "add \(number)"
            case .deleted: "deleted"
            case .cleared: "created"
            }
        return "\(device), \(field ?? -1): \(what)"
    }

    /// An act in few words, for the journal.
    static func describe(_ act: Act) -> String {
        switch act {
        case .write(.null): "empty"
        case .write(.integer(let integer)): "\(integer)"
        case .write(.text(let text)): "\(text.prefix(24))"
        case .element(let element): "+\(element)"
        case .removal(let element): "-\(element)"
        case .add(let number): "add \(number)"
        case .deleted: "delete"
        case .cleared: "create again"
        }
    }
}

extension Checkers {
    /// Law 3, sharper: what was accepted and what nobody who had seen it replaced is live, and what was typed over is
    /// not.
    ///
    /// - Parameters:
    ///   - typed: all that was typed into one field, and the things that concern its whole record.
    ///   - accepted: numbers of those that the server applied.
    ///   - live: the values that live in the field, on the server.
    ///   - doubled: numbers of those that were unsent when a folder was copied: both copies send them, each under its
    ///     own name.
    package static func liveness(
        _ typed: [Typed],
        accepted: Set<Int>,
        live: Set<Value>,
        doubled: Set<Int> = []
    ) -> [String] {
        let applied = typed.filter { accepted.contains($0.id) }
        var times: [Typed.Act: Int] = [:]
        for one in typed { times[one.act, default: 0] += 1 }
        var findings: [String] = []
        for one in applied {
            guard case .write(let value) = one.act, !value.isNull else { continue }
            let isLive = live.contains(value)
            let isPast = applied.contains { $0.past.contains(one.id) }
            if !isLive, !isPast { findings.append("“\(one.trace)” was accepted, nobody replaced it, and it is gone") }
            let over = applied.first { $0.direct.contains(one.id) }
            if isLive, let over, times[one.act] == 1, !doubled.contains(one.id) {
                findings.append("“\(one.trace)” lives although “\(over.trace)” replaced it")
            }
        }
        return findings
    }

    /// An element that was added is there until somebody who saw it takes it away.
    ///
    /// - Parameters: as of ``liveness(_:accepted:live:doubled:)``.
    package static func elements(
        _ typed: [Typed],
        accepted: Set<Int>,
        live: Set<Value>,
        doubled: Set<Int> = []
    ) -> [String] {
        let applied = typed.filter { accepted.contains($0.id) }
        var findings: [String] = []
        for one in applied {
            guard case .element(let element) = one.act else { continue }
            let removals = applied.filter { $0.act == .removal(element) }
            let isCleared = applied.contains { $0.past.contains(one.id) && $0.act == .cleared }
            let isLive = live.contains(.text(element))
            if !isLive, removals.isEmpty, !isCleared {
                findings.append("element “\(element)” was accepted and is gone")
            }
            let isTakenAway = removals.contains { $0.past.contains(one.id) } && !doubled.contains(one.id)
            if isLive, isTakenAway { findings.append("element “\(element)” was taken away and is there") }
        }
        return findings
    }

    /// A record whose delete wins only over what it had seen is there if something was accepted that no delete had
    /// seen.
    package static func existence(_ typed: [Typed], accepted: Set<Int>, isDeleted: Bool) -> [String] {
        let applied = typed.filter { accepted.contains($0.id) }
        let deletes = applied.filter { $0.act == .deleted }
        guard isDeleted else { return [] }
        if deletes.isEmpty { return ["a record is gone that nobody deleted"] }
        return applied.compactMap { one in
            switch one.act {
            case .deleted, .cleared: return nil
            case .write, .element, .removal, .add:
                if deletes.contains(where: { $0.past.contains(one.id) }) { return nil }
                return "“\(one.trace)” was accepted, no delete had seen it, and the record is gone"
            }
        }
    }
}

import ChangeFeed
import Console
import SyncModel

/// The changes of a record, from the audit log.
struct RecordHistory {
    let programme: Programme
    let entries: [AuditedChange]

    /// Oldest first.
    var document: JSON { .array(entries.map { .object(Self.members(of: $0, in: programme)) }) }

    /// One change, for other programs.
    static func members(of entry: AuditedChange, in programme: Programme) -> [JSON.Member] {
        let history = RecordHistory(programme: programme, entries: [entry])
        return [
            JSON.Member("device", .text(entry.label)), JSON.Member("role", .text(entry.role)),
            JSON.Member("edit", JSON(entry.edit.number)),
            JSON.Member("at", .text(Moment.text(entry.stamp.milliseconds))),
            JSON.Member("clockUncertain", .boolean(!entry.stamp.sure)),
            JSON.Member("received", .text(Moment.text(entry.receivedAt))),
            JSON.Member("kind", .text(history.kind(entry.operation.kind))),
            JSON.Member("changes", .object(history.changes(entry).map { JSON.Member($0.field, .text($0.text)) })),
            JSON.Member("reason", JSON(entry.reason.isEmpty ? nil : entry.reason)),
            JSON.Member("refused", JSON(entry.refusal.map { Text($0).now })),
        ]
    }

    /// Oldest first, a line for each change.
    var lines: [String] {
        entries.map { entry in
            let what = changes(entry).map { "\($0.field)=\($0.text)" }.joined(separator: "  ")
            let refused = entry.refusal.map { say("  REFUSED: ", "  被拒绝：") + Text($0).now } ?? ""
            let clock = entry.stamp.sure ? "" : say(" (clock uncertain)", "（时钟不可靠）")
            let why = entry.reason.isEmpty ? "" : say("  reason: ", "  理由：") + entry.reason
            return
                """
                \(Moment.text(entry.stamp.milliseconds))\(clock)  \(entry.writer)  \(word(entry.operation.kind))  \
                \(what)\(why)\(refused)
                """
        }
    }

    private func kind(_ kind: Operation.Kind) -> String {
        switch kind {
        case .create: "create"
        case .update: "update"
        case .delete: "delete"
        }
    }

    private func word(_ kind: Operation.Kind) -> String {
        switch kind {
        case .create: say("create", "新增")
        case .update: say("update", "修改")
        case .delete: say("delete", "删除")
        }
    }

    private func changes(_ entry: AuditedChange) -> [(field: String, text: String)] {
        guard programme.collections.indices.contains(entry.operation.collection) else { return [] }
        let collection = programme.collections[entry.operation.collection]
        let printer = RecordText(collection, zone: programme.timeZone)
        return entry.operation.changes.map { change in
            guard collection.fields.indices.contains(change.field) else { return ("?", "") }
            let field = collection.fields[change.field]
            switch change.action {
            case .write(let values):
                return (field.name, values.map { printer.value($0, of: field) }.joined(separator: " / "))
            case .elements(let add, let remove):
                return (field.name, (add.map { "+\($0)" } + remove.map { "-\($0)" }).joined(separator: " "))
            case .add(let number): return (field.name, number < 0 ? String(number) : "+\(number)")
            }
        }
    }
}

import Console
import Replica
import SyncModel
import SyncWire

/// One record with everything that is known of it, for people and programs.
struct RecordView {
    let schema: DeviceSchema
    let collection: Programme.Collection
    let detail: RecordDetail
    /// Of the fields, for people.
    let values: [String]
    /// The server's history, if it was asked and answered.
    let served: [HistoryEntry]?
    /// What was decided about it on this device.
    let decisions: [PastDecision]
    /// What the ids in its conflicts are called.
    let names: ConflictNames

    var json: JSON {
        let record = detail.record
        return .object([
            JSON.Member("id", .text(record.id.text)),
            JSON.Member("collection", .text(collection.name)),
            JSON.Member("scope", .text(record.scope.text)),
            JSON.Member("fields", .object(collection.fields.map { JSON.Member($0.name, value(record, $0)) })),
            JSON.Member("history", .array(history + (served ?? []).map(entry))),
            JSON.Member("historyFrom", served == nil ? "device" : "server"),
            JSON.Member(
                "decisions",
                .array(
                    decisions.map {
                        [
                            "conflict": .text($0.conflict), "at": .text(Moment.text($0.at)), "reason": .text($0.reason),
                            "undone": .boolean($0.isUndone),
                        ]
                    }
                )
            ),
            JSON.Member(
                "conflicts",
                .array(detail.conflicts.map { ConflictView(schema: schema, conflict: $0, names: names).json })
            ),
            JSON.Member(
                "sync",
                [
                    "stream": .text(detail.state.stream.text),
                    "position": JSON(detail.position?.number),
                    "pending": .boolean(record.isPending),
                    "pendingEdits": .array(detail.pendingEdits.map { JSON($0.number) }),
                ]
            ),
        ])
    }

    var lines: [String] {
        let record = detail.record
        var lines = [
            "id  \(record.id.text)", say("scope  ", "范围  ") + record.scope.text,
            sync,
            "",
        ]
        for (field, text) in zip(collection.fields, values) where !text.isEmpty {
            lines.append("\(field.name)  \(text)")
        }
        lines.append("")
        if let served {
            let most = Limits.historyEntriesMax
            lines.append(
                say("History, from the server (at most the newest \(most) changes):", "历史（来自服务器，最多显示最近 \(most) 项改动）：")
            )
            lines += served.isEmpty ? ["  " + nothing] : served.map(line)
        } else {
            lines.append(
                say(
                    "Values that stand; this is all that is known here, the server was not asked or did not tell:",
                    "现行的值（未询问服务器，或服务器没有提供，本机只有这些）："
                )
            )
            lines += writes.map(line)
        }
        for decision in decisions where !decision.reason.isEmpty {
            let undone = decision.isUndone ? say(" (taken back)", "（已撤销）") : ""
            let at = Moment.text(decision.at)
            lines.append(
                say("Decided on this device at \(at): \(decision.reason)", "本机于 \(at) 裁定，理由：\(decision.reason)")
                    + undone
            )
        }
        for conflict in detail.conflicts {
            lines += ConflictView(schema: schema, conflict: conflict, names: names).lines
        }
        return lines
    }

    private var sync: String {
        let edits = detail.pendingEdits.count
        guard !detail.record.isPending else {
            return say("sync  waits to be sent (\(edits) \(edits == 1 ? "edit" : "edits"))", "同步  待发送（\(edits) 项改动）")
        }
        guard let position = detail.position?.number else {
            return say("sync  nothing of it waits to be sent", "同步  没有待发送的内容")
        }
        return say("sync  at the server, position \(position)", "同步  服务器已有，位置 \(position)")
    }

    /// Why the server has no history of it.
    private var nothing: String {
        if detail.record.isPending { return say("nothing: it was not sent yet", "无：尚未发送") }
        return writes.allSatisfy { $0.write.dot.device == .server }
            ? say("nothing: it came with the programme", "无：随方案载入")
            : say("nothing that this device may read", "没有本设备可以查看的内容")
    }

    /// One live write.
    private struct NamedWrite {
        /// `nil` for the record's existence.
        var field: Programme.Field?
        var write: LiveWrite
    }

    /// The live writes, field by field.
    private var writes: [NamedWrite] {
        detail.state.existence.writes.map { NamedWrite(field: nil, write: $0) }
            + collection.fields.flatMap { field in
                detail.state.field(field.number).writes.map { NamedWrite(field: field, write: $0) }
            }
    }

    private var history: [JSON] { writes.map(member) }

    private func member(_ named: NamedWrite) -> JSON {
        let write = named.write
        let value: JSON =
            switch named.field {
            case nil: .text(write.value == .integer(1) ? "kept" : "deleted")
            case let field? where field.type == .set: JSON(write.value.text)
            case let field?: schema.json(write.value, of: field, in: collection)
            }
        return [
            "field": .text(named.field?.name ?? ""),
            "value": value,
            "device": .text(write.dot.device.text),
            "edit": JSON(write.dot.edit.number),
            "at": .text(Moment.text(write.stamp.milliseconds)),
            "clockUncertain": .boolean(!write.stamp.sure),
            "pending": .boolean(isPending(write)),
        ]
    }

    private func isPending(_ write: LiveWrite) -> Bool { write.position == Position(UInt64.max) }

    private func line(_ named: NamedWrite) -> String {
        let what =
            if let field = named.field {
                """
                \(field.name) = \
                \(field.type == .set ? named.write.value.text ?? "" : schema.text(named.write.value, of: field))
                """
            } else {
                named.write.value == .integer(1) ? say("kept", "保留") : say("deleted", "删除")
            }
        let pending = isPending(named.write) ? say("  (not sent yet)", "（未发送）") : ""
        return "  \(time(named.write.stamp))  \(what)\(pending)"
    }

    private func line(_ entry: HistoryEntry) -> String {
        let changes = entry.operation.changes.map { change -> String in
            guard collection.fields.indices.contains(change.field) else {
                return say("(a field of a newer programme)", "（新版方案的字段）")
            }
            let field = collection.fields[change.field]
            return "\(field.name) = \(text(change.action, of: field))"
        }
        let refused = entry.refusal.map { say("  REFUSED ", "  被拒 ") + RefusedView.sentence($0) } ?? ""
        let why = entry.reason.isEmpty ? "" : say("  reason: ", "  理由：") + entry.reason
        return
            """
              \(time(entry.stamp))  \(entry.writer)  \(word(entry.operation.kind))  \
            \(changes.joined(separator: "  "))\(why)\(refused)
            """
    }

    private func time(_ stamp: Stamp) -> String {
        Moment.text(stamp.milliseconds) + (stamp.sure ? "" : say(" (clock uncertain)", "（时钟不可靠）"))
    }

    private func text(_ action: FieldAction, of field: Programme.Field) -> String {
        switch action {
        case .write(let values): values.map { schema.text($0, of: field) }.joined(separator: " / ")
        case .add(let number): number < 0 ? String(number) : "+\(number)"
        case .elements(let add, let remove): (add.map { "+\($0)" } + remove.map { "-\($0)" }).joined(separator: " ")
        }
    }

    private func word(_ kind: SyncModel.Operation.Kind) -> String {
        switch kind {
        case .create: say("create", "新增")
        case .update: say("update", "修改")
        case .delete: say("delete", "删除")
        }
    }

    private func entry(_ entry: HistoryEntry) -> JSON {
        [
            "device": .text(entry.device.text),
            "writer": .text(entry.writer),
            "edit": JSON(entry.edit.number),
            "at": .text(Moment.text(entry.stamp.milliseconds)),
            "received": .text(Moment.text(entry.received)),
            "reason": JSON(entry.reason.isEmpty ? nil : entry.reason),
            "refused": JSON(entry.refusal?.code.rawValue),
            "kind": .text(kind(entry.operation.kind)),
            "fields": .array(
                entry.operation.changes.compactMap { change in
                    collection.fields.indices.contains(change.field) ? .text(collection.fields[change.field].name) : nil
                }
            ),
        ]
    }

    private func kind(_ kind: SyncModel.Operation.Kind) -> String {
        switch kind {
        case .create: "create"
        case .update: "update"
        case .delete: "delete"
        }
    }

    private func value(_ record: Record, _ field: Programme.Field) -> JSON {
        schema.json(field.number < record.values.count ? record.values[field.number] : .null, of: field, in: collection)
    }
}

import Console
import Replica
import SyncModel
import SyncWire

/// One record with everything that is known of it, for people and programs.
struct RecordView {
    let schema: Schema
    let collection: Programme.Collection
    let detail: RecordDetail
    /// The server's history, if it was asked and answered.
    let served: [HistoryEntry]?

    var json: JSON {
        let record = detail.record
        return .object([
            JSON.Member("id", .text(record.id.text)),
            JSON.Member("collection", .text(collection.name)),
            JSON.Member("scope", .text(record.scope.text)),
            JSON.Member("fields", .object(collection.fields.map { JSON.Member($0.name, value(record, $0)) })),
            JSON.Member("history", .array(history + (served ?? []).map(entry))),
            JSON.Member("historyFrom", served == nil ? "device" : "server"),
            JSON.Member("conflicts", .array(detail.conflicts.map { ConflictView(schema: schema, conflict: $0).json })),
            JSON.Member(
                "sync",
                [
                    "stream": .text(detail.state.stream.text),
                    "position": JSON(detail.position?.number),
                    "pending": .boolean(record.isPending),
                    "pendingEdits": .array(detail.pendingEdits.map { JSON($0) }),
                ]
            ),
        ])
    }

    var lines: [String] {
        let record = detail.record
        var lines = [
            "id  \(record.id.text)", say("scope  ", "范围  ") + record.scope.text,
            record.isPending
                ? say("sync  waits to be sent (\(detail.pendingEdits.count) edits)", "同步  待发送（\(detail.pendingEdits.count) 项改动）")
                : say("sync  at the server, position \(detail.position?.number ?? 0)", "同步  服务器已有，位置 \(detail.position?.number ?? 0)"),
            "",
        ]
        for field in collection.fields {
            let text = schema.text(record.values[field.number], of: field)
            if !text.isEmpty { lines.append("\(field.name)  \(text)") }
        }
        lines.append("")
        for member in history + (served ?? []).map(entry) { lines.append(member.compact) }
        if served == nil {
            lines.append(say("This is what the device holds; --server asks for the rest.", "以上为本机所存；--server 可查询其余历史。"))
        }
        for conflict in detail.conflicts { lines += ConflictView(schema: schema, conflict: conflict).lines }
        return lines
    }

    /// The writes that stand, field by field.
    private var history: [JSON] {
        var members = detail.state.existence.writes.map { write in
            member("", .text(write.value == .integer(1) ? "kept" : "deleted"), write)
        }
        for field in collection.fields {
            for write in detail.state.field(field.number).writes {
                let value = field.type == .set ? JSON(write.value.text) : schema.json(write.value, of: field, in: collection)
                members.append(member(field.name, value, write))
            }
        }
        return members
    }

    private func member(_ field: String, _ value: JSON, _ write: LiveWrite) -> JSON {
        [
            "field": .text(field),
            "value": value,
            "device": .text(write.dot.device.text),
            "edit": JSON(write.dot.edit),
            "at": .text(Moment.text(write.stamp.milliseconds)),
            "clockUncertain": .boolean(!write.stamp.sure),
            "pending": .boolean(write.position == Position(UInt64.max)),
        ]
    }

    private func entry(_ entry: HistoryEntry) -> JSON {
        [
            "device": .text(entry.device.text),
            "writer": .text(entry.writer),
            "edit": JSON(entry.edit),
            "at": .text(Moment.text(entry.stamp.milliseconds)),
            "received": .text(Moment.text(entry.received)),
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

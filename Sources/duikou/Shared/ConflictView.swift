import ClientCore
import Console
import Replica
import SyncModel

/// A conflict for people and programs.
struct ConflictView {
    let schema: Schema
    let conflict: Conflict

    private var collection: Programme.Collection? {
        schema.programme.collections.indices.contains(conflict.collection) ? schema.programme.collections[conflict.collection] : nil
    }

    private var field: Programme.Field? {
        guard let number = conflict.field, let collection, collection.fields.indices.contains(number) else { return nil }
        return collection.fields[number]
    }

    var json: JSON {
        [
            "id": .text(conflict.id),
            "collection": JSON(collection?.name),
            "record": .text(conflict.record.text),
            "field": .text(field?.name ?? ""),
            "candidates": .array(conflict.candidates.map(json)),
            "owner": JSON(conflict.owner),
        ]
    }

    var lines: [String] {
        let place = "\(collection?.name ?? "?") \(conflict.record.text) \(field?.name ?? say("deleted or kept", "删除或保留"))"
        return [say("Conflict \(conflict.id): \(place)", "冲突 \(conflict.id)：\(place)")]
            + conflict.candidates.map { candidate in
                let doubt = candidate.clockUncertain ? say(", clock uncertain", "，时钟不可靠") : ""
                return "  \(text(candidate.value))    (\(Moment.text(candidate.at))\(doubt))    --take \(candidate.key)"
            }
    }

    /// A decision's value typed on the command line.
    func value(_ text: String, on device: Device) async throws -> Value {
        if let field, let collection { return try await device.value(text, of: field, in: collection, of: schema) }
        switch text {
        case "kept", "1": return .integer(1)
        case "deleted", "0": return .integer(0)
        default: throw Failure(en: "Decide with --value kept or --value deleted.", zh: "请用 --value kept（保留）或 --value deleted（删除）。")
        }
    }

    private func json(_ candidate: ConflictCandidate) -> JSON {
        [
            "key": .text(candidate.key),
            "value": value(candidate.value),
            "device": .text(candidate.device.text),
            "at": .text(Moment.text(candidate.at)),
            "clockUncertain": .boolean(candidate.clockUncertain),
        ]
    }

    private func value(_ value: Value) -> JSON {
        guard let field, let collection else { return .text(value == .integer(1) ? "kept" : "deleted") }
        return schema.json(value, of: field, in: collection)
    }

    private func text(_ value: Value) -> String {
        guard let field else { return value == .integer(1) ? say("kept", "保留") : say("deleted", "删除") }
        let text = schema.text(value, of: field)
        return text.isEmpty ? say("(empty)", "（空）") : text
    }
}

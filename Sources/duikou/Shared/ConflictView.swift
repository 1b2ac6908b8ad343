import ClientCore
import Console
import Replica
import SyncModel
import SyncWire

/// What a conflict's ids are called: the record, and where those who wrote hold their roles.
struct ConflictNames: Sendable {
    /// By record.
    var names: [RecordID: String] = [:]
    /// What this device may do.
    private var standing: Standing?
    /// Records in which this device may write nothing.
    private var closed: Set<RecordID> = []

    /// Looks up what the conflicts name.
    init(_ conflicts: [ReplicaConflict], _ schema: DeviceSchema, _ replica: Replica) throws {
        standing = try replica.status().standing
        for conflict in conflicts {
            if schema.programme.collections.indices.contains(conflict.collection) {
                let collection = schema.programme.collections[conflict.collection]
                names[conflict.record] = try Self.name(conflict.record, collection, replica)
                if let standing, let scope = try replica.record(collection.name, conflict.record)?.scope {
                    let isOpen =
                        standing.writable[scope].map { $0.isEmpty || $0.contains(conflict.collection) } ?? false
                    if !isOpen { closed.insert(conflict.record) }
                }
            }
            for card in conflict.candidates.compactMap(\.writer) where names[card.at] == nil {
                guard
                    let at = schema.programme.role(named: card.role).flatMap({
                        schema.programme.collection(named: $0.at)
                    })
                else {
                    continue
                }
                names[card.at] = try Self.name(card.at, at, replica)
            }
        }
    }

    /// Whether this device may decide a conflict.
    func mayDecide(_ conflict: ReplicaConflict) -> Bool {
        !closed.contains(conflict.record) && (conflict.owner == nil || conflict.owner == standing?.role)
    }

    /// The field that names a record, else its key; `nil` if neither is there.
    private static func name(
        _ record: RecordID,
        _ collection: Programme.Collection,
        _ replica: Replica
    ) throws -> String? {
        guard let values = try replica.record(collection.name, record)?.values else { return nil }
        func text(_ name: String) -> String? { collection.field(named: name).flatMap { values[$0.number].text } }
        if let name = collection.nameField.flatMap(text), !name.isEmpty { return name }
        let key = collection.key.compactMap(text)
        return key.isEmpty ? nil : key.joined(separator: "/")
    }
}

/// A conflict for people and programs.
struct ConflictView {
    let schema: DeviceSchema
    let conflict: ReplicaConflict
    let names: ConflictNames

    private var collection: Programme.Collection? {
        schema.programme.collections.indices.contains(conflict.collection)
            ? schema.programme.collections[conflict.collection] : nil
    }

    private var field: Programme.Field? {
        guard let number = conflict.field, let collection, collection.fields.indices.contains(number) else {
            return nil
        }
        return collection.fields[number]
    }

    var json: JSON {
        [
            "id": .text(conflict.id),
            "collection": JSON(collection?.name),
            "record": .text(conflict.record.text),
            "name": JSON(names.names[conflict.record]),
            "field": .text(field?.name ?? ""),
            "candidates": .array(conflict.candidates.enumerated().map { json($1, number: $0 + 1) }),
            "owner": JSON(conflict.owner),
            "mayDecide": .boolean(mayDecide),
            "seen": .text(conflict.seen),
        ]
    }

    var lines: [String] {
        let record = names.names[conflict.record].map { "“\($0)”" } ?? conflict.record.text
        let what = field.map(Self.title) ?? say("deleted or kept", "删除或保留")
        let place = "\(collection.map(Self.title) ?? "?") \(record) \(what)"
        return [say("Conflict \(conflict.id)", "冲突 \(conflict.id)"), "  \(place)"]
            + conflict.candidates.enumerated().map { index, candidate in
                let uncertainty = candidate.clockUncertain ? say(", clock uncertain", "，时钟不可靠") : ""
                return
                    """
                      \(index + 1)  \(text(candidate.value))    ← \(writer(candidate)), \
                    \(Moment.text(candidate.at))\(uncertainty)
                    """
            } + [decider]
    }

    /// It may be settled on this device.
    var mayDecide: Bool { names.mayDecide(conflict) }

    private var decider: String {
        guard let owner = conflict.owner else {
            return mayDecide
                ? say("  Whoever may write the record may decide.", "  有权填写该记录者均可裁定。")
                : say("  Whoever may write the record may decide (not this device).", "  有权填写该记录者均可裁定（本设备无权裁定）。")
        }
        let role = schema.programme.role(named: owner)
        let en = role.flatMap { $0.title.en.isEmpty ? nil : $0.title.en } ?? owner
        let zh = role.flatMap { $0.title.zh.isEmpty ? nil : $0.title.zh } ?? owner
        return mayDecide
            ? say("  Decided by: \(en) (this device).", "  由\(zh)裁定（本设备可以裁定）。")
            : say("  Decided by: \(en) (not this device).", "  由\(zh)裁定（本设备无权裁定）。")
    }

    private static func title(_ field: Programme.Field) -> String {
        say(field.name, field.title.zh.isEmpty ? field.name : field.title.zh)
    }

    private static func title(_ collection: Programme.Collection) -> String {
        say(collection.name, collection.title.zh.isEmpty ? collection.name : collection.title.zh)
    }

    /// Name, role and organisation of the device that typed a value.
    private func writer(_ candidate: ConflictCandidate) -> String {
        guard let card = candidate.writer else {
            return candidate.device == .server ? say("the programme", "随方案载入") : candidate.device.text
        }
        return [card.name, card.role, names.names[card.at] ?? ""].filter { !$0.isEmpty }.joined(separator: " · ")
    }

    /// The key of a candidate that is named by its number in the list, or by its key.
    func key(_ text: String) -> String {
        guard let number = Int(text), conflict.candidates.indices.contains(number - 1) else { return text }
        return conflict.candidates[number - 1].key
    }

    /// A decision's value typed on the command line.
    func value(_ text: String, on device: Device) async throws -> Value {
        if let field, let collection { return try await device.value(text, of: field, in: collection, of: schema) }
        switch text {
        case "kept", "1": return .integer(1)
        case "deleted", "0": return .integer(0)
        default:
            throw Failure(
                en: "Decide with --value kept or --value deleted.",
                zh: "请用 --value kept（保留）或 --value deleted（删除）。"
            )
        }
    }

    private func json(_ candidate: ConflictCandidate, number: Int) -> JSON {
        [
            "number": JSON(number),
            "key": .text(candidate.key),
            "value": value(candidate.value),
            "device": .text(candidate.device.text),
            "name": JSON(candidate.writer?.name),
            "role": JSON(candidate.writer?.role),
            "org": JSON(candidate.writer.flatMap { names.names[$0.at] }),
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

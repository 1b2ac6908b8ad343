import ChangeFeed
import Console
import SyncMerge
import SyncModel
import SyncWire

/// Conflicts with their candidates, in the form that the device's program prints too.
struct ConflictList {
    let programme: Programme
    let devices: [DeviceID: DeviceInfo]

    /// What is printed of one conflict.
    struct Item {
        var id: ConflictID
        var owner: String?
        var candidates:
            [(key: String, value: JSON, text: String, device: String, writer: String, at: String, isUnsure: Bool)]
    }

    /// The conflicts of one record.
    func items(_ state: RecordState) -> [Item] {
        guard programme.collections.indices.contains(state.collection) else { return [] }
        let collection = programme.collections[state.collection]
        let json = RecordJSON(collection, zone: programme.timeZone)
        let text = RecordText(collection, zone: programme.timeZone)
        return Merge.conflicts(state, in: collection).map { conflict in
            let field = conflict.field.map { collection.fields[$0] }
            let candidates = conflict.candidates.map { candidate in
                let newest = candidate.writes.max(by: LiveWrite.isOlder)
                return (
                    key: candidate.key,
                    value: field.map { json.value(candidate.value, of: $0) } ?? .text(existence(candidate.value)),
                    text: field.map { text.value(candidate.value, of: $0) } ?? existence(candidate.value),
                    device: newest.map { name($0.dot.device, \.label) } ?? "",
                    writer: newest.map { name($0.dot.device, \.fullName) } ?? "",
                    at: newest.map { Moment.text($0.stamp.milliseconds) } ?? "",
                    isUnsure: newest.map { !$0.stamp.sure } ?? true
                )
            }
            let id = ConflictID(collection, state.record, field: conflict.field)
            return Item(id: id, owner: collection.owner, candidates: candidates)
        }
    }

    /// One conflict as JSON.
    static func document(_ item: Item) -> JSON {
        [
            "id": .text(item.id.text), "collection": .text(item.id.collection), "record": .text(item.id.record.text),
            "field": .text(item.id.field ?? ""),
            "candidates": .array(
                item.candidates.map {
                    [
                        "key": .text($0.key), "value": $0.value, "device": .text($0.device), "at": .text($0.at),
                        "clockUncertain": .boolean($0.isUnsure),
                    ]
                }
            ), "owner": JSON(item.owner),
        ]
    }

    /// One conflict for people.
    static func lines(_ item: Item) -> [String] {
        let field = item.id.field ?? say("(deleted or kept)", "（删除或保留）")
        return ["\(item.id.text)  \(item.id.collection)  \(item.id.record.text)  \(field)"]
            + item.candidates.map { candidate in
                let clock = candidate.isUnsure ? say(" (clock uncertain)", "（时钟不可靠）") : ""
                return "    \(candidate.text)   ← \(candidate.writer), \(candidate.at)\(clock)"
            }
    }

    /// What people call a device.
    private func name(_ device: DeviceID, _ part: KeyPath<DeviceInfo, String>) -> String {
        device == .server ? say("server", "服务器") : devices[device]?[keyPath: part] ?? device.text
    }

    private func existence(_ value: Value) -> String {
        value == .integer(1) ? "kept" : "deleted"
    }
}

extension OpenServer {
    /// All devices.
    func knownDevices() throws -> [DeviceID: DeviceInfo] {
        Dictionary(try service.devices().map { ($0.id, $0) }) { first, _ in first }
    }
}

package import Records
import SyncModel

extension Duplicates {
    /// All groups as a JSON array: `{"collection", "action", "fields", "records"}`.
    package var document: JSON {
        .array(
            found.map { group in
                let printer = RecordJSON(group.collection, zone: zone)
                return [
                    "collection": .text(group.collection.name), "action": .text(group.rule.action.rawValue),
                    "fields": .array(group.rule.fields.map(JSON.text)),
                    "records": .array(group.records.map { printer.record($0.id, scope: $0.scope, values: $0.values) }),
                ]
            }
        )
    }

    /// All groups for people: a heading for each, and a line for each record.
    package var lines: [String] {
        guard !found.isEmpty else { return [say("No possible duplicates.", "没有疑似重复的记录。")] }
        return found.flatMap { group -> [String] in
            let printer = RecordText(group.collection, zone: zone)
            let same = group.rule.fields.joined(separator: say(", ", "、"))
            let meaning =
                switch group.rule.action {
                case .match: say("the programme takes them for one fact, written down more than once", "方案认为是同一件事，重复登记")
                case .flag: say("they may be two facts, or one written down twice", "可能是两件事，也可能是重复登记")
                }
            let records = group.records.map { record in
                let texts = group.collection.fields.filter { $0.type != .ref }.map {
                    printer.value(record.values[$0.number], of: $0)
                }
                return "    \(record.id.text)  " + texts.filter { !$0.isEmpty }.joined(separator: "  ")
            }
            let name = Text(
                en: group.collection.name,
                zh: group.collection.title.zh.isEmpty ? group.collection.name : group.collection.title.zh
            )
            return [say("\(name.en): the same \(same); \(meaning)", "\(name.zh)：\(same)相同；\(meaning)")] + records
        }
    }
}

import SyncModel
import SyncWire

/// The stable name of a conflict: 16 hexadecimal digits over collection, record and field.
enum ConflictID {
    static func text(_ collection: Programme.Collection, _ record: RecordID, _ field: Int?) -> String {
        let name = field.map { $0 < collection.fields.count ? collection.fields[$0].name : String($0) } ?? ""
        let hash = SHA.hash256(Array("\(collection.name)\n\(record.text)\n\(name)".utf8))
        let digits = Array("0123456789abcdef".utf8)
        let text = hash.prefix(8).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
        return String(decoding: text, as: UTF8.self)
    }
}

package import SyncModel

/// The name of a conflict, the same on every device and at the centre (clause R30): it is made of the place where the
/// writes disagree.
package struct ConflictID: Hashable, Sendable {
    /// The name of the record's collection.
    package let collection: String
    /// The record that several wrote.
    package let record: RecordID
    /// The field's name; `nil` where they disagree whether the record exists.
    package let field: String?

    /// The conflict of a record in a field.
    package init(_ collection: Programme.Collection, _ record: RecordID, field: Int?) {
        self.collection = collection.name
        self.record = record
        self.field = field.map { $0 < collection.fields.count ? collection.fields[$0].name : String($0) }
    }

    /// 16 hexadecimal digits: the first eight bytes of SHA-256 over the parts, with a line feed between them.
    package var text: String {
        let hash = SHA.hash256(Array("\(collection)\n\(record.text)\n\(field ?? "")".utf8))
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: hash.prefix(8).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}

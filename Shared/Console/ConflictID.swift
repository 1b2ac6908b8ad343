public import SyncModel

/// How both programs name a conflict: `collection/record/field`, with `-` for the record's existence.
public struct ConflictID: Hashable, Sendable {
    /// The collection's name.
    public var collection: String
    /// Which record.
    public var record: RecordID
    /// The field's name; `nil` for the record's existence.
    public var field: String?

    /// A conflict's name from its parts.
    public init(collection: String, record: RecordID, field: String?) {
        self.collection = collection
        self.record = record
        self.field = field
    }

    /// Reads what ``text`` wrote.
    /// - Returns: `nil` for anything else.
    public init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 3, let record = RecordID(parts[1]), !parts[0].isEmpty, !parts[2].isEmpty else { return nil }
        self.init(collection: String(parts[0]), record: record, field: parts[2] == "-" ? nil : String(parts[2]))
    }

    /// The name.
    public var text: String { "\(collection)/\(record.text)/\(field ?? "-")" }
}

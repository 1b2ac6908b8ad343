package import SyncModel

/// How both programs show records to other programs: `{"id", "scope", fields…}`, every field, null where it is empty.
package struct RecordJSON: Sendable {
    /// Whose records.
    package let collection: Programme.Collection
    private let texts: RecordText

    /// A printer for one collection, with times in the programme's zone.
    package init(_ collection: Programme.Collection, zone: String) {
        self.collection = collection
        texts = RecordText(collection, zone: zone)
    }

    /// One record; `values` by field number, as ``Value`` stores them; missing ones are null.
    package func record(_ id: RecordID, scope: Scope, values: [Value]) -> JSON {
        .object(
            [JSON.Member("id", .text(id.text)), JSON.Member("scope", .text(scope.text))]
                + collection.fields.map { field in
                    JSON.Member(
                        field.name,
                        value(field.number < values.count ? values[field.number] : .null, of: field)
                    )
                }
        )
    }

    /// One value: booleans as true and false, integers as numbers, sets as arrays and null if empty, all else as text.
    package func value(_ value: Value, of field: Programme.Field) -> JSON {
        guard !value.isNull else { return .null }
        switch field.type {
        case .boolean: return value.integer.map { .boolean($0 != 0) } ?? JSON(value.text)
        case .integer: return value.integer.map(JSON.integer) ?? JSON(value.text)
        case .set:
            guard let elements = value.text.flatMap(SetText.read) else { return JSON(value.text) }
            return elements.isEmpty ? .null : .array(elements.map(JSON.text))
        case .text, .decimal, .date, .datetime, .option, .ref, .blob: return .text(texts.value(value, of: field))
        }
    }
}

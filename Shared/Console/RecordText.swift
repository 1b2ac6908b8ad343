import Programme
import Records
package import SyncModel

/// How both programs show one record to people.
package struct RecordText: Sendable {
    /// Whose records.
    package let collection: Programme.Collection
    private let zone: String

    /// A printer for one collection, with times in the programme's zone.
    package init(_ collection: Programme.Collection, zone: String) {
        self.collection = collection
        self.zone = zone
    }

    /// One record, a line for each field with what people are shown of it; empty fields are left out.
    package func lines(_ id: RecordID, scope: Scope, shown: [String]) -> [String] {
        let pairs =
            [("id", id.text), ("scope", scope.text)]
            + zip(collection.fields, shown).filter { !$1.isEmpty }.map { ($0.name, $1) }
        let width = pairs.map { DisplayWidth.of($0.0) }.max() ?? 0
        return pairs.map { $0 + String(repeating: " ", count: width - DisplayWidth.of($0) + 2) + $1 }
    }

    /// One value as it can be typed again; empty for null.
    package func value(_ value: Value, of field: Programme.Field) -> String {
        ValueText.write(value, of: field, zone: zone)
    }
}

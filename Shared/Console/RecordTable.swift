package import Records
package import SyncModel

/// Records of one collection for people: names for what they refer to, and only the columns in which any of them has
/// something.
package struct RecordTable {
    private let collection: Programme.Collection
    private let names: ReferenceNames
    private var table: Table

    /// A table without records yet.
    package init(_ collection: Programme.Collection, names: ReferenceNames) {
        self.collection = collection
        self.names = names
        let sides = collection.fields.map { $0.type == .integer ? Table.Side.right : .left }
        table = Table(["id"] + collection.fields.map(\.name), sides: [.left] + sides)
    }

    /// Adds a record.
    /// - Throws: what looking up a name throws.
    package mutating func add(_ id: RecordID, _ values: [Value]) throws {
        table.add([id.text] + (try names.texts(values, of: collection)))
    }

    /// The lines, or that there are none.
    package var text: String { table.isEmpty ? say("No records.\n", "没有记录。\n") : table.withoutEmptyColumns.text }
}

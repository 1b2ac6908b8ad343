import Programme
import Records
import Replica
import SyncModel
import SyncWire

/// The records that people call as the file's references do: those that are here as the import begins, and those that
/// the file brings.
struct ImportNames: Sendable {
    /// By collection and name; a name that no cell could mean is not there.
    private var ids: [Int: [String: [RecordID]]] = [:]

    init(_ plan: ImportPlan, _ rows: [CSVFile.Row], of replica: Replica) throws {
        for (column, field) in plan.fields.enumerated() {
            guard let field, let target = field.to.flatMap(plan.schema.programme.collection(named:)),
                target.nameField != nil
            else {
                continue
            }
            for cell in Set(rows.lazy.map { $0.cells[column] }) {
                let name = KeySpelling.of(CSVFile.typed(cell, of: field))
                if !name.isEmpty, RecordID(name) == nil { ids[target.number, default: [:]][name] = [] }
            }
        }
        for collection in plan.schema.programme.collections where ids[collection.number] != nil {
            try replica.list(collection.name) { add($0.id, collection.spelledName($0.values), in: collection) }
        }
    }

    /// A record, and what people call it.
    mutating func add(_ id: RecordID, _ name: String?, in collection: Programme.Collection) {
        guard let name, let known = ids[collection.number]?[name], !known.contains(id) else { return }
        ids[collection.number]?[name]?.append(id)
    }

    func records(named name: String, in collection: Programme.Collection) -> [RecordID] {
        ids[collection.number]?[name] ?? []
    }
}

/// The records among which the cells of a file are read.
struct ImportRecords: KnownRecords {
    let writer: LocalWriter
    let names: ImportNames
    /// The records of the file's own collection that it brings.
    let brought: (collection: Int, isBrought: (RecordID) -> Bool)

    func isHere(_ id: RecordID, in collection: Programme.Collection) throws -> Bool {
        if collection.number == brought.collection, brought.isBrought(id) { return true }
        return try values(of: id, in: collection) != nil
    }

    func values(of id: RecordID, in collection: Programme.Collection) throws -> [Value]? {
        try writer.record(collection.name, id)?.values
    }

    func records(named name: String, in collection: Programme.Collection) throws -> [RecordID] {
        names.records(named: name, in: collection)
    }

    func example(of collection: Programme.Collection) throws -> RecordID? {
        try writer.find(collection.name, where: [])
    }
}

import SyncMerge
import SyncModel
import SyncWire

/// The ids that natural keys give to rows that other tools inserted (clause R6).
struct NaturalKeys {
    let programme: InstalledProgramme

    /// The ids that natural keys give to new rows, where others stand in them.
    /// - Parameter values: what a row shows; `nil` leaves it out.
    func ids(of rows: [RecordKey], values: (Int) throws -> [Value]?) throws -> [RecordKey: RecordID] {
        guard rows.contains(where: { !programme.tables[$0.collection].key.isEmpty }) else { return [:] }
        let installed = try programme.needed()
        let places = Dictionary(rows.enumerated().map { ($0.element, $0.offset) }) { _, last in last }
        var known: [RecordKey: RecordID] = [:]
        // Parents first: a key may hold a reference to a row that gets another id itself. The depth bounds circles.
        func resolve(_ index: Int, depth: Int) throws -> RecordID {
            let row = rows[index]
            if let known = known[row] { return known }
            let table = programme.tables[row.collection]
            guard !table.key.isEmpty, var values = try values(index) else { return row.record }
            for number in table.key + table.keyReferences {
                values[number] = Validation.canonical(values[number], of: table.collection.fields[number])
            }
            for number in table.keyReferences {
                guard depth < 32, let text = values[number].text, let target = RecordID(text),
                    let collection = table.targets[number],
                    let place = places[RecordKey(collection: collection, record: target)]
                else { continue }
                values[number] = .text(try resolve(place, depth: depth + 1).text)
            }
            let resolved = try table.keyedID(in: installed, values) ?? row.record
            known[row] = resolved
            return resolved
        }
        for index in rows.indices { _ = try resolve(index, depth: 0) }
        return known.filter { $0.key.record != $0.value }
    }
}

extension LocalTable {
    /// The id that the natural key gives; `nil` without a key or with a part missing.
    func keyedID(in programme: Programme, _ values: [Value]) throws -> RecordID? {
        guard !key.isEmpty else { return nil }
        let parts = key.map { values[$0] }
        guard !parts.contains(where: \.isNull) else { return nil }
        // Constant scopes and a record's own scope are left out; a scope by reference is part of the name.
        var keyScope: Scope?
        if homeField != nil {
            guard let scope = scope(of: RecordID(bits: 0), values) else { return nil }
            keyScope = scope
        }
        return NaturalKey.id(programme: programme.name, collection: collection.name, scope: keyScope, parts: parts)
    }

    /// Values as another program wrote them, in the one spelling.
    /// - Parameter renamed: the new ids of records that the values may refer to.
    func canonical(_ values: [Value], renamed: NewIDs = [:]) -> [Value] {
        let fields = collection.fields
        return values.indices.map { number in
            let value = Validation.canonical(values[number], of: fields[number])
            guard !renamed.isEmpty, let target = targets[number], let text = value.text, let id = renamed[target]?[text]
            else {
                return value
            }
            return .text(id.text)
        }
    }
}

import Records
package import SyncModel
import SyncWire

/// Reference records that a pack brings for one collection, as texts.
package struct ReferenceTable: Hashable, Sendable {
    /// One reference record.
    package struct Row: Hashable, Sendable {
        /// Where it stands in the file, from 1.
        package var line: Int
        /// Text by field name; only the columns of the file.
        package var cells: [String: String]
    }

    /// A reference record with its values read.
    package struct Record: Hashable, Sendable {
        /// Derived from its key.
        package var id: RecordID
        /// The collection's number.
        package var collection: Int
        /// By field number; null where the file says nothing.
        package var values: [Value]
        /// Where it stands in the file.
        package var line: Int
    }

    /// The collection's name.
    package var collection: String
    /// The file, for messages.
    package var file: String
    /// The field names in the header.
    package var columns: [String]
    /// In file order.
    package var rows: [Row]

    /// Reads one `data/COLLECTION.csv` and checks that its columns are fields and that its key is complete.
    init(_ table: CSVFile, collection: Programme.Collection, file: String) throws(ProgrammeError) {
        self.collection = collection.name
        self.file = file
        let columns = table.header
        self.columns = columns
        guard !collection.key.isEmpty else { throw Self.keyless(collection, file) }
        for (index, column) in columns.enumerated() {
            guard let field = collection.field(named: column) else {
                throw ProgrammeError(file: file, line: 1, .data(.noField(column, of: collection.name)))
            }
            guard !columns[..<index].contains(column) else {
                throw ProgrammeError(file: file, line: 1, .data(.columnTwice(column)))
            }
            guard !field.rule.isOfServer else {
                throw ProgrammeError(file: file, line: 1, .data(.computed(column)))
            }
        }
        for field in collection.fields where field.required && field.initial.isNull && !columns.contains(field.name) {
            throw ProgrammeError(file: file, line: 1, .data(.columnMissing(field.name, of: collection.name)))
        }
        rows = table.rows.map { row in
            Row(line: row.line, cells: Dictionary(zip(columns, row.cells)) { first, _ in first })
        }
    }

    private static func keyless(_ collection: Programme.Collection, _ file: String) -> ProgrammeError {
        ProgrammeError(file: file, .data(.noKey(collection.name)))
    }

    /// Reads every row's values; references may be written as natural keys.
    /// - Throws: ``ProgrammeError`` with the line of the first wrong cell.
    func records(in programme: Programme, _ keys: KeyText) throws(ProgrammeError) -> [Record] {
        guard let collection = programme.collection(named: collection) else {
            throw ProgrammeError(file: file, .data(.noCollection(self.collection)))
        }
        guard let key = NaturalKey(of: collection, in: programme) else { throw Self.keyless(collection, file) }
        var records: [Record] = []
        var lines: [RecordID: Int] = [:]
        for row in rows {
            let values = try values(row, in: collection, keys)
            let id = key.id { values[$0] }
            if let earlier = lines.updateValue(row.line, forKey: id) {
                throw ProgrammeError(file: file, line: row.line, .data(.keyTwice(line: earlier)))
            }
            records.append(Record(id: id, collection: collection.number, values: values, line: row.line))
        }
        return records
    }

    private func values(
        _ row: Row,
        in collection: Programme.Collection,
        _ keys: KeyText
    ) throws(ProgrammeError) -> [Value] {
        var values = [Value](repeating: .null, count: collection.fields.count)
        for field in collection.fields {
            guard let cell = row.cells[field.name] else { continue }
            do {
                values[field.number] = try keys.value(CSVFile.typed(cell, of: field), of: field, in: collection)
            } catch let problem as ValueProblem {
                throw ProgrammeError(file: file, line: row.line, .data(.cell(field.name, problem)))
            } catch {
                // A pack's records are known by heart; nothing else can fail.
                throw ProgrammeError(file: file, line: row.line, .file(.unreadable))
            }
        }
        for field in collection.fields where field.required && values[field.number].isNull {
            // It begins with a value of its own.
            values[field.number] = field.initial
            guard field.initial.isNull else { continue }
            throw ProgrammeError(file: file, line: row.line, .data(.cellMissing(field.name)))
        }
        return values
    }
}

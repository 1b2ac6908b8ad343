import SQLiteTables
import SyncModel

/// A row that had the id of another row of its table, which has its marks still.
struct RowCopy {
    let table: LocalTable
    let id: RecordID
    let shown: [Value]
}

/// A table that another program built anew takes what ours never would: other types, rows without an id or under the
/// same one. It is made again as it was made first, with the rows that are in it (clause R42), so that everything else
/// here meets one shape.
struct TableMaker {
    let connection: StoreConnection
    let host: Host
    let programme: InstalledProgramme

    /// - Returns: `nil` if all programme.tables are as they were made; else the copies that have no place in them.
    func remakeTables() throws -> [RowCopy]? {
        let due = try programme.tables.filter { try !isAsMade($0) }
        return due.isEmpty ? nil : try due.flatMap(remake)
    }

    private func sql(_ table: LocalTable) throws -> CaptureSQL {
        CaptureSQL(programme: try programme.needed(), collection: table.collection)
    }

    // MARK: - Shapes

    /// A column as the schema has it.
    private struct Column: Hashable {
        var name: String
        var type: String
        var isRequired: Bool
        var isKey = false
    }

    private func columns(of table: String) throws -> [Column] {
        try connection.all("SELECT name, type, \"notnull\", pk FROM pragma_table_info(?)", table) { row in
            Column(
                name: row.string(0),
                type: row.string(1).uppercased(),
                isRequired: row.integer(2) != 0,
                isKey: row.integer(3) != 0
            )
        }
    }

    private func isAsMade(_ table: LocalTable) throws -> Bool {
        let isStrict = try connection.first(
            "SELECT type, strict FROM pragma_table_list WHERE schema = 'main' AND name = ?",
            table.collection.name
        ) { $0.string(0) == "table" && $0.integer(1) != 0 }
        guard isStrict == true else { return false }
        let made =
            [Column(name: "id", type: "TEXT", isRequired: true, isKey: true)]
            + StoreSchema.meta.map { Column(name: $0, type: $0 == "_state" ? "BLOB" : "INTEGER", isRequired: false) }
            + table.collection.fields.map { field in
                Column(name: field.name, type: ColumnDDL.type(of: field), isRequired: ColumnDDL.isRequired(field))
            }
        return Set(made).isSubset(of: try columns(of: table.collection.name))
    }

    private func refuse(_ table: LocalTable, _ fault: ReplicaProblem.OthersFault) -> ReplicaError {
        ReplicaError(.storage, .others(fault), at: table.collection.name)
    }

    // MARK: - Making again

    private func remake(_ table: LocalTable) throws -> [RowCopy] {
        let old = try columns(of: table.collection.name)
        guard !old.isEmpty else {
            try connection.execute(try sql(table).createTable)
            return []
        }
        let names = Set(old.map { $0.name.lowercased() })
        try checkShape(table, old, names)
        let rows = OldRows(table, names)
        try checkValues(table, rows)
        let made = ColumnDDL.quoted("_\(table.collection.name)_\(host.random() % 1_000_000)")
        try connection.execute(try sql(table).createTable(named: made))
        let own = Set((["id"] + StoreSchema.meta + table.collection.fields.map(\.name)).map { $0.lowercased() })
        let others = old.filter { !own.contains($0.name.lowercased()) }
        for other in others {
            let type = ["INT", "INTEGER", "REAL", "TEXT", "BLOB"].contains(other.type) ? other.type : "ANY"
            try connection.execute("ALTER TABLE \(made) ADD COLUMN \(ColumnDDL.quoted(other.name)) \(type)")
        }
        let rest = rows.fields + others.map { ColumnDDL.quoted($0.name) }
        let into = (table.columnNames + others.map { ColumnDDL.quoted($0.name) }).joined(separator: ", ")
        let kept = ([OldRows.id] + rows.marks + rest).joined(separator: ", ")
        // Such rows get their ids where all do that have none (R41).
        let single = (["'?' || row_number() OVER ()"] + rows.marks.map { _ in "NULL" } + rest).joined(separator: ", ")
        try connection.execute(
            "INSERT INTO \(made)(\(into)) SELECT \(kept) FROM \(rows.numbered) WHERE _place = 1 AND _text IS NOT NULL"
        )
        // One that nothing is known of stands for itself; one under the id of a record that is known may be an old copy
        // of that.
        let isAlone = "_text IS NULL OR _place > 1 AND (SELECT _stream FROM \(made) AS m WHERE m.id = _text) IS NULL"
        try connection.execute("INSERT INTO \(made)(\(into)) SELECT \(single) FROM \(rows.numbered) WHERE \(isAlone)")
        let copies = try copies(table, rows, beside: made)
        try partAlike(table, rows, in: made)
        try putInPlace(table, made)
        return copies
    }

    private func checkShape(_ table: LocalTable, _ old: [Column], _ names: Set<String>) throws {
        let kind = try connection.first(
            "SELECT type FROM pragma_table_list WHERE schema = 'main' AND name = ? COLLATE NOCASE",
            table.collection.name
        ) { $0.string(0) }
        guard kind == "table" else {
            throw refuse(table, .tableReplaced)
        }
        // Columns that came back empty would look as if somebody had emptied them.
        let lost = (["id"] + table.collection.fields.map(\.name)).filter { !names.contains($0.lowercased()) }
        guard lost.isEmpty else { throw refuse(table, .columnsLost(lost)) }
        // Numbers in the place of all ids: nobody could tell the records from new ones.
        guard !old.contains(where: { $0.name.lowercased() == "id" && $0.type.contains("INT") }) else {
            throw refuse(table, .numbersForIDs)
        }
    }

    /// What a column cannot hold would be lost.
    private func checkValues(_ table: LocalTable, _ rows: OldRows) throws {
        for (field, value) in zip(table.collection.fields, rows.fields) where ColumnDDL.type(of: field) == "INTEGER" {
            let read = try connection.prepare(
                """
                SELECT _text, \(ColumnDDL.quoted(field.name)) FROM \(rows.numbered) WHERE typeof(\(value)) NOT IN \
                ('integer', 'null') LIMIT 1
                """
            )
            guard try read.step() else { continue }
            throw refuse(table, .noInteger(read.string(1), field: field.name, record: read.string(0)))
        }
    }

    private func copies(_ table: LocalTable, _ rows: OldRows, beside made: String) throws -> [RowCopy] {
        let read = try connection.prepare(
            """
            SELECT _text, \(rows.fields.joined(separator: ", ")) FROM \(rows.numbered) \
            WHERE _place > 1 AND (SELECT _stream FROM \(made) AS m WHERE m.id = _text) IS NOT NULL
            """
        )
        var found: [RowCopy] = []
        while try read.step() {
            guard let id = read.record(0) else { continue }
            found.append(RowCopy(table: table, id: id, shown: (0..<table.fieldCount).map { read.value(Int32($0) + 1) }))
        }
        return found
    }

    /// Of a number and a text that read the same nobody can tell which one a reference means: it stays, and is refused.
    private func partAlike(_ table: LocalTable, _ rows: OldRows, in made: String) throws {
        let alike =
            """
            SELECT _text FROM \(rows.numbered) WHERE typeof(id) <> 'null' GROUP BY 1 HAVING count(DISTINCT typeof(id)) \
            > 1
            """
        try connection.execute("UPDATE \(made) SET id = '?=' || id WHERE _stream IS NULL AND id IN (\(alike))")
    }

    /// What other programs hung on the table hangs on it again.
    private func putInPlace(_ table: LocalTable, _ made: String) throws {
        let own = Set(try sql(table).triggerNames)
        let others = try connection.all(
            """
            SELECT name, sql FROM sqlite_master WHERE tbl_name = ? COLLATE NOCASE AND type IN ('index', \
            'trigger') AND sql IS NOT NULL ORDER BY rowid
            """,
            table.collection.name
        ) { own.contains($0.string(0)) ? nil : $0.string(1) }
        // Views that name the table would keep its place from being filled.
        try connection.execute(
            """
            DROP TABLE \(table.quotedName); PRAGMA legacy_alter_table = ON; ALTER TABLE \(made) RENAME TO \
            \(table.quotedName); \
            PRAGMA legacy_alter_table = OFF
            """
        )
        for sql in others { try connection.execute(sql) }
    }
}

/// The rows of a table in another shape, as expressions of SQL.
private struct OldRows {
    /// All rows with `_text`, what their ids read as, and `_place` among those that read the same: those with marks
    /// first.
    let numbered: String
    static let id = "_text"
    let marks: [String]
    let fields: [String]

    /// - Parameter names: of all columns, in small letters.
    init(_ table: LocalTable, _ names: Set<String>) {
        // Marks that are not all what we write there say nothing.
        let isMarked =
            StoreSchema.meta.allSatisfy(names.contains)
            ? """
            typeof(_stream) = 'integer' AND 'integer' IN (typeof(_pos), typeof(_edit)) AND typeof(_state) IN \
            ('blob', 'null') AND 
            """
                + StoreSchema.meta.dropLast().map { "typeof(\($0)) IN ('integer', 'null')" }.joined(separator: " AND ")
            : "0"
        marks = StoreSchema.meta.map { isMarked == "0" ? "NULL" : "CASE WHEN \(isMarked) THEN \($0) END" }
        fields = table.collection.fields.map { field in
            let column = ColumnDDL.quoted(field.name)
            let value = ColumnDDL.type(of: field) == "INTEGER" ? Self.integer(column) : Self.text(column)
            let empty = ColumnDDL.empty(field)
            return empty.isNull ? value : "ifnull(\(value), \(ColumnDDL.literal(empty)))"
        }
        let hex = "lower(hex(id))"
        let parts = [(1, 8), (9, 4), (13, 4), (17, 4), (21, 12)].map { "substr(\(hex), \($0.0), \($0.1))" }.joined(
            separator: " || '-' || "
        )
        let text = "CASE WHEN typeof(id) = 'blob' AND length(id) = 16 THEN \(parts) ELSE CAST(id AS TEXT) END"
        numbered =
            """
            (SELECT *, row_number() OVER (PARTITION BY _text ORDER BY _isUnknown) AS _place \
            FROM (SELECT *, \(text) AS _text, NOT (\(isMarked)) AS _isUnknown FROM \(table.quotedName)))
            """
    }

    private static func integer(_ column: String) -> String {
        let whole = "CAST(\(column) AS INTEGER)"
        return """
            CASE typeof(\(column)) WHEN 'real' THEN iif(\(column) = \(whole), \(whole), \(column)) \
            WHEN 'text' THEN CASE WHEN trim(\(column)) = '' THEN NULL WHEN CAST(\(whole) AS TEXT) = trim(\(column)) \
            THEN \(whole) \
            WHEN trim(\(column)) NOT GLOB '*[^0-9.+-]*' AND CAST(\(column) AS REAL) = \(whole) THEN \(whole) ELSE \
            \(column) END \
            ELSE \(column) END
            """
    }

    private static func text(_ column: String) -> String {
        let whole = "CAST(\(column) AS INTEGER)"
        return
            """
            nullif(CASE WHEN typeof(\(column)) = 'real' AND \(column) = \(whole) THEN CAST(\(whole) AS TEXT) ELSE \
            CAST(\(column) AS TEXT) END, '')
            """
    }
}

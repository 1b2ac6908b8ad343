import SQLiteTables
import SyncModel

/// A row that had the id of another row of its table, which has its marks still.
struct RowCopy {
    let plan: CollectionPlan
    let id: RecordID
    let shown: [Value]
}

/// A table that another program built anew takes what ours never would: other types, rows without an id or under the same one. It is made
/// again as it was made first, with the rows that are in it (clause R42), so that everything else here meets one shape.
extension Session {
    /// - Returns: `nil` if all tables are as they were made; else the copies that have no place in them.
    func remakeTables() throws -> [RowCopy]? {
        let due = try plans.filter { try !isAsMade($0) }
        return due.isEmpty ? nil : try due.flatMap(remake)
    }

    private func sql(_ plan: CollectionPlan) throws -> CaptureSQL {
        CaptureSQL(programme: try needProgramme(), collection: plan.collection)
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
        let read = try statement("SELECT name, type, \"notnull\", pk FROM pragma_table_info(?)")
        read.bind(1, table)
        var found: [Column] = []
        while try read.step() {
            found.append(
                Column(
                    name: read.string(0),
                    type: read.string(1).uppercased(),
                    isRequired: read.integer(2) != 0,
                    isKey: read.integer(3) != 0
                )
            )
        }
        return found
    }

    private func isAsMade(_ plan: CollectionPlan) throws -> Bool {
        let read = try statement("SELECT type, strict FROM pragma_table_list WHERE schema = 'main' AND name = ?")
        read.bind(1, plan.collection.name)
        defer { read.reset() }
        guard try read.step(), read.string(0) == "table", read.integer(1) != 0 else { return false }
        let made =
            [Column(name: "id", type: "TEXT", isRequired: true, isKey: true)]
            + StoreSchema.meta.map { Column(name: $0, type: $0 == "_state" ? "BLOB" : "INTEGER", isRequired: false) }
            + plan.collection.fields.map { field in
                Column(name: field.name, type: ColumnDDL.type(of: field), isRequired: ColumnDDL.isRequired(field))
            }
        return Set(made).isSubset(of: try columns(of: plan.collection.name))
    }

    private func refuse(_ plan: CollectionPlan, _ words: String) -> ReplicaError {
        ReplicaError(.storage, "\(plan.collection.name): \(words)")
    }

    // MARK: - Making again

    private func remake(_ plan: CollectionPlan) throws -> [RowCopy] {
        let old = try columns(of: plan.collection.name)
        guard !old.isEmpty else {
            try execute(try sql(plan).createTable)
            return []
        }
        let names = Set(old.map { $0.name.lowercased() })
        try checkShape(plan, old, names)
        let rows = OldRows(plan, names)
        try checkValues(plan, rows)
        let made = ColumnDDL.quoted("_\(plan.collection.name)_\(host.random() % 1_000_000)")
        try execute(try sql(plan).createTable(named: made))
        let own = Set((["id"] + StoreSchema.meta + plan.collection.fields.map(\.name)).map { $0.lowercased() })
        let others = old.filter { !own.contains($0.name.lowercased()) }
        for other in others {
            let type = ["INT", "INTEGER", "REAL", "TEXT", "BLOB"].contains(other.type) ? other.type : "ANY"
            try execute("ALTER TABLE \(made) ADD COLUMN \(ColumnDDL.quoted(other.name)) \(type)")
        }
        let rest = rows.fields + others.map { ColumnDDL.quoted($0.name) }
        let into = (plan.columnNames + others.map { ColumnDDL.quoted($0.name) }).joined(separator: ", ")
        let kept = ([OldRows.id] + rows.marks + rest).joined(separator: ", ")
        // Such rows get their ids where all do that have none (R41).
        let single = (["'?' || row_number() OVER ()"] + rows.marks.map { _ in "NULL" } + rest).joined(separator: ", ")
        try execute("INSERT INTO \(made)(\(into)) SELECT \(kept) FROM \(rows.numbered) WHERE _place = 1 AND _text IS NOT NULL")
        // One that nothing is known of stands for itself; one under the id of a record that is known may be an old copy of that.
        let isAlone = "_text IS NULL OR _place > 1 AND (SELECT _stream FROM \(made) AS m WHERE m.id = _text) IS NULL"
        try execute("INSERT INTO \(made)(\(into)) SELECT \(single) FROM \(rows.numbered) WHERE \(isAlone)")
        let copies = try copies(plan, rows, beside: made)
        try partAlike(plan, rows, in: made)
        try putInPlace(plan, made)
        return copies
    }

    private func checkShape(_ plan: CollectionPlan, _ old: [Column], _ names: Set<String>) throws {
        let read = try statement("SELECT type FROM pragma_table_list WHERE schema = 'main' AND name = ? COLLATE NOCASE")
        read.bind(1, plan.collection.name)
        defer { read.reset() }
        guard try read.step(), read.string(0) == "table" else {
            throw refuse(plan, "another program put something else in the place of this table. Let it drop that; nothing was changed.")
        }
        // Columns that came back empty would look as if somebody had emptied them.
        let lost = (["id"] + plan.collection.fields.map(\.name)).filter { !names.contains($0.lowercased()) }.joined(separator: ", ")
        guard lost.isEmpty else {
            throw refuse(
                plan,
                "another program made this table anew without \(lost). Let it put back what is missing, with its values: \(lost); nothing was changed."
            )
        }
        // Numbers in the place of all ids: nobody could tell the records from new ones.
        guard !old.contains(where: { $0.name.lowercased() == "id" && $0.type.contains("INT") }) else {
            throw refuse(
                plan,
                "another program made this table anew with numbers for ids. Let it make the column id as TEXT, with the ids that stood there; nothing was changed."
            )
        }
    }

    /// What a column cannot hold would be lost.
    private func checkValues(_ plan: CollectionPlan, _ rows: OldRows) throws {
        for (field, value) in zip(plan.collection.fields, rows.fields) where ColumnDDL.type(of: field) == "INTEGER" {
            let read = try RawStatement(
                connection,
                "SELECT _text, \(ColumnDDL.quoted(field.name)) FROM \(rows.numbered) WHERE typeof(\(value)) NOT IN ('integer', 'null') LIMIT 1"
            )
            guard try read.step() else { continue }
            throw refuse(
                plan,
                "another program wrote “\(read.string(1))” as \(field.name) of \(read.string(0)), where a whole number stands. Let it write one; nothing was changed."
            )
        }
    }

    private func copies(_ plan: CollectionPlan, _ rows: OldRows, beside made: String) throws -> [RowCopy] {
        let read = try RawStatement(
            connection,
            """
            SELECT _text, \(rows.fields.joined(separator: ", ")) FROM \(rows.numbered) \
            WHERE _place > 1 AND (SELECT _stream FROM \(made) AS m WHERE m.id = _text) IS NOT NULL
            """
        )
        var found: [RowCopy] = []
        while try read.step() {
            guard let id = read.record(0) else { continue }
            found.append(RowCopy(plan: plan, id: id, shown: (0..<plan.fieldCount).map { read.value(Int32($0) + 1) }))
        }
        return found
    }

    /// Of a number and a text that read the same nobody can tell which one a reference means: it stays, and is refused.
    private func partAlike(_ plan: CollectionPlan, _ rows: OldRows, in made: String) throws {
        let alike = "SELECT _text FROM \(rows.numbered) WHERE typeof(id) <> 'null' GROUP BY 1 HAVING count(DISTINCT typeof(id)) > 1"
        try execute("UPDATE \(made) SET id = '?=' || id WHERE _stream IS NULL AND id IN (\(alike))")
    }

    /// What other programs hung on the table hangs on it again.
    private func putInPlace(_ plan: CollectionPlan, _ made: String) throws {
        let own = Set(try sql(plan).triggerNames)
        let read = try statement(
            "SELECT name, sql FROM sqlite_master WHERE tbl_name = ? COLLATE NOCASE AND type IN ('index', 'trigger') AND sql IS NOT NULL ORDER BY rowid"
        )
        read.bind(1, plan.collection.name)
        var others: [String] = []
        while try read.step() {
            if !own.contains(read.string(0)) { others.append(read.string(1)) }
        }
        // Views that name the table would keep its place from being filled.
        try execute(
            """
            DROP TABLE \(plan.table); PRAGMA legacy_alter_table = ON; ALTER TABLE \(made) RENAME TO \(plan.table); \
            PRAGMA legacy_alter_table = OFF
            """
        )
        for sql in others { try execute(sql) }
    }
}

/// The rows of a table in another shape, as expressions of SQL.
private struct OldRows {
    /// All rows with `_text`, what their ids read as, and `_place` among those that read the same: those with marks first.
    let numbered: String
    static let id = "_text"
    let marks: [String]
    let fields: [String]

    /// - Parameter names: of all columns, in small letters.
    init(_ plan: CollectionPlan, _ names: Set<String>) {
        // Marks that are not all what we write there say nothing.
        let isMarked =
            StoreSchema.meta.allSatisfy(names.contains)
            ? "typeof(_stream) = 'integer' AND 'integer' IN (typeof(_pos), typeof(_edit)) AND typeof(_state) IN ('blob', 'null') AND "
                + StoreSchema.meta.dropLast().map { "typeof(\($0)) IN ('integer', 'null')" }.joined(separator: " AND ") : "0"
        marks = StoreSchema.meta.map { isMarked == "0" ? "NULL" : "CASE WHEN \(isMarked) THEN \($0) END" }
        fields = plan.collection.fields.map { field in
            let column = ColumnDDL.quoted(field.name)
            let value = ColumnDDL.type(of: field) == "INTEGER" ? Self.integer(column) : Self.text(column)
            let empty = ColumnDDL.empty(field)
            return empty.isNull ? value : "ifnull(\(value), \(ColumnDDL.literal(empty)))"
        }
        let hex = "lower(hex(id))"
        let parts = [(1, 8), (9, 4), (13, 4), (17, 4), (21, 12)].map { "substr(\(hex), \($0.0), \($0.1))" }.joined(separator: " || '-' || ")
        let text = "CASE WHEN typeof(id) = 'blob' AND length(id) = 16 THEN \(parts) ELSE CAST(id AS TEXT) END"
        numbered =
            """
            (SELECT *, row_number() OVER (PARTITION BY _text ORDER BY _isUnknown) AS _place \
            FROM (SELECT *, \(text) AS _text, NOT (\(isMarked)) AS _isUnknown FROM \(plan.table)))
            """
    }

    private static func integer(_ column: String) -> String {
        let whole = "CAST(\(column) AS INTEGER)"
        return """
            CASE typeof(\(column)) WHEN 'real' THEN iif(\(column) = \(whole), \(whole), \(column)) \
            WHEN 'text' THEN CASE WHEN trim(\(column)) = '' THEN NULL WHEN CAST(\(whole) AS TEXT) = trim(\(column)) THEN \(whole) \
            WHEN trim(\(column)) NOT GLOB '*[^0-9.+-]*' AND CAST(\(column) AS REAL) = \(whole) THEN \(whole) ELSE \(column) END \
            ELSE \(column) END
            """
    }

    private static func text(_ column: String) -> String {
        let whole = "CAST(\(column) AS INTEGER)"
        return
            "nullif(CASE WHEN typeof(\(column)) = 'real' AND \(column) = \(whole) THEN CAST(\(whole) AS TEXT) ELSE CAST(\(column) AS TEXT) END, '')"
    }
}

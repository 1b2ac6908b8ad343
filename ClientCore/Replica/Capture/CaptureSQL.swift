import SQLiteTables
import SyncModel

/// Tables and triggers of one collection: what any SQL tool meets. Tried in thousands of random scripts; see DESIGN.md.
struct CaptureSQL {
    let programme: Programme
    let collection: Programme.Collection

    private var table: String { ColumnDDL.quoted(collection.name) }
    private func name(_ field: Programme.Field) -> String { ColumnDDL.quoted(field.name) }

    /// A UUIDv7 without functions of ours, so that every tool can insert.
    static let newID = """
        (printf('%08x-%04x-7%03x-%04x-%012x', (CAST((julianday('now')-2440587.5)*86400000 AS INTEGER)>>16)&4294967295, \
        CAST((julianday('now')-2440587.5)*86400000 AS INTEGER)&65535, random()&4095, 32768|(random()&16383), \
        random()&281474976710655))
        """

    /// What the text of an id looks like.
    static let idPattern = [8, 4, 4, 4, 12].map { String(repeating: "[0-9a-f]", count: $0) }.joined(separator: "-")

    var createTable: String { createTable(named: table) }

    /// The table that every SQL tool meets: the id, columns of the store, the fields (clause R1).
    ///
    /// - Parameter table: in quotes.
    func createTable(named table: String) -> String {
        let meta =
            "_stream INTEGER, _pos INTEGER, _device INTEGER, _edit INTEGER, _stamp INTEGER, _level INTEGER, _state BLOB"
        let fields = collection.fields.map {
            ", " + ColumnDDL.declaration(of: $0, beginning: collection.beginning(of: $0))
        }.joined()
        return "CREATE TABLE \(table)(id TEXT NOT NULL PRIMARY KEY DEFAULT \(Self.newID), \(meta)\(fields)) STRICT"
    }

    /// For the fields that a newer programme added: records from before show nothing in them, as they do everywhere
    /// else.
    func addColumns(beyond count: Int) -> [String] {
        collection.fields.dropFirst(count).flatMap { field -> [String] in
            let add =
                """
                ALTER TABLE \(table) ADD COLUMN \
                \(ColumnDDL.declaration(of: field, beginning: collection.beginning(of: field)))
                """
            guard ColumnDDL.empty(field).isNull, !collection.beginning(of: field).isNull else { return [add] }
            return [add, "UPDATE \(table) SET \(name(field)) = NULL"]
        }
    }

    private static let kinds = ["before_insert", "insert", "before_update", "meta", "before_delete"]

    private func trigger(_ kind: String) -> String { ColumnDDL.quoted("_\(collection.name)_\(kind)") }

    private var isUndeletable: Bool { collection.delete == .forbid || collection.rule.isWrittenOnce }

    /// The triggers that the table must have.
    var triggerNames: [String] { Self.kinds.map { "_\(collection.name)_\($0)" } }

    var dropTriggers: [String] { Self.kinds.map { "DROP TRIGGER IF EXISTS \(trigger($0))" } }

    /// What stood there is logged before a statement changes it: triggers of other programs on the same table run in an
    /// order of their own and may write the row again.
    ///
    /// - Parameter uniques: unique indexes that other programs made: a REPLACE removes the rows that have the same
    ///   there.
    func createTriggers(uniques: [UniqueIndex]) -> [String] {
        let number = collection.number
        let append = "INSERT INTO _capture(at, collection, id, op, old)"
        let displaced = displaced(by: uniques)
        let differs = collection.fields.map { "OLD.\(name($0)) IS NOT NEW.\(name($0))" }.joined(separator: " OR ")
        let deletion =
            isUndeletable
            ? """
            SELECT RAISE(ABORT, \
            \(ColumnDDL.literal("\(collection.name): records of this collection are never deleted")))
            """
            : "\(append) VALUES (julianday('now'), \(number), OLD.id, 'd', \(old("OLD.")))"
        let displacing =
            displaced.isEmpty
            ? ""
            : "\(append) SELECT julianday('now'), \(number), id, 'r', \(old("")) FROM \(table) "
                + "WHERE id <> OLD.id AND (0\(displaced)); "
        return [
            // One trigger for guards and for what a REPLACE may displace: each further one would cost every insert.
            """
            CREATE TRIGGER \(trigger("before_insert")) BEFORE INSERT ON \(table) BEGIN \
            SELECT CASE\(checks(inserting: true)) END; \
            \(append) SELECT julianday('now'), \(number), id, 'r', \(old("")) FROM \(table) WHERE id = \
            NEW.id\(displaced); END
            """,
            // The id of a new row is certain only now.
            """
            CREATE TRIGGER \(trigger("insert")) AFTER INSERT ON \(table) BEGIN \
            \(append) VALUES (julianday('now'), \(number), NEW.id, 'i', NULL); END
            """,
            """
            CREATE TRIGGER \(trigger("before_update")) BEFORE UPDATE ON \(table) BEGIN \
            SELECT CASE\(checks(inserting: false)) END; \
            \(append) SELECT julianday('now'), \(number), OLD.id, 'u', \(old("OLD.")) WHERE \
            \(differs.isEmpty ? "0" : differs); \
            \(displacing)END
            """,
            """
            CREATE TRIGGER \(trigger("meta")) BEFORE UPDATE OF \(StoreSchema.meta.joined(separator: ", ")) ON \(table) \
            BEGIN \
            SELECT RAISE(ABORT, \
            \(ColumnDDL.literal("\(collection.name): columns that begin with _ belong to the sync store"))); END
            """,
            "CREATE TRIGGER \(trigger("before_delete")) BEFORE DELETE ON \(table) BEGIN \(deletion); END",
        ]
    }

    /// Other rows that have what the new one has in a unique index.
    func displaced(by uniques: [UniqueIndex]) -> String {
        uniques.map { index in
            let same = index.columns.map {
                """
                \(ColumnDDL.quoted($0.name)) = NEW.\(ColumnDDL.quoted($0.name)) COLLATE \
                \(ColumnDDL.quoted($0.collation))
                """
            }
            return " OR (\(same.joined(separator: " AND ")))"
        }.joined()
    }

    /// The old row: first what REPLACE would wipe, then the fields by number.
    private func old(_ row: String) -> String {
        var columns = StoreSchema.meta.dropLast().map { row + $0 }
        columns.append("CASE WHEN \(row)_state IS NULL THEN NULL ELSE hex(\(row)_state) END")
        columns += collection.fields.map { row + name($0) }
        // A function takes 127 arguments at most. Inside its brackets a list neither begins nor ends with one: texts
        // stand in quotes.
        let lists = stride(from: 0, to: columns.count, by: 100).map { start in
            "json_array(\(columns[start..<min(start + 100, columns.count)].joined(separator: ", ")))"
        }
        guard lists.count > 1 else { return lists.joined() }
        return "'[' || " + lists.map { "rtrim(ltrim(\($0), '['), ']')" }.joined(separator: " || ',' || ") + " || ']'"
    }

    /// The guards: what the programme forbids is refused whoever writes it (clause R2).
    private func checks(inserting: Bool) -> String {
        var cases: [String] = []
        func refuse(_ condition: String, _ message: String) {
            cases.append(" WHEN \(condition) THEN RAISE(ABORT, \(ColumnDDL.literal(message)))")
        }
        if inserting {
            refuse(
                "NEW.id NOT GLOB '\(Self.idPattern)'",
                "\(collection.name).id: a lower-case UUID, or none to get a new one"
            )
        } else {
            refuse("NEW.id IS NOT OLD.id", "\(collection.name).id: the id of a record never changes")
        }
        for field in collection.fields {
            let place = "\(collection.name).\(field.name)"
            let column = "NEW.\(name(field))"
            let unchanged = inserting ? "" : "\(column) IS NOT OLD.\(name(field)) AND "
            if !inserting {
                if collection.key.contains(field.name) {
                    refuse("\(column) IS NOT OLD.\(name(field))", "\(place): a key field never changes")
                }
                if field.rule.isWrittenOnce {
                    refuse("\(column) IS NOT OLD.\(name(field))", "\(place): never changes; add a new record")
                }
                if field.rule.hasMoves, let moves = moves(field) {
                    refuse("\(unchanged)NOT (\(moves.condition))", "\(place): \(moves.words)")
                }
            }
            if field.rule.isOfServer {
                refuse(
                    inserting ? "\(column) IS NOT NULL" : "\(column) IS NOT OLD.\(name(field))",
                    "\(place): the server computes it"
                )
                continue
            }
            if field.required {
                let blank = ColumnDDL.type(of: field) == "TEXT" ? " OR \(FieldGuard.isBlank(column))" : ""
                refuse("\(column) IS NULL\(blank)", "\(place): required")
            }
            if inserting, field.rule.hasMoves, !field.initial.isNull {
                let first =
                    [field.initial.text ?? ""] + field.moves.filter { .text($0.from) == field.initial }.map(\.to)
                let words = first.joined(separator: ", ")
                refuse(
                    """
                    \(column) IS NOT NULL AND \(column) NOT IN \
                    (\(first.map { ColumnDDL.literal($0) }.joined(separator: ", ")))
                    """,
                    "\(place): a record begins as one of \(words)"
                )
            }
            if let rule = FieldGuard.rule(of: field, column: column) {
                refuse("\(unchanged)\(column) IS NOT NULL AND NOT (\(rule.condition))", "\(place): \(rule.words)")
            }
        }
        return cases.joined()
    }

    private func moves(_ field: Programme.Field) -> (condition: String, words: String)? {
        guard !field.moves.isEmpty else { return nil }
        let steps = field.moves.map {
            """
            (OLD.\(name(field)) IS \(ColumnDDL.literal($0.from)) AND NEW.\(name(field)) IS \(ColumnDDL.literal($0.to)))
            """
        }
        let words = field.moves.map { "\($0.from) to \($0.to)" }.joined(separator: ", ")
        return (steps.joined(separator: " OR "), "only \(words)")
    }
}

/// What a value must be for the database itself to take it from another tool. The drain checks the rest.
enum FieldGuard {
    /// Nothing to the eye: blank, tab, line ends, no-break and ideographic space. Only what begins so is looked
    /// through: a function costs an insert ten times what a comparison does.
    static func isBlank(_ column: String) -> String {
        let ranges = [("\u{a0}", "\u{a1}"), ("\u{3000}", "\u{3001}")].map {
            " OR (\(column) >= '\($0)' AND \(column) < '\($1)')"
        }
        return "((\(column) < '!'\(ranges.joined())) AND trim(\(column), char(32, 9, 10, 13, 160, 12288)) = '')"
    }

    private static let identifier = [8, 4, 4, 4, 12].map { String(repeating: "[0-9a-fA-F]", count: $0) }.joined(
        separator: "-"
    )

    static func rule(of field: Programme.Field, column: String) -> (condition: String, words: String)? {
        switch field.type {
        case .text:
            field.maxLength.map { ("length(\(column)) <= \($0)", "at most \($0) characters") }
        case .integer: range(field, column)
        case .boolean: ("\(column) = 0 OR \(column) = 1", "0 or 1")
        case .datetime:
            ("\(column) BETWEEN -62135596800000 AND 253402300799999", "milliseconds since 1970, in the years 1 to 9999")
        case .decimal: decimal(field, column)
        // Without a modifier date() hands 2024-02-30 back as it is.
        case .date:
            (
                "length(\(column)) = 10 AND date(\(column), '+0 days') IS \(column) AND \(column) >= '0001'",
                "a date such as 2024-03-01"
            )
        case .option: option(field, column)
        case .set:
            (
                """
                \(column) = '[]' OR (json_valid(\(column)) AND json_type(\(column)) = 'array' \
                AND NOT EXISTS (SELECT 1 FROM json_each(\(column)) WHERE type <> 'text'))
                """, "a JSON array of texts"
            )
        case .ref: ("\(column) GLOB '\(identifier)'", "the id of a record")
        case .blob:
            (
                "length(\(column)) = 64 AND \(column) NOT GLOB '*[^0-9a-f]*'",
                "the SHA-256 of a file, as 64 hexadecimal digits"
            )
        }
    }

    /// An OR chain where it is short: IN (…) builds a table for every row. An expression may not be deeper than 1,000.
    private static func option(_ field: Programme.Field, _ column: String) -> (condition: String, words: String) {
        let keys = field.options.map { ColumnDDL.literal($0.key) }
        let words =
            "one of " + field.options.prefix(20).map(\.key).joined(separator: ", ") + (keys.count > 20 ? " …" : "")
        guard !keys.isEmpty else { return ("1", words) }
        return (
            keys.count > 30
                ? "\(column) IN (\(keys.joined(separator: ", ")))"
                : keys.map { "\(column) = \($0)" }.joined(separator: " OR "), words
        )
    }

    /// In any spelling; as many digits after the point as the field has, zeros at the end not counted.
    private static func decimal(_ field: Programme.Field, _ column: String) -> (condition: String, words: String) {
        let digits = field.digits ?? 18
        let fraction = "length(rtrim(substr(\(column), instr(\(column), '.') + 1), '0'))"
        return (
            """
            \(column) GLOB '*[0-9]' AND \(column) NOT GLOB '*[^-+0-9.]*' AND \(column) NOT GLOB '?*[-+]*' AND \
            \(column) NOT GLOB '*.*.*' \
            AND length(\(column)) <= 60 AND (instr(\(column), '.') = 0 OR \(fraction) <= \(digits))
            """, "a decimal number such as 61.25, at most \(digits) digits after the point"
        )
    }

    private static func range(_ field: Programme.Field, _ column: String) -> (condition: String, words: String)? {
        switch (field.min, field.max) {
        case (let low?, let high?): ("\(column) BETWEEN \(low) AND \(high)", "\(low) to \(high)")
        case (let low?, nil): ("\(column) >= \(low)", "at least \(low)")
        case (nil, let high?): ("\(column) <= \(high)", "at most \(high)")
        case (nil, nil): nil
        }
    }
}

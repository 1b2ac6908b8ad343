import ChangeFeed
import SQLiteTables
import SyncModel

extension Snapshot {
    private static let goneColumns = GoneColumn.sql

    func record(_ record: RecordID, in collection: Int) throws -> StoredRecord? {
        let table = try table(collection)
        let statement = try table.byID.get()
        statement.bind(1, record)
        defer { statement.reset() }
        if try statement.step() { return try stored(statement, in: table) }
        return try tombstone(record, in: collection)
    }

    func stored(_ statement: RawStatement, in table: CollectionTable) throws -> StoredRecord {
        do {
            return try table.row(statement, streams: stream(numbered:), devices: deviceID(numbered:))
        } catch is DamagedBytes {
            let record = statement.record(RowColumn.id)?.text ?? statement.string(RowColumn.id)
            throw StoreFailure(.unreadable(collection: table.collection.name, record: record))
        }
    }

    func tombstone(_ record: RecordID, in collection: Int) throws -> StoredRecord? {
        let statement = try connection.statement(
            "SELECT \(Self.goneColumns) FROM _gone WHERE id = ? AND collection = ? AND moved = 0"
        )
        statement.bind(1, record)
        statement.bind(2, collection)
        defer { statement.reset() }
        guard try statement.step() else { return nil }
        let stream = try stream(numbered: statement.integer(GoneColumn.stream))
        guard let blob = statement.blob(GoneColumn.state) else { throw StoreFailure.damaged }
        let state = try StateBlob.decode(blob, collection: collection, record: record, stream: stream)
        return StoredRecord(
            stream: stream,
            body: .state(state),
            authorship: try authorship(statement, from: GoneColumn.device.rawValue)
        )
    }

    /// Reads the three columns that say who wrote: device, edit, since.
    func authorship(_ statement: RawStatement, from column: Int32) throws -> Authorship? {
        guard !statement.isNull(column) else { return nil }
        return Authorship(
            device: try deviceID(numbered: statement.integer(column)),
            edit: EditNumber(statement.unsigned(column + 1)),
            since: Position(statement.unsigned(column + 2))
        )
    }

    func stream(of record: RecordID, in collection: Int) throws -> Stream? {
        let statement = try table(collection).streamByID.get()
        statement.bind(1, record)
        defer { statement.reset() }
        if try statement.step() { return try stream(numbered: statement.integer(0)) }
        let gone = try connection.statement("SELECT stream FROM _gone WHERE id = ? AND collection = ? AND moved = 0")
        gone.bind(1, record)
        gone.bind(2, collection)
        defer { gone.reset() }
        return try gone.step() ? try stream(numbered: gone.integer(0)) : nil
    }

    func entries(
        of stream: Stream,
        after: Position,
        besides own: OwnChanges?,
        _ body: (StoredEntry) throws -> Bool
    ) throws {
        try flushIfWriting()
        guard let number = try streamNumber(stream) else { return }
        var sources: [EntrySource] = []
        defer { for source in sources { source.statement.reset() } }
        for (collection, last) in try lasts(of: number) where last > after {
            let table = collection == StreamPart.gone ? nil : try table(collection)
            let statement =
                try table?.byPosition.get()
                ?? connection.statement(
                    "SELECT \(Self.goneColumns) FROM _gone WHERE stream = ? AND pos > ? ORDER BY pos"
                )
            statement.bind(1, number)
            statement.bind(2, after)
            if try statement.step() { sources.append(EntrySource(statement: statement, table: table)) }
        }
        // The collections' sources are merged by position; a stream has few of them.
        while let next = sources.indices.min(by: { sources[$0].position < sources[$1].position }) {
            let statement = sources[next].statement
            guard try body(try entry(statement, in: sources[next].table, besides: own)) else { return }
            if try statement.step() { sources[next].readPosition() } else { sources.remove(at: next) }
        }
    }

    private func entry(
        _ statement: RawStatement,
        in table: CollectionTable?,
        besides own: OwnChanges?
    ) throws -> StoredEntry {
        guard let table else { return .gone(try gone(statement)) }
        if let own, let authorship = try authorship(statement, from: RowColumn.device.rawValue), own.cover(authorship) {
            return .own(statement.position(RowColumn.position))
        }
        return .record(try stored(statement, in: table))
    }

    func gone(_ record: RecordID, in collection: Int, from stream: Stream) throws -> GoneEntry? {
        guard let number = try streamNumber(stream) else { return nil }
        let statement = try connection.statement(
            """
            SELECT \(Self.goneColumns) FROM _gone WHERE id = ? AND collection = ? AND stream = ? ORDER BY pos DESC \
            LIMIT 1
            """
        )
        statement.bind(1, record)
        statement.bind(2, collection)
        statement.bind(3, number)
        defer { statement.reset() }
        return try statement.step() ? try gone(statement) : nil
    }

    /// One table's rows of a stream, by position.
    private struct EntrySource {
        let statement: RawStatement
        let table: CollectionTable?
        private(set) var position: Position

        init(statement: RawStatement, table: CollectionTable?) {
            self.statement = statement
            self.table = table
            position = .zero
            readPosition()
        }

        /// Of the row on which the statement stands.
        mutating func readPosition() {
            position = table == nil ? statement.position(GoneColumn.pos) : statement.position(RowColumn.position)
        }
    }

    private func lasts(of number: Int64) throws -> [(collection: Int, last: Position)] {
        let statement = try connection.statement("SELECT collection, last FROM _stream_part WHERE stream = ?")
        statement.bind(1, number)
        defer { statement.reset() }
        var lasts: [(collection: Int, last: Position)] = []
        while try statement.step() { lasts.append((Int(statement.integer(0)), Position(statement.unsigned(1)))) }
        return lasts
    }

    private func gone(_ statement: RawStatement) throws -> GoneEntry {
        guard let record = statement.record(GoneColumn.id) else { throw StoreFailure.damaged }
        return GoneEntry(
            collection: Int(statement.integer(GoneColumn.collection)),
            record: record,
            position: statement.position(GoneColumn.pos),
            moves: UInt32(truncatingIfNeeded: statement.integer(GoneColumn.moves)),
            moved: statement.integer(GoneColumn.moved) != 0,
            authorship: try authorship(statement, from: GoneColumn.device.rawValue)
        )
    }

    func scan(_ collection: Int, where conditions: [Condition], _ body: (StoredRecord) throws -> Bool) throws {
        let table = try table(collection)
        let statement = try table.scan(conditions)
        while try statement.step() {
            guard try body(try stored(statement, in: table)) else { break }
        }
    }

    func conflicting(_ collection: Int, _ body: (StoredRecord) throws -> Void) throws {
        let table = try table(collection)
        let statement = try table.open.get()
        defer { statement.reset() }
        while try statement.step() { try body(try stored(statement, in: table)) }
    }

    func count(_ collection: Int) throws -> (records: Int, conflicting: Int) {
        let statement = try table(collection).counts.get()
        defer { statement.reset() }
        guard try statement.step() else { return (0, 0) }
        return (Int(statement.integer(0)), Int(statement.integer(1)))
    }

    func leading(to target: RecordID, along path: [(collection: Int, field: Int)]) throws -> [RecordID] {
        var joins = ""
        for (index, step) in path.enumerated() {
            let table = try table(step.collection)
            guard table.collection.fields.indices.contains(step.field) else { throw StoreFailure.damaged }
            let name = ColumnDDL.quoted(table.collection.name)
            joins +=
                index == 0
                ? "\(name) AS t0"
                : " JOIN \(name) AS t\(index) ON t\(index).id = \(try column(path[index - 1], index - 1))"
        }
        guard let last = path.last else { return [target] }
        let sql = "SELECT DISTINCT t0.id FROM \(joins) WHERE \(try column(last, path.count - 1)) = ? ORDER BY t0.id"
        let statement = try connection.statement(sql)
        statement.bind(1, target)
        defer { statement.reset() }
        var found: [RecordID] = []
        while try statement.step() { if let record = statement.record(0) { found.append(record) } }
        return found
    }

    private func column(_ step: (collection: Int, field: Int), _ index: Int) throws -> String {
        "t\(index).\(ColumnDDL.quoted(try table(step.collection).collection.fields[step.field].name))"
    }
}

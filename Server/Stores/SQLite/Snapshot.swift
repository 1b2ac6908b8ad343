import ChangeFeed
import FoundationEssentials
import SQLiteTables
import SyncModel

/// One moment of the file, on one connection.
class Snapshot: FeedSnapshot {
    let connection: Connection
    let cache: ProgrammeVersionCache

    init(_ connection: Connection, cache: ProgrammeVersionCache) {
        self.connection = connection
        self.cache = cache
    }

    func value(_ key: String) throws -> [UInt8]? {
        let statement = try connection.statement("SELECT value FROM _meta WHERE key = ?")
        statement.bind(1, key)
        defer { statement.reset() }
        return try statement.step() ? statement.blob(0) : nil
    }

    func programmes() throws -> ProgrammeVersions { try layout().programmes }

    /// The tables of the programme in force; looked up anew once per transaction, since another program may have loaded
    /// a version.
    func layout() throws -> Layout {
        if let current { return current }
        let statement = try connection.statement("SELECT coalesce(max(version), 0) FROM _programme")
        let version = try statement.step() ? Int(statement.integer(0)) : 0
        statement.reset()
        if let layout = connection.layout, layout.version == version {
            current = layout
            return layout
        }
        let layout = Layout(
            programmes: try cache.versions(upTo: version, from: connection),
            version: version,
            connection: connection
        )
        connection.layout = layout
        current = layout
        return layout
    }

    var current: Layout?

    /// Brings what is only in memory into the file, before it is read in bulk.
    func flushIfWriting() throws {}

    func table(_ number: Int) throws -> CollectionTable { try layout().table(number) }

    // MARK: - Names

    func streamNumber(_ stream: Stream) throws -> Int64? {
        if let number = connection.names.streamNumbers[stream] { return number }
        let statement = try connection.statement("SELECT number FROM _stream WHERE scope = ? AND lane = ?")
        statement.bind(1, stream.scope.text)
        statement.bind(2, Int(stream.lane.rawValue))
        defer { statement.reset() }
        guard try statement.step() else { return nil }
        remember(stream, statement.integer(0))
        return statement.integer(0)
    }

    func stream(numbered number: Int64) throws -> Stream {
        if let stream = connection.names.streams[number] { return stream }
        let statement = try connection.statement("SELECT scope, lane FROM _stream WHERE number = ?")
        statement.bind(1, number)
        defer { statement.reset() }
        guard try statement.step(), let scope = Scope(text: statement.string(0)),
            let lane = Lane(rawValue: UInt8(truncatingIfNeeded: statement.integer(1)))
        else { throw StoreFailure.damaged }
        let stream = Stream(scope: scope, lane: lane)
        remember(stream, number)
        return stream
    }

    func remember(_ stream: Stream, _ number: Int64) {
        connection.names.streamNumbers[stream] = number
        connection.names.streams[number] = stream
    }

    func deviceID(numbered number: Int64) throws -> DeviceID {
        if let device = connection.names.devices[number] { return device }
        let statement = try connection.statement("SELECT id FROM _device WHERE number = ?")
        statement.bind(1, number)
        defer { statement.reset() }
        guard try statement.step(), let device = DeviceID(statement.string(0)) else { throw StoreFailure.damaged }
        connection.names.devices[number] = device
        connection.names.deviceNumbers[device] = number
        return device
    }

    func deviceNumber(_ device: DeviceID) throws -> Int64? {
        if let number = connection.names.deviceNumbers[device] { return number }
        guard let row = try self.device(device) else { return nil }
        connection.names.devices[row.number] = device
        connection.names.deviceNumbers[device] = row.number
        return row.number
    }

    // MARK: - Streams

    func streams() throws -> [StreamInfo] {
        let statement = try connection.statement("SELECT number, head, root FROM _stream")
        defer { statement.reset() }
        var infos: [StreamInfo] = []
        while try statement.step() {
            infos.append(
                StreamInfo(
                    stream: try stream(numbered: statement.integer(0)),
                    head: Position(statement.unsigned(1)),
                    root: Bytes.number(statement.blob(2) ?? []) ?? 0
                )
            )
        }
        return infos
    }

    func head(of stream: Stream) throws -> Position {
        guard let number = try streamNumber(stream) else { return .zero }
        let statement = try connection.statement("SELECT head FROM _stream WHERE number = ?")
        statement.bind(1, number)
        defer { statement.reset() }
        return try statement.step() ? Position(statement.unsigned(0)) : .zero
    }

    func digest(of stream: Stream, collections: Set<Int>?) throws -> StreamDigest {
        guard let number = try streamNumber(stream) else { return StreamDigest() }
        let parts = try parts(of: number).filter { collections?.contains($0.collection) ?? true }
        return DigestBlob.sum(parts.map(\.digest))
    }

    private static let partColumns = PartColumn.sql

    func parts(of number: Int64) throws -> [StreamPart] {
        let statement = try connection.statement(
            "SELECT \(Self.partColumns) FROM _stream_part WHERE stream = ? ORDER BY collection"
        )
        statement.bind(1, number)
        defer { statement.reset() }
        var parts: [StreamPart] = []
        while try statement.step() {
            let digest = try DigestBlob.decode(
                statement.blob(PartColumn.ranges) ?? [],
                count: Int(statement.integer(PartColumn.count))
            )
            let collection = Int(statement.integer(PartColumn.collection))
            parts.append(StreamPart(collection: collection, last: statement.position(PartColumn.last), digest: digest))
        }
        return parts
    }
}

/// What one collection has in one stream; collection -1 stands for the gone entries of all.
struct StreamPart {
    var collection: Int
    /// No record of the collection stands above this position.
    var last: Position
    var digest: StreamDigest
    var isChanged = false

    static let gone = -1
}

/// Programmes decoded once for all connections.
final class ProgrammeVersionCache: Sendable {
    private let known = Locked<[Int: ProgrammeVersions]>([:])

    func versions(upTo version: Int, from connection: Connection) throws -> ProgrammeVersions {
        if version == 0 { return ProgrammeVersions() }
        if let versions = known.with({ $0[version] }) { return versions }
        var versions = ProgrammeVersions()
        let statement = try connection.statement("SELECT version, json FROM _programme ORDER BY version")
        defer { statement.reset() }
        while try statement.step() {
            let json = statement.blob(1) ?? []
            let programme = try JSONDecoder().decode(Programme.self, from: Data(json))
            versions.byNumber[Int(statement.integer(0))] = programme
            versions.current = programme
            versions.json = json
        }
        known.with { [versions] in $0[version] = versions }
        return versions
    }

    /// A programme as devices receive it.
    static func json(of programme: Programme) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        return Array(try encoder.encode(programme))
    }
}

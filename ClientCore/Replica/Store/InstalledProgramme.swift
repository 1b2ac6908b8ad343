import FoundationEssentials
import SQLiteTables
import SyncModel
import Synchronization

/// The installed programme with what each collection's rows need of it. Nobody else writes `_programme`.
final class InstalledProgramme {
    private let connection: StoreConnection
    private let cache: ProgrammeCache
    /// `nil` before the first sync.
    private(set) var programme: Programme?
    /// By the collection's number.
    private(set) var tables: [LocalTable] = []

    init(_ connection: StoreConnection, cache: ProgrammeCache) {
        self.connection = connection
        self.cache = cache
    }

    /// Reads a version, unless it is the one that is here.
    func load(version: Int) throws {
        guard version != programme?.version ?? 0 else { return }
        if let known = cache.programme(version: version) { return use(known) }
        let json = try connection.first("SELECT json FROM _programme WHERE version = ?", version) { $0.blob(0) ?? [] }
        guard let json else { return discard() }
        let programme = try JSONDecoder().decode(Programme.self, from: Data(json))
        cache.keep(programme)
        use(programme)
    }

    /// Puts a programme in the place of the one that was installed.
    func install(_ programme: Programme) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let json = Array(try encoder.encode(programme))
        try connection.execute("DELETE FROM _programme")
        try connection.run("INSERT INTO _programme(version, json) VALUES (?, ?)", programme.version, json)
        use(programme)
    }

    /// A transaction failed: all is read again.
    func discard() {
        programme = nil
        tables = []
    }

    private func use(_ programme: Programme) {
        self.programme = programme
        tables = programme.collections.map { LocalTable($0, in: programme, connection: connection) }
    }

    // MARK: - Needed things

    func needed() throws -> Programme {
        guard let programme else {
            throw ReplicaError(.noProgramme, .name(.noProgramme))
        }
        return programme
    }

    func table(named name: String) throws -> LocalTable {
        guard let number = try needed().collection(named: name)?.number else {
            throw ReplicaError(.unknownName, .name(.noCollection(name)))
        }
        return tables[number]
    }

    func table(_ number: Int) throws -> LocalTable {
        guard tables.indices.contains(number) else {
            throw ReplicaError(.badAnswer, .reply(.noCollection(Int(number))))
        }
        return tables[number]
    }

    /// A table whose number stands in the store; `nil` if the programme does not know it.
    func knownTable(_ number: Int64) -> LocalTable? {
        tables.indices.contains(Int(number)) ? tables[Int(number)] : nil
    }
}

/// The installed programme, decoded once for all connections of a replica.
final class ProgrammeCache: Sendable {
    private let kept = Mutex<Programme?>(nil)

    func programme(version: Int) -> Programme? {
        kept.withLock { $0?.version == version ? $0 : nil }
    }

    func keep(_ programme: Programme) {
        kept.withLock { $0 = programme }
    }
}

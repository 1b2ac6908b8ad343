import Replica
import SyncModel
import SyncWire

/// The whole way in one process, piece by piece: typed in, sent, taken in, served, unpacked, applied.
struct Benchmark {
    let folder: String
    let rows: [[Value]]
    let centre: MeasuredCentre
    let clock = Stopwatch()

    /// How often bare SQLite, typed writes and plain SQL run, by turns.
    private static let turns = 3
    /// Records in one transaction of an app that types in.
    private static let transactionRecords = 500

    init(records: Int, folder: String, host: Host) throws {
        self.folder = folder
        centre = try MeasuredCentre(folder: folder + "/centre", host: host)
        rows = Workload.rows(count: records, site: centre.site)
    }

    /// Times everything.
    /// - Returns: a report for people.
    func run() throws -> String {
        let writers = try (0..<Self.turns).map { try centre.device(folder: folder + "/writer-\($0)") }
        for (turn, writer) in writers.enumerated() {
            try BareSQLite.insert(rows, path: folder + "/bare-\(turn).sqlite", on: clock)
            try typedWrites(writer)
            try plainWrites(folder: folder + "/plain-\(turn)", isDrained: turn == 0)
        }
        let sizes = [try push(writers[0]), try fill()]
        try appWrites()
        let perRecord = sizes.map { ($0 + rows.count / 2) / rows.count }
        return clock.report(records: rows.count) + "\nbytes per record: push \(perRecord[0]), fill \(perRecord[1])"
    }

    private func typedWrites(_ device: MeasuredDevice) throws {
        _ = try device.sync(with: centre, Stopwatch(), answer: .serve, taking: .apply)
        let collection = Workload.programme.collections[1]
        try clock.time(.typed) {
            try device.replica.write(splitting: true) { writer in for row in rows { try writer.create(collection, row) }
            }
        }
    }

    private func push(_ device: MeasuredDevice) throws -> Int {
        let rounds = try device.sync(with: centre, clock, answer: .ingest, taking: .receipts)
        try unpackAndPack(rounds.flatMap(\.request.parcels), device.keys)
        return rounds.reduce(0) { $0 + $1.bytes }
    }

    private func unpackAndPack(_ sent: [SignedParcel], _ keys: ReplicaKeys) throws {
        let publicKey = keys.signing.publicKey
        for signed in sent {
            let parcel = try clock.time(.decodeParcel) { try signed.open(verifying: publicKey) }
            let again = try clock.time(.encodeParcel) { try parcel.signed(by: keys.signing) }
            guard again.hash == signed.hash else { throw BenchmarkError("A parcel changes when it is packed again.") }
        }
    }

    private func fill() throws -> Int {
        let device = try centre.device(folder: folder + "/reader")
        let rounds = try device.sync(with: centre, clock, answer: .serve, taking: .apply)
        let pages = rounds.flatMap(\.pages)
        for page in pages { _ = try clock.time(.encodePage) { try page.encoded() } }
        let records = try device.replica.status().streams.reduce(0) { $0 + $1.records }
        guard records == rows.count + 1 else {
            throw BenchmarkError("The fresh device has \(records) records, not \(rows.count + 1).")
        }
        return rounds.reduce(0) { $0 + $1.bytes }
    }

    private func appWrites() throws {
        let device = try centre.device(folder: folder + "/app")
        try device.replica.install(Workload.programme)
        let fields = Workload.programme.collections[1].fields
        let forms = rows.map { row in Dictionary(uniqueKeysWithValues: fields.map { ($0.name, row[$0.number]) }) }
        try clock.time(.app) {
            try inTransactions { numbers in
                try device.replica.write(splitting: true) { writer in
                    for number in numbers { try writer.create("consultation", forms[number]) }
                }
            }
        }
    }

    private func plainWrites(folder: String, isDrained: Bool) throws {
        let device = try centre.device(folder: folder)
        try device.replica.install(Workload.programme)
        try clock.time(.captured) { try BareSQLite.insertAsTool(rows, path: device.replica.databasePath) }
        guard isDrained else { return }
        let drained = try clock.time(.draining) { try device.replica.drain() }
        guard drained == rows.count else {
            throw BenchmarkError("\(drained) of \(rows.count) rows became change sets.")
        }
    }

    private func inTransactions(_ body: (Range<Int>) throws -> Void) throws {
        for start in stride(from: 0, to: rows.count, by: Self.transactionRecords) {
            try body(start..<min(start + Self.transactionRecords, rows.count))
        }
    }
}

import Synchronization
package import SyncModel
import SyncWire

/// The server of a province: takes change sets in, orders them, and answers what changed.
///
/// All functions block; call them on a thread of your own, never on the cooperative pool.
package final class FeedService: Sendable {
    let store: any FeedStore
    let host: Host
    let keys: ReplicaKeys
    let state = Mutex(ServiceState())
    private let report: @Sendable (String) -> Void

    /// A service over a store; a new store gets its epoch and its keys.
    /// - Parameter report: is told about errors that devices only see as `internal`.
    /// - Throws: ``StoreFailure`` if the store cannot be read.
    package init(store: any FeedStore, host: Host, report: @escaping @Sendable (String) -> Void = { _ in }) throws {
        self.store = store
        self.host = host
        self.report = report
        if let bytes = try store.read({ try $0.value(Self.keysKey) }) {
            keys = try ReplicaKeys(rawRepresentation: bytes)
        } else {
            let fresh = try ReplicaKeys.generate(on: host)
            try store.write { transaction in
                var writer = ByteWriter()
                writer.bits(UInt128(host.random()) << 64 | UInt128(host.random()))
                try transaction.set(Self.epochKey, writer.bytes)
                try transaction.set(Self.keysKey, fresh.rawRepresentation)
            }
            keys = fresh
        }
        let positions = try totalOfPositions()
        state.withLock { $0.positions = positions }
    }

    private static let keysKey = "keys"
    private static let epochKey = "epoch"

    /// The history that this server writes.
    package func epoch() throws -> Epoch {
        try store.read { try epoch($0) }
    }

    func epoch(_ snapshot: any FeedSnapshot) throws -> Epoch {
        guard let bytes = try snapshot.value(Self.epochKey) else { throw StoreFailure.damaged }
        var reader = ByteReader(bytes)
        return Epoch(bits: try reader.bits())
    }

    func raiseRights(_ transaction: any FeedTransaction) throws {
        var reader = ByteReader(try transaction.value(Self.rightsKey) ?? [0])
        var writer = ByteWriter()
        writer.varint(try reader.varint() &+ 1)
        try transaction.set(Self.rightsKey, writer.bytes)
    }

    // MARK: - Failures

    /// What a peer is told about an error: of the server's own business nothing.
    static func wireFailure(for error: any Error) -> WireFailure {
        error as? WireFailure ?? WireFailure(.internalError, .failed)
    }

    /// Writes the server's own business to the log; what a peer is told in full it leaves out.
    func log(_ error: any Error) {
        if error is WireFailure { return }
        if let failed = error as? UnexpectedError {
            report("A change set (\(failed.lane.name) \(failed.send.number)) failed: \(failed.reason)")
        } else {
            report("A request failed: \(error)")
        }
    }

    // MARK: - Small messages

    /// Answers `GET /v1/hello`: who the server is and what it runs.
    package func hello() -> [UInt8] {
        do {
            return try store.read { snapshot in
                let programme = try snapshot.programmes().current
                let hello = Hello(
                    epoch: try epoch(snapshot),
                    programme: programme?.name ?? "",
                    programmeVersion: programme?.version ?? 0,
                    signingKey: keys.signing.publicKey,
                    sealingKey: keys.sealing.publicKey,
                    serverTime: host.wallClock()
                )
                return try hello.encoded()
            }
        } catch {
            return encodedFailure(error)
        }
    }

    /// A failure frame, encoded; the log is told.
    func encodedFailure(_ error: any Error) -> [UInt8] {
        log(error)
        return (try? ReplyFrame.failure(Self.wireFailure(for: error)).encoded()) ?? []
    }

    // MARK: - Waiting

    /// Grows with every change of the store that this process made or saw.
    package func version() -> UInt64 { state.withLock { $0.version } }

    /// Calls `body` after each change: it must return at once.
    /// - Returns: a number for ``removeObserver(_:)``.
    package func onChange(_ body: @escaping @Sendable (UInt64) -> Void) -> Int {
        state.withLock { state in
            defer { state.nextObserver += 1 }
            state.observers[state.nextObserver] = body
            return state.nextObserver
        }
    }

    /// Ends what ``onChange(_:)`` began.
    package func removeObserver(_ number: Int) {
        state.withLock { $0.observers[number] = nil }
    }

    /// Looks whether the store changed, also by another process, and tells the observers if so; cheap, to be called
    /// about once a second.
    package func noticeOthers() {
        guard let positions = try? totalOfPositions() else { return }
        let told: (version: UInt64, observers: [@Sendable (UInt64) -> Void])? = state.withLock { state in
            guard positions != state.positions else { return nil }
            state.positions = positions
            state.version += 1
            return (state.version, state.observers.sorted { $0.key < $1.key }.map(\.value))
        }
        guard let told else { return }
        for observer in told.observers { observer(told.version) }
    }

    private func totalOfPositions() throws -> UInt64 {
        try store.read { try $0.streams().reduce(0) { $0 &+ $1.head.number } }
    }
}

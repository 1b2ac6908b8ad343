public import SyncModel

/// The centre of a province: takes change sets in, orders them, and answers what changed.
///
/// All functions block; call them on a thread of your own, never on the cooperative pool.
public final class FeedService: Sendable {
    let store: any FeedStore
    let host: Host

    /// A service over a store.
    public init(store: any FeedStore, host: Host) throws {
        self.store = store
        self.host = host
    }

    /// Answers one request: an encoded ``SignedRequest``. Emits encoded frames in order; a failure becomes a `failure` frame.
    ///
    /// `emit` may block (back-pressure) and may throw when the peer is gone; nothing more is emitted then.
    public func sync(_ body: [UInt8], emit: ([UInt8]) throws -> Void) {}

    /// Answers `GET /v1/hello`.
    public func hello() -> [UInt8] { [] }

    /// The first step of an enrolment; gives a reply or a failure, encoded.
    public func enrolBegin(_ body: [UInt8]) -> [UInt8] { [] }

    /// The second step of an enrolment; gives a reply or a failure, encoded.
    public func enrolProve(_ body: [UInt8]) -> [UInt8] { [] }

    // MARK: - Waiting

    /// Grows with every commit of this process that changed records, and with those of other processes once ``noticeOthers()`` saw them.
    public func version() -> UInt64 { 0 }

    /// Calls `body` after each such commit, on the writer's thread: it must return at once.
    /// - Returns: a number for ``removeObserver(_:)``.
    public func onChange(_ body: @escaping @Sendable (UInt64) -> Void) -> Int { 0 }

    /// Ends an observation.
    public func removeObserver(_ number: Int) {}

    /// Looks whether another process changed the store, and tells the observers if so; cheap, to be called about once a second.
    public func noticeOthers() {}

    /// The device's public signing key; `nil` if there is no such device or it was revoked.
    public func signingKey(of device: DeviceID) throws -> [UInt8]? { nil }

    /// Something that the device can read lies above what it was last sent.
    public func hasNews(for device: DeviceID) throws -> Bool { false }
}

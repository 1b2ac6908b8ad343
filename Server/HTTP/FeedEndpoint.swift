package import SyncModel
package import SyncWire

/// What the HTTP server needs of the feed; all but ``version()`` blocks, so it runs on the workers' threads only.
package protocol FeedEndpoint: Sendable {
    /// Answers a sync request with frames in order; `emit` may block and throws when the peer is gone.
    /// - Parameter admit: is asked about the device once its signature fits, and throws to send it away.
    func sync(_ body: [UInt8], admit: (DeviceID) throws -> Void, emit: ([UInt8]) throws -> Void)
    /// Who the server is and what it speaks.
    func hello() -> [UInt8]
    /// The first half of an enrolment.
    func enrollBegin(_ body: [UInt8]) -> [UInt8]
    /// The second half of an enrolment.
    func enrollProve(_ body: [UInt8]) -> [UInt8]
    /// What the server holds, asked for by a signed question.
    func reconciliation(_ body: [UInt8], admit: (DeviceID) throws -> Void) -> [UInt8]
    /// The audit of a record, asked for by a signed question.
    func history(_ question: [UInt8], admit: (DeviceID) throws -> Void) throws -> [UInt8]
    /// A long poll, once its signature fits.
    func waiting(_ question: [UInt8]) throws -> WaitRequest
    /// Something that the device can read was not sent to it yet.
    func hasNews(for device: DeviceID) throws -> Bool
    /// Grows with every change of the store; asked from any thread.
    func version() -> UInt64
    /// Calls back after every change of the store, on a thread that must not be kept.
    /// - Returns: a number for ``removeObserver(_:)``.
    func onChange(_ perform: @escaping @Sendable (UInt64) -> Void) -> Int
    /// Ends an observation.
    func removeObserver(_ number: Int)
    /// Looks whether another process changed the store.
    func noticeOthers()
    /// Numbers for `/metrics`.
    func metrics() throws -> [Metric]
}

/// One number for `/metrics`.
package struct Metric: Sendable {
    /// As Prometheus names it, labels included.
    package var name: String
    /// `counter` or `gauge`.
    package var type: String
    /// What it counts.
    package var help: String
    /// The number.
    package var value: Double

    /// A metric from its parts.
    package init(_ name: String, type: String = "gauge", help: String, value: some BinaryInteger) {
        self.name = name
        self.type = type
        self.help = help
        self.value = Double(value)
    }
}

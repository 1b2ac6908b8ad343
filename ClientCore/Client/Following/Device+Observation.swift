public import SyncModel

/// Following: the first element comes at once, equal ones are left out.
extension Device {
    /// Anything that can be read, of one moment each time.
    public func observe<Result: Equatable & Sendable>(
        _ body: @escaping @Sendable (LocalReader) throws -> Result
    ) -> Updates<Result> {
        following { device throws(DuikouError) in try await device.told(body) }
    }

    /// The rows of a statement.
    ///
    /// A literal without the label names a collection (``observe(_:where:)``).
    public func observe(query sql: SQL) -> Updates<QueryResult> { observe { try $0.query(sql) } }

    /// The rows of a statement as values of the app's own.
    public func observe<T: Decodable & Equatable & Sendable>(_ sql: SQL, as type: T.Type) -> Updates<[T]> {
        observe { try $0.query(sql, as: type) }
    }

    /// The records of a collection whose fields have these values.
    public func observe(_ collection: String, where fields: [String: Value] = [:]) -> Updates<[Record]> {
        observe { try $0.records(collection, where: fields) }
    }

    /// One record; `nil` while it is not on this device.
    public func observe(_ collection: String, _ id: RecordID) -> Updates<Record?> {
        observe { try $0.record(collection, id) }
    }

    /// How many records of a collection have these values.
    public func observeCount(_ collection: String, where fields: [String: Value] = [:]) -> Updates<Int> {
        observe { try $0.count(collection, where: fields) }
    }

    /// What is on this device, in numbers, and what its synchronisations do.
    public func observeStatus() -> Updates<DeviceStatus> {
        following { device throws(DuikouError) in try await device.status() }
    }

    private func following<Element: Equatable & Sendable>(
        _ read: @escaping @Sendable (Device) async throws(DuikouError) -> Element
    ) -> Updates<Element> {
        Updates { ReadingAgain(self.changes) { () throws(DuikouError) in try await read(self) } }
    }

    /// Comes back when the server has answered every edit of a record: what was written is in the province by then. It
    /// sends nothing itself: somebody has to synchronise.
    /// - Throws: ``DuikouError`` with the reason if an edit of it was refused, `noSuchRecord` if it is not here,
    ///   `cancelled`, `closed`.
    public func arrived(_ collection: String, _ id: RecordID) async throws(DuikouError) {
        let states = observe { reader in
            ArrivalState(
                record: try reader.record(collection, id),
                refusal: try reader.refused().first { $0.names(id) }?.reason
            )
        }
        for try await state in states {
            if let refusal = state.refusal { throw refusal }
            guard let record = state.record else { throw .missing(collection, id) }
            if !record.isPending { return }
        }
        throw Task.isCancelled ? .cancelled : .closed
    }
}

/// How far the edits of a record have come.
private struct ArrivalState: Hashable, Sendable {
    var record: Record?
    var refusal: DuikouError?
}

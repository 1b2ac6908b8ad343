import ChangeFeed
import SyncModel
import SyncWire

/// The feed's service as the HTTP server sees it.
struct ServiceEndpoint: FeedEndpoint {
    let service: FeedService

    func sync(_ body: [UInt8], admit: (DeviceID) throws -> Void, emit: ([UInt8]) throws -> Void) {
        service.sync(body, admit: admit, emit: emit)
    }

    func reconciliation(_ body: [UInt8], admit: (DeviceID) throws -> Void) -> [UInt8] {
        service.reconciliation(body, admit: admit)
    }
    func hello() -> [UInt8] { service.hello() }
    func enrollBegin(_ body: [UInt8]) -> [UInt8] { service.enrollBegin(body) }
    func enrollProve(_ body: [UInt8]) -> [UInt8] { service.enrollProve(body) }
    func version() -> UInt64 { service.version() }
    func onChange(_ perform: @escaping @Sendable (UInt64) -> Void) -> Int { service.onChange(perform) }
    func removeObserver(_ number: Int) { service.removeObserver(number) }
    func noticeOthers() { service.noticeOthers() }
    func hasNews(for device: DeviceID) throws -> Bool { try service.hasNews(for: device) }

    func history(_ question: [UInt8], admit: (DeviceID) throws -> Void) throws -> [UInt8] {
        let signed = try SignedRequest(decoding: question)
        let request = try signed.openHistory(verifying: key(of: signed.device))
        try admit(request.device)
        try service.answerOnce(request.counter, of: request.device, hash: SHA.hash256(signed.body))
        guard let programme = try service.programme(), programme.collections.indices.contains(request.collection) else {
            throw WireFailure(.badRequest, .noCollection)
        }
        let entries = try service.history(
            programme.collections[request.collection].name,
            request.record,
            for: request.device
        )
        return try HistoryReply(
            entries: entries.map {
                HistoryEntry(
                    device: $0.device,
                    writer: $0.writer,
                    edit: $0.edit,
                    stamp: $0.stamp,
                    received: $0.receivedAt,
                    refusal: $0.refusal,
                    operation: $0.operation,
                    reason: $0.reason
                )
            }
        ).encoded()
    }

    func waiting(_ question: [UInt8]) throws -> WaitRequest {
        let signed = try SignedRequest(decoding: question)
        return try signed.openWait(verifying: key(of: signed.device))
    }

    private func key(of device: DeviceID) throws -> [UInt8] { try service.knownDevice(device).signingKey }

    func metrics() throws -> [Metric] {
        let metrics = try service.metrics()
        return [
            Metric(
                "duikou_sync_requests_total",
                type: "counter",
                help: "Sync requests answered.",
                value: metrics.requests
            ),
            Metric(
                "duikou_sync_failures_total",
                type: "counter",
                help: "Sync requests answered with a failure.",
                value: metrics.failures
            ),
            Metric(
                "duikou_sets_applied_total",
                type: "counter",
                help: "Change sets applied.",
                value: metrics.setsApplied
            ),
            Metric(
                "duikou_sets_refused_total",
                type: "counter",
                help: "Change sets refused.",
                value: metrics.setsRefused
            ),
            Metric(
                "duikou_operations_total",
                type: "counter",
                help: "Operations applied.",
                value: metrics.operationsApplied
            ),
            Metric(
                "duikou_entries_sent_total",
                type: "counter",
                help: "Entries sent in pages.",
                value: metrics.entriesSent
            ),
            Metric("duikou_commits_total", type: "counter", help: "Commits of the writer.", value: metrics.commits),
            Metric("duikou_devices", help: "Devices with rights.", value: metrics.devices),
            Metric("duikou_conflicts", help: "Conflicts that wait for a person.", value: metrics.openConflicts),
            Metric("duikou_parcels", help: "Parcels in the audit log.", value: metrics.parcels),
        ]
            + metrics.records.map {
                Metric("duikou_records{collection=\"\($0.collection)\"}", help: "Live records.", value: $0.count)
            }
    }
}

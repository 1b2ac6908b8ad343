import ArgumentParser
import ClientCore
import Console
import Replica
import SyncEngine
import SyncWire

struct Sync: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: say("Send what was recorded here and fetch what others recorded.", "发送本机登记的内容，并获取其他设备登记的内容。"),
        discussion: say(
            """
            What was typed stays here until the server has it: after a broken line the next sync goes on. \
            Exit 3 means that something needs a \
            person: conflicts, refused changes, or records that differ from the server's.
            """,
            "录入的内容在服务器收到之前一直保留在本机；断线后，下次同步会接着进行。退出码 3 表示有事项需要人处理：冲突、被拒的改动，或与服务器不一致的记录。"
        )
    )

    @OptionGroup var options: DeviceOptions
    @Flag(help: .say("Go on for ever: sync whenever something moves.", "持续运行：一有变化就同步。"))
    var watch = false
    @Flag(help: .say("Print one JSON document (one line each with --watch).", "输出 JSON（--watch 时每次一行）。"))
    var json = false

    func run() async throws {
        try await options.device { device in
            if watch { try await Watch(device: device, json: json).run() }
            let report = try await Self.once(device)
            Self.show(report, json: json)
            if let failure = Self.failure(for: report) { throw failure }
            if report.conflicts > 0 || report.refused > 0 || report.differs { throw Exit.person.code }
        }
    }

    /// One synchronisation with its progress on standard error.
    static func once(_ device: Device) async throws -> SyncReport {
        try await ProgressMeter.following { show in try await device.sync(progress: show) }
    }

    static func show(_ report: SyncReport, json: Bool) {
        let summary = report.summary
        if json {
            Output.line(
                JSON.object([
                    JSON.Member("sent", JSON(summary.sent)),
                    JSON.Member("received", JSON(summary.received)),
                    JSON.Member("conflicts", JSON(report.conflicts)),
                    JSON.Member("refused", JSON(report.refused)),
                    JSON.Member("pending", JSON(report.pending)),
                    JSON.Member("bytesSent", JSON(summary.traffic.sent)),
                    JSON.Member("bytesReceived", JSON(summary.traffic.received)),
                    JSON.Member("roundTrips", JSON(summary.roundTrips)),
                    JSON.Member("complete", .boolean(report.isComplete)),
                    JSON.Member("differs", .boolean(report.differs)),
                ]).compact
            )
            return
        }
        Output.line(
            say(
                "Records sent: \(summary.sent), received: \(summary.received).",
                "已发送 \(summary.sent) 条记录，收到 \(summary.received) 条。"
            )
        )
        if report.pendingRecords > 0 { Output.line(Sentences.waiting(report.pending, records: report.pendingRecords)) }
        if report.conflicts > 0 {
            Output.line(
                say(
                    "Conflicts that wait for a decision: \(report.conflicts). See “duikou conflicts”.",
                    "有 \(report.conflicts) 项冲突待裁定，请用“duikou conflicts”查看。"
                )
            )
        }
        if report.refused > 0 {
            Output.line(
                say(
                    "Refused changes: \(report.refused). See “duikou refused”.",
                    "有 \(report.refused) 项改动被拒，请用“duikou refused”查看。"
                )
            )
        }
        if report.differs { Sentences.differs.lines(in: .current).forEach { Output.line($0) } }
        if report.isComplete {
            Output.line(
                report.refused > 0
                    ? say("Everything else is in step.", "其余内容已全部同步。") : say("Everything is in step.", "已全部同步。")
            )
        }
    }

    /// What keeps a synchronisation from being done.
    static func failure(for report: SyncReport) -> Failure? {
        switch report.summary.ending {
        case .done where report.pending > 0 || report.pendingRecords > 0:
            Failure(
                .failed,
                Text(
                    en: "Not everything was sent: some was typed meanwhile, or the server has not answered it.",
                    zh: "还有内容没有发送：它们是在同步期间录入的，或服务器尚未答复。"
                ),
                advice: Text(en: "Run “duikou sync” again.", zh: "请再次运行“duikou sync”。")
            )
        case .done: nil
        case .noConnection(let failure): Sentences.line(failure, whatIsKept: true)
        case .serverUnwell(let failure): Sentences.rejected(failure, .offline)
        case .identitySplit(let failure), .rejected(let failure): Sentences.rejected(failure)
        case .deviceFailed: report.error.map { Sentences.device($0) }
        case .stopped, nil:
            Failure(.failed, Text(en: "The sync was stopped.", zh: "同步已中止。"), advice: Sentences.kept)
        }
    }
}

/// Synchronises whenever something moves here or at the server.
///
/// Its one loop: a line that failed is tried again after a pause that doubles up to ``pauseSecondsMax``, until the
/// program is ended.
struct Watch {
    private static let pauseSecondsMax = 60

    let device: Device
    let json: Bool

    /// Goes on until the device may not go on, or the program is ended.
    func run() async throws {
        var pauseSeconds = 2
        while true {
            let version = try? await device.waitForServer(after: nil, seconds: 0)
            let report = try await Sync.once(device)
            Sync.show(report, json: json)
            guard let failure = Sync.failure(for: report) else {
                pauseSeconds = 2
                await movement(after: version)
                continue
            }
            guard mayPass(report.summary.ending) else { throw failure }
            if !json { failure.lines(in: .current).forEach(Output.error) }
            try await Task.sleep(for: .seconds(pauseSeconds))
            pauseSeconds = min(pauseSeconds * 2, Self.pauseSecondsMax)
        }
    }

    /// Another try may end otherwise: what answers at the address today is not always the server.
    private func mayPass(_ ending: SyncEnding?) -> Bool {
        switch ending {
        case .done, .noConnection, .serverUnwell: true
        case .identitySplit, .rejected, .deviceFailed, .stopped, nil: false
        }
    }

    /// Waits for something to move on the server or here, or for some time to pass.
    private func movement(after version: UInt64?) async {
        await withTaskGroup { group in
            group.addTask {
                do {
                    _ = try await device.waitForServer(after: version)
                } catch {
                    // No line, or none for long: look again after a while.
                    try? await Task.sleep(for: .seconds(10))
                }
            }
            group.addTask { await Self.edits(device) }
            await group.next()
            group.cancelAll()
        }
    }

    /// Comes back when something here waits to be sent.
    private static func edits(_ device: Device) async {
        while !Task.isCancelled {
            if let pending = try? await device.storedStatus().pending, pending > 0 { return }
            try? await Task.sleep(for: .seconds(1))
        }
    }
}

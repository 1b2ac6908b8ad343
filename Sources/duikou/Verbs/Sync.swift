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
            "A broken line loses nothing: the next sync goes on. Exit 3 means that conflicts or refused changes wait for a person.",
            "断线不会丢失数据，下次同步会接着进行。退出码 3 表示有冲突或被拒的改动等人处理。"
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
            if report.conflicts > 0 || report.refused > 0 { throw Exit.person.code }
        }
    }

    /// One synchronisation with its progress on standard error.
    static func once(_ device: Device) async throws -> SyncReport {
        let meter = ProgressMeter()
        let report = try await device.client.sync { meter.show($0) }
        meter.finish()
        return report
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
                ]).compact
            )
            return
        }
        Output.line(
            say("Records sent: \(summary.sent), received: \(summary.received).", "已发送 \(summary.sent) 条记录，收到 \(summary.received) 条。")
        )
        if report.pending > 0 { Output.line(say("Still waiting to be sent: \(report.pending).", "仍待发送：\(report.pending)。")) }
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
                say("Refused changes: \(report.refused). See “duikou refused”.", "有 \(report.refused) 项改动被拒，请用“duikou refused”查看。")
            )
        }
        if report.differs {
            Output.line(
                say("Device and server hold different records: run “duikou verify --repair”.", "本机与服务器的记录不一致：请运行“duikou verify --repair”。")
            )
        }
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
        case .done where report.pending > 0:
            Failure(
                en: "Edits not sent yet: \(report.pending). They were typed meanwhile, or the server has not answered them.",
                zh: "还有 \(report.pending) 项改动未发送：它们是在同步期间录入的，或服务器尚未答复。",
                adviceEn: "Run “duikou sync” again.",
                adviceZh: "请再次运行“duikou sync”。"
            )
        case .done: nil
        case .noConnection(let failure):
            Failure(
                .offline,
                Text(translating: failure.sentence, else: "没有连接"),
                advice: Text(en: "Nothing is lost; the next sync goes on from here.", zh: "数据没有丢失，下次同步会接着进行。")
            )
        case .serverUnwell(let failure):
            Failure(
                .offline,
                Text(translating: failure.message, else: "服务器暂时无法处理"),
                advice: Text(en: "Nothing is lost; try again in a while.", zh: "数据没有丢失，请稍后再试。")
            )
        case .identitySplit: Sentences.identitySplit()
        case .rejected(let failure):
            Failure(
                .failed,
                Text(translating: failure.message, else: "服务器拒绝了本次同步"),
                advice: Text(
                    en: "Nothing is lost; ask the administrator whether this device is still enrolled.",
                    zh: "数据没有丢失，请向管理员确认本设备是否仍在注册状态。"
                )
            )
        case .deviceFailed(let sentence): Failure(.failed, Text(translating: sentence, else: "本机数据库无法继续"))
        case .stopped, nil:
            Failure(
                en: "The sync was stopped; nothing is lost.",
                zh: "同步已中止，数据没有丢失。",
                adviceEn: "Run it again to go on.",
                adviceZh: "再次运行即可继续。"
            )
        }
    }
}

/// Synchronises whenever something moves here or at the server.
///
/// Its one loop: a line that failed is tried again after a pause that doubles up to ``pauseSecondsMax``, until the program is ended.
struct Watch {
    private static let pauseSecondsMax = 60

    let device: Device
    let json: Bool

    /// Goes on until the device may not go on, or the program is ended.
    func run() async throws {
        var pauseSeconds = 2
        while true {
            let version = try? await device.client.waitForServer(after: nil, seconds: 0)
            let report = try await Sync.once(device)
            Sync.show(report, json: json)
            guard let failure = Sync.failure(for: report) else {
                pauseSeconds = 2
                await movement(after: version)
                continue
            }
            if failure.exit == .failed, report.summary.ending != .done { throw failure }
            if !json { failure.lines(in: .current).forEach(Output.error) }
            try await Task.sleep(for: .seconds(pauseSeconds))
            pauseSeconds = min(pauseSeconds * 2, Self.pauseSecondsMax)
        }
    }

    /// Waits for something to move on the server or here, or for some time to pass.
    private func movement(after version: UInt64?) async {
        let client = device.client
        await withTaskGroup { group in
            group.addTask {
                do {
                    _ = try await client.waitForServer(after: version)
                } catch {
                    // No line, or none for long: look again after a while.
                    try? await Task.sleep(for: .seconds(10))
                }
            }
            group.addTask { await Self.edits(client) }
            await group.next()
            group.cancelAll()
        }
    }

    /// Comes back when something here waits to be sent.
    private static func edits(_ client: Client) async {
        while !Task.isCancelled {
            if let pending = try? await client.status().pending, pending > 0 { return }
            try? await Task.sleep(for: .milliseconds(Client.pollMilliseconds * 4))
        }
    }
}

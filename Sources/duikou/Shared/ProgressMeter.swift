import ClientCore
import Console
import Foundation
import Synchronization

/// Progress on standard error: a bar that returns to the start of its line on a terminal, a plain line now and then
/// otherwise. Where nothing moves for a while it says what is waited for.
///
/// Edits go first and pages come after them, so the bar and the time left are first those of sending, then those of
/// receiving.
final class ProgressMeter: Sendable {
    /// How much of something is left.
    private struct Gauge {
        var left = 0
        /// What was left when it was most, and since when.
        var most = 0
        var began = ContinuousClock.now

        mutating func set(_ left: Int, _ now: ContinuousClock.Instant) {
            self.left = left
            if left > most { (most, began) = (left, now) }
        }

        /// What is done, from 0 to 1.
        var share: Double { most == 0 ? 0 : Double(most - left) / Double(most) }
    }

    private struct State {
        var latest: SyncProgress?
        /// When something moved last.
        var moved = ContinuousClock.now
        var said = ContinuousClock.now
        var isShown = false
        var sending = Gauge()
        var receiving = Gauge()
    }

    private static let cells = 20
    /// After so long without a move people are told what is waited for, and as often again where there is no bar.
    private static let patience: Duration = .seconds(3)

    private let state = Mutex(State())
    private let isTerminal = Output.errorIsTerminal
    private let interval: Duration

    private init() {
        interval = isTerminal ? .milliseconds(100) : Self.patience
    }

    /// Does something that reports its progress, and takes the bar away in the end.
    static func following<Result: Sendable>(
        _ work: (@escaping @Sendable (SyncProgress) -> Void) async throws -> Result
    ) async throws -> Result {
        let meter = ProgressMeter()
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { while (try? await Task.sleep(for: .seconds(1))) != nil { meter.tick() } }
            defer {
                group.cancelAll()
                meter.finish()
            }
            return try await work { meter.show($0) }
        }
    }

    /// Asks the server something and says so if the answer takes its time.
    static func awaiting<Result: Sendable>(_ work: () async throws -> Result) async throws -> Result {
        try await following { show in
            show(SyncProgress(phase: .awaiting))
            return try await work()
        }
    }

    private func show(_ progress: SyncProgress) {
        let line = state.withLock { state -> String? in
            let now = ContinuousClock.now
            if progress != state.latest { (state.latest, state.moved) = (progress, now) }
            state.sending.set(progress.changesToSend, now)
            state.receiving.set(progress.changesToCome, now)
            guard progress.phase == .exchanging, now - state.said >= interval else { return nil }
            state.said = now
            state.isShown = true
            return text(progress, progress.changesToSend > 0 ? state.sending : state.receiving, now)
        }
        if let line { say(line) }
    }

    /// A second passed.
    private func tick() {
        let line = state.withLock { state -> String? in
            let now = ContinuousClock.now
            guard let latest = state.latest, now - state.moved >= Self.patience,
                now - state.said >= (isTerminal ? .zero : interval)
            else {
                return nil
            }
            state.said = now
            state.isShown = true
            return Self.waiting(latest.phase, seconds: Int((now - state.moved) / .seconds(1)))
        }
        if let line { say(line) }
    }

    private func say(_ line: String) {
        if isTerminal { Output.progress(line) } else { Output.error(line) }
    }

    private func finish() {
        if isTerminal, state.withLock({ $0.isShown }) { Output.endProgress() }
    }

    /// What nothing but time is needed for.
    private static func waiting(_ phase: SyncProgress.Phase, seconds: Int) -> String {
        switch phase {
        case .preparing: Console.say("reading what is to be sent (\(seconds) s)", "正在读取待发送的内容（\(seconds) 秒）")
        case .sending: Console.say("connecting and sending (\(seconds) s)", "正在连接并发送（\(seconds) 秒）")
        case .awaiting: Console.say("waiting for the server to answer (\(seconds) s)", "正在等待服务器应答（\(seconds) 秒）")
        case .exchanging: Console.say("waiting for more from the server (\(seconds) s)", "正在等待服务器的后续数据（\(seconds) 秒）")
        case .waiting(let pause):
            Console.say("trying again in \(left(of: pause, seconds)) s", "\(left(of: pause, seconds)) 秒后重试")
        }
    }

    /// Unit: seconds, never none.
    private static func left(of pause: Duration, _ seconds: Int) -> Int {
        max(1, Int((pause / .seconds(1)).rounded(.up)) - seconds)
    }

    private func text(_ progress: SyncProgress, _ gauge: Gauge, _ now: ContinuousClock.Instant) -> String {
        let bytes = Self.bytes(progress.sentBytes + progress.receivedBytes)
        let figures = Console.say(
            "sent \(progress.sent), received \(progress.received) records, \(bytes)",
            "已发送 \(progress.sent) 条，已收到 \(progress.received) 条，\(bytes)"
        )
        return bar(gauge) + figures + left(progress) + time(left: gauge.share, since: now - gauge.began)
    }

    private func left(_ progress: SyncProgress) -> String {
        if progress.changesToSend > 0 {
            return Console.say(", changes to go: \(progress.changesToSend)", "，还有 \(progress.changesToSend) 条改动待发送")
        }
        return progress.changesToCome > 0
            ? Console.say(", changes to come: \(progress.changesToCome)", "，还有 \(progress.changesToCome) 项改动待接收") : ""
    }

    private func bar(_ gauge: Gauge) -> String {
        guard isTerminal, gauge.left > 0 else { return "" }
        let full = Int(gauge.share * Double(Self.cells))
        return String(repeating: "█", count: full) + String(repeating: "░", count: Self.cells - full)
            + " \(Int(gauge.share * 100)) %  "
    }

    private func time(left share: Double, since elapsed: Duration) -> String {
        // From the first hundredth on the speed so far says something.
        guard share >= 0.01, share < 1 else { return "" }
        let seconds = Int((elapsed / .seconds(1)) * (1 - share) / share) + 1
        return seconds < 120
            ? Console.say(", about \(seconds) s left", "，约剩 \(seconds) 秒")
            : Console.say(", about \(seconds / 60) min left", "，约剩 \(seconds / 60) 分钟")
    }

    private static func bytes(_ count: Int) -> String {
        count < 1_000_000 ? "\(count / 1_000) kB" : "\(count / 1_000_000).\(count / 100_000 % 10) MB"
    }
}

import ClientCore
import Console
import Foundation
import SyncEngine
import Synchronization

/// Progress on standard error: a bar that returns to the start of its line on a terminal, a plain line now and then otherwise.
///
/// Edits go first and pages come after them, so the bar and the time left are first those of sending, then those of receiving.
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
        var last = ContinuousClock.now
        var isShown = false
        var sending = Gauge()
        var receiving = Gauge()
    }

    private static let cells = 20

    private let state = Mutex(State())
    private let isTerminal = Output.errorIsTerminal
    private let interval: Duration

    init() {
        interval = isTerminal ? .milliseconds(100) : .seconds(3)
    }

    func show(_ progress: SyncProgress) {
        let line = state.withLock { state -> String? in
            let now = ContinuousClock.now
            state.sending.set(progress.pending, now)
            state.receiving.set(progress.ahead, now)
            guard now - state.last >= interval else { return nil }
            state.last = now
            state.isShown = true
            return text(progress, progress.pending > 0 ? state.sending : state.receiving, now)
        }
        guard let line else { return }
        if isTerminal { Output.progress("\r" + line + "\u{1b}[K") } else { Output.error(line) }
    }

    /// Clears the bar.
    func finish() {
        if isTerminal, state.withLock({ $0.isShown }) { Output.progress("\r\u{1b}[K") }
    }

    private func text(_ progress: SyncProgress, _ gauge: Gauge, _ now: ContinuousClock.Instant) -> String {
        let bytes = Self.bytes(progress.traffic.sent + progress.traffic.received)
        let figures = say(
            "sent \(progress.sent), received \(progress.received) records, \(bytes)",
            "已发送 \(progress.sent) 条，已收到 \(progress.received) 条，\(bytes)"
        )
        let line = bar(gauge) + figures + left(progress) + time(left: gauge.share, since: now - gauge.began)
        switch progress.phase {
        case .preparing, .exchanging: return line
        case .waiting(let milliseconds):
            let seconds = (milliseconds + 999) / 1_000
            return line + say("; trying again in \(seconds) s", "；\(seconds) 秒后重试")
        }
    }

    private func left(_ progress: SyncProgress) -> String {
        if progress.pending > 0 { return say(", edits to go: \(progress.pending)", "，还有 \(progress.pending) 项改动待发送") }
        return progress.ahead > 0 ? say(", changes to come: \(progress.ahead)", "，还有 \(progress.ahead) 项改动待接收") : ""
    }

    private func bar(_ gauge: Gauge) -> String {
        guard isTerminal, gauge.left > 0 else { return "" }
        let full = Int(gauge.share * Double(Self.cells))
        return String(repeating: "█", count: full) + String(repeating: "░", count: Self.cells - full) + " \(Int(gauge.share * 100)) %  "
    }

    private func time(left share: Double, since elapsed: Duration) -> String {
        // From the first hundredth on the speed so far says something.
        guard share >= 0.01, share < 1 else { return "" }
        let seconds = Int((elapsed / .seconds(1)) * (1 - share) / share) + 1
        return seconds < 120
            ? say(", about \(seconds) s left", "，约剩 \(seconds) 秒") : say(", about \(seconds / 60) min left", "，约剩 \(seconds / 60) 分钟")
    }

    private static func bytes(_ count: Int) -> String {
        count < 1_000_000 ? "\(count / 1_000) kB" : "\(count / 1_000_000).\(count / 100_000 % 10) MB"
    }
}

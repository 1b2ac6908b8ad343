import ClientCore
import Console
import Foundation
import SyncEngine
import Synchronization

/// Progress on standard error: a bar that returns to the start of its line on a terminal, a plain line now and then otherwise.
///
/// How much there is to send is known, so the bar and the time left are those of sending; what is still to come the server does not say.
final class ProgressMeter: Sendable {
    private struct State {
        var last = ContinuousClock.now
        var isShown = false
        /// Edits that waited when most of them did, and since when.
        var most = 0
        var began = ContinuousClock.now
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
            if progress.pending > state.most { (state.most, state.began) = (progress.pending, now) }
            guard now - state.last >= interval else { return nil }
            state.last = now
            state.isShown = true
            return text(progress, state, now)
        }
        guard let line else { return }
        if isTerminal { Output.progress("\r" + line + "\u{1b}[K") } else { Output.error(line) }
    }

    /// Clears the bar.
    func finish() {
        if isTerminal, state.withLock({ $0.isShown }) { Output.progress("\r\u{1b}[K") }
    }

    private func text(_ progress: SyncProgress, _ state: State, _ now: ContinuousClock.Instant) -> String {
        let bytes = Self.bytes(progress.traffic.sent + progress.traffic.received)
        let figures = say(
            "sent \(progress.sent), received \(progress.received) records, \(bytes)",
            "已发送 \(progress.sent) 条，已收到 \(progress.received) 条，\(bytes)"
        )
        let left = progress.pending > 0 ? say(", edits to go: \(progress.pending)", "，还有 \(progress.pending) 项改动") : ""
        let share = state.most == 0 ? 0 : Double(state.most - progress.pending) / Double(state.most)
        let line = bar(share, isKnown: progress.pending > 0) + figures + left + time(left: share, since: now - state.began)
        switch progress.phase {
        case .preparing, .exchanging: return line
        case .waiting(let milliseconds):
            let seconds = (milliseconds + 999) / 1_000
            return line + say("; trying again in \(seconds) s", "；\(seconds) 秒后重试")
        }
    }

    private func bar(_ share: Double, isKnown: Bool) -> String {
        guard isTerminal, isKnown else { return "" }
        let full = Int(share * Double(Self.cells))
        return String(repeating: "█", count: full) + String(repeating: "░", count: Self.cells - full) + " \(Int(share * 100)) %  "
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

import ClientCore
import Console
import Foundation
import SyncEngine
import Synchronization

/// Progress on standard error: a bar that returns to the start of its line on a terminal, a plain line now and then otherwise.
final class ProgressMeter: Sendable {
    private struct State {
        var last = ContinuousClock.now
        var isShown = false
    }

    private let state = Mutex(State())
    private let isTerminal = Output.errorIsTerminal
    private let interval: Duration

    init() {
        interval = isTerminal ? .milliseconds(100) : .seconds(3)
    }

    func show(_ progress: SyncProgress) {
        let isDue = state.withLock { state in
            let now = ContinuousClock.now
            guard now - state.last >= interval else { return false }
            state.last = now
            state.isShown = true
            return true
        }
        guard isDue else { return }
        let line = text(progress)
        if isTerminal { Output.progress("\r" + line + "\u{1b}[K") } else { Output.error(line) }
    }

    /// Clears the bar.
    func finish() {
        if isTerminal, state.withLock({ $0.isShown }) { Output.progress("\r\u{1b}[K") }
    }

    private func text(_ progress: SyncProgress) -> String {
        let kilobytes = (progress.traffic.sent + progress.traffic.received) / 1_000
        let figures = say(
            "sent \(progress.sent), received \(progress.received) records, \(kilobytes) kB",
            "已发送 \(progress.sent) 条，已收到 \(progress.received) 条，\(kilobytes) kB"
        )
        let left = progress.pending > 0 ? say(", \(progress.pending) edits to go", "，还有 \(progress.pending) 项") : ""
        switch progress.phase {
        case .preparing: return say("Preparing … ", "准备中 … ") + figures + left
        case .exchanging: return figures + left
        case .waiting(let milliseconds): return say("Waiting \(milliseconds) ms … ", "等待 \(milliseconds) 毫秒 … ") + figures
        }
    }
}

import Foundation
import Replica
import Synchronization

/// Synchronises whenever something moves here or at the server.
///
/// Its loops: a try that failed is made again after a pause that doubles up to the policy's longest; a question to the
/// server about what moved is asked again when it was answered or failed. All of them end with the task of whoever
/// waits for the next report.
final class KeepingInStep: Following {
    typealias Element = SyncReport

    private struct State {
        var last: SyncReport?
        var pause: Duration
        /// What the server's version was before the last synchronisation.
        var version: UInt64?
        var hasEnded = false
    }

    /// A line that cannot be asked about the server's moves is asked again after so long.
    private static let questionPause = Duration.seconds(10)

    private let device: Device
    private let policy: SyncPolicy
    private let state: Mutex<State>

    init(_ device: Device, _ policy: SyncPolicy) {
        (self.device, self.policy) = (device, policy)
        state = Mutex(State(pause: policy.pauses.lowerBound))
    }

    func next() async throws(DuikouError) -> SyncReport? {
        if let last = state.withLock({ $0.last }) {
            guard Self.mayPass(last) else {
                state.withLock { $0.hasEnded = true }
                throw last.error ?? .cancelled
            }
            await rest(after: last)
        }
        while !hasEnded, !(await policy.mayConnect()) { await pause(policy.pauses.lowerBound) }
        guard !hasEnded else { return nil }
        let version = policy.waitsForServer ? try? await device.waitForServer(after: nil, seconds: 0) : nil
        do {
            let report = try await device.sync()
            guard !hasEnded else { return nil }
            state.withLock { state in
                (state.last, state.version) = (report, version)
                if report.isFinished { state.pause = policy.pauses.lowerBound }
            }
            return report
        } catch {
            let isTheEnd = hasEnded
            state.withLock { $0.hasEnded = true }
            if isTheEnd { return nil }
            throw error
        }
    }

    /// The task or the device is over, or an error was thrown.
    private var hasEnded: Bool { Task.isCancelled || device.changes.hasEnded || state.withLock { $0.hasEnded } }

    /// Another try may end otherwise.
    private static func mayPass(_ report: SyncReport) -> Bool {
        switch report.outcome {
        case .done, .offline, .serverBusy: true
        case .identitySplit, .rejected, .failed, .stopped: false
        }
    }

    private func rest(after report: SyncReport) async {
        if report.isFinished {
            device.activity.set(.waiting)
            device.changes.happened()
            await movement()
        } else {
            let length = state.withLock { state in
                defer { state.pause = min(state.pause * 2, policy.pauses.upperBound) }
                return state.pause
            }
            await pause(length)
        }
        device.activity.set(.idle)
    }

    /// Comes back after so long, or when somebody wishes a synchronisation.
    private func pause(_ length: Duration) async {
        device.activity.set(.pausing(until: Date(timeIntervalSinceNow: length / .seconds(1))))
        device.changes.happened()
        await first([
            { try? await Task.sleep(for: length) },
            { [self] in await change { _ in false } },
        ])
    }

    /// Waits for something to move on the server or here, or for some time to pass.
    private func movement() async {
        var waits: [@Sendable () async -> Void] = [
            { [policy] in try? await Task.sleep(for: policy.every) },
            { [self] in
                let isWished = await change { ((try? await $0.storedStatus().pendingRecords) ?? 0) > 0 }
                if !isWished { try? await Task.sleep(for: policy.afterWrite) }
            },
        ]
        if policy.waitsForServer, let version = state.withLock({ $0.version }) {
            waits.append { [self] in await serverMoves(after: version) }
        }
        await first(waits)
    }

    private func serverMoves(after version: UInt64) async {
        while !hasEnded {
            do {
                if try await device.waitForServer(after: version) != version { return }
            } catch {
                // No line, or none for long.
                try? await Task.sleep(for: Self.questionPause)
            }
        }
    }

    /// Waits until something written here fits, or somebody wishes a synchronisation.
    /// - Returns: whether somebody did.
    @discardableResult
    private func change(_ fits: @Sendable (Device) async -> Bool) async -> Bool {
        let wishes = device.wishes.load(ordering: .relaxed)
        while !hasEnded {
            let generation = device.changes.generation
            if device.wishes.load(ordering: .relaxed) != wishes { return true }
            if await fits(device) { return false }
            await device.changes.change(after: generation)
        }
        return true
    }

    /// Comes back when the first of them does; the others end with it.
    private func first(_ waits: [@Sendable () async -> Void]) async {
        await withTaskGroup { group in
            for wait in waits { group.addTask { await wait() } }
            await group.next()
            group.cancelAll()
        }
    }
}

extension SyncReport {
    /// Nothing waits to be tried again.
    fileprivate var isFinished: Bool { outcome == .done && pending == 0 && pendingRecords == 0 }
}

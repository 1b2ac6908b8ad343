import ChangeFeed
import Replica
import SyncEngine
import SyncModel
import SyncWire

/// A whole province in one process: production server, devices and engines; network, clocks, ids and faults from one
/// seed.
final class World {
    let scenario: Scenario
    let dice: Dice
    let clock: WorldClock
    let server: SimulatedServer
    let folder: String
    var participants: [Participant] = []
    var oracle = Oracle()
    var journal = Journal()
    var figures = SimulationFigures()
    /// Faults happen.
    var isStormy = true
    /// Makes every value that is typed another one.
    var serial = 0
    /// Conflicts that somebody decided.
    var decidedConflicts: [Conflict] = []
    /// Conflicts as a device last listed them, by device and conflict.
    var listedConflicts: [String: Conflict] = [:]
    /// Requests that arrive once more, later.
    var lateRequests: [(body: [UInt8], sender: Int)] = []
    /// The programme that the server has.
    var programmeVersion = 1
    /// A folder was copied.
    var hasCopy = false

    init(_ scenario: Scenario, setup: WorldSetup, folder: String) throws {
        self.scenario = scenario
        self.folder = folder
        dice = Dice(seed: scenario.seed)
        clock = WorldClock(milliseconds: setup.now)
        let machine = Machine(clock: clock, dice: dice.fork())
        server = try SimulatedServer(
            setup: setup,
            folders: folder,
            machine: machine,
            hasBrokenMerge: scenario.hasBrokenMerge
        )
        for (index, (placement, identity)) in setup.identities.enumerated() {
            let machine = Machine(clock: clock, dice: dice.fork())
            participants.append(
                try Participant(
                    index: index,
                    placement: placement,
                    identity: identity,
                    folders: folder,
                    machine: machine
                )
            )
        }
    }

    func log(_ line: String) {
        journal.write(line)
    }

    // MARK: - Steps

    /// All steps with faults, then the calm.
    func run() throws {
        for step in 0..<scenario.steps {
            clock.advance(milliseconds: Int64(dice.chance(0.03) ? dice.below(86_400_000) : dice.below(20_000)))
            figures.steps += 1
            guard let device = dice.pick(participants) else { return }
            try beset(device)
            if step == scenario.steps / 2 { try turningPoint() }
            try act(device)
            try checkStep(device)
        }
        try calm()
    }

    private func act(_ device: Participant) throws {
        let work = scenario.workload
        let flying = participants.filter { $0.exchange != nil }
        enum Step { case edit, foreign, decide, refusal, sync, piece }
        let step = dice.pick(weighted: [
            (Step.edit, work.edits), (.foreign, work.foreignEdits), (.decide, work.decisions),
            (.refusal, work.refusals),
            (.sync, work.syncs), (.piece, flying.isEmpty ? 0 : work.pieces),
        ])
        switch step {
        case .piece?:
            // Several pieces at once now and then, so that synchronisations come to an end.
            guard let device = dice.pick(flying) else { return }
            for _ in 0..<dice.number(in: 1...8) where device.exchange != nil { try advance(device) }
        case .sync?: try begin(device)
        case .edit?: if try isReady(device) { try edit(device) }
        case .foreign?: if try isReady(device) { try editWithSQL(device) }
        case .decide?: if try isReady(device) { try decide(device) }
        case .refusal?: if try isReady(device) { try settleRefusal(device) }
        case nil: return
        }
    }

    private func isReady(_ device: Participant) throws -> Bool {
        if try device.isReady() { return true }
        if device.exchange == nil { try begin(device) }
        return false
    }

    /// In the middle of a run the programme grows, or somebody copies a folder.
    private func turningPoint() throws {
        if scenario.workload.hasUpgrade {
            programmeVersion = 2
            log("the programme grows to version 2")
            _ = try server.service.load(programme: Province.programme(version: 2), rows: [])
        }
        if scenario.workload.hasCopy, let original = participants.first {
            hasCopy = true
            oracle.double(by: original.index, copiedTo: participants.count)
            log("somebody copies the folder of \(original.name)")
            let machine = Machine(clock: clock, dice: dice.fork())
            participants.append(try Participant(index: participants.count, copying: original, machine: machine))
            figures.count("copied folder")
        }
    }

    // MARK: - Faults

    private func beset(_ device: Participant) throws {
        let faults = scenario.faults
        if dice.chance(faults.deviceCrash) {
            figures.count("device crash")
            log("\(device.name) dies and starts again")
            try device.crash()
            if dice.chance(0.5) { device.machine.restart() }
        }
        if dice.chance(faults.serverCrash) {
            figures.count("server crash")
            log("the server dies and starts again")
            try server.crash()
        }
        if dice.chance(faults.clockJump) {
            let years = dice.number(in: -30...30)
            let skew = dice.chance(0.3) ? 0 : Int64(years) * 31_557_600_000 + Int64(dice.below(100_000))
            figures.count("clock jump")
            log("the clock of \(device.name) is set \(skew) ms off")
            device.machine.setSkew(milliseconds: skew)
        }
        if let exchange = device.exchange, !exchange.isOver, dice.chance(faults.stopped) {
            figures.count("stopped")
            log("\(device.name) is told to stop syncing")
            exchange.stop()
        }
        if !lateRequests.isEmpty, dice.chance(0.1) { try deliverLate() }
    }

    /// An older request arrives once more; its answer finds nobody.
    func deliverLate() throws {
        let late = lateRequests.remove(at: dice.below(lateRequests.count))
        figures.count("late request")
        log("an older request of desk \(late.sender) arrives once more")
        server.service.sync(late.body) { _ in }
    }
}

/// What a run came to, in numbers.
package struct SimulationFigures: Sendable {
    /// Steps taken.
    package var steps = 0
    /// Synchronisations that ended well.
    package var syncs = 0
    /// Things typed.
    package var typed = 0
    /// Conflicts open on the server at the end.
    package var conflicts = 0
    /// Decisions about conflicts.
    package var decisions = 0
    /// Change sets refused.
    package var refusals = 0
    /// Faults by name.
    package var faults: [String: Int] = [:]

    /// Nothing yet.
    package init() {}

    /// Counts a fault.
    mutating func count(_ fault: String) {
        faults[fault, default: 0] += 1
    }

    /// Adds another run's.
    package static func += (left: inout Self, right: Self) {
        left.steps += right.steps
        left.syncs += right.syncs
        left.typed += right.typed
        left.conflicts += right.conflicts
        left.decisions += right.decisions
        left.refusals += right.refusals
        left.faults.merge(right.faults, uniquingKeysWith: +)
    }
}

/// A checker found something: the run ends there.
struct CheckFailure: Error {
    var checker: String
    var findings: [String]
}

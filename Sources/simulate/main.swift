import ArgumentParser
import SimulationKit

Simulate.main()

/// Random histories with faults, and checkers that look for what must not be.
struct Simulate: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Plays whole provinces in one process: random work, random faults, everything from one seed.",
        discussion:
            """
            Ends with status 1 at the first seed in which a checker finds something, \
            and prints the command that repeats it.
            """
    )

    @Option(help: "Play the seeds 1 to this one.")
    var seeds = 200

    @Option(help: "Play this seed only.")
    var seed: UInt64?

    @Flag(help: "Print what happens, line by line.")
    var verbose = false

    @Flag(help: "Break the merge on purpose: the checkers must find it.")
    var canary = false

    @Flag(help: "Go on after a failure, and list all of them at the end.")
    var keepGoing = false

    func run() throws {
        let simulator = try Simulator()
        let chosen = seed.map { [$0] } ?? Array(1...UInt64(max(1, seeds)))
        var total = SimulationFigures()
        var failed: [UInt64] = []
        for seed in chosen {
            var scenario = Scenario(seed: seed)
            scenario.hasBrokenMerge = canary
            let outcome = try simulator.run(scenario)
            total += outcome.figures
            if verbose { outcome.journal.forEach { print($0) } }
            guard let failure = outcome.failure else { continue }
            failed.append(seed)
            report(failure, of: seed)
            if !keepGoing { break }
        }
        print(summary(total, seeds: chosen.count))
        guard failed.isEmpty else {
            if keepGoing { print("failed: \(failed.map(String.init).joined(separator: " "))") }
            throw ExitCode.failure
        }
    }

    private func report(_ failure: SimulationFailure, of seed: UInt64) {
        print("seed \(seed): \(failure.checker)")
        for finding in failure.findings.prefix(8) { print("  \(finding)") }
        if failure.findings.count > 8 { print("  … and \(failure.findings.count - 8) more") }
        print(
            canary
                ? "  repeat: .build/release/simulate --canary --verbose --seed \(seed)"
                : "  repeat: make simulate SEED=\(seed)"
        )
    }

    private func summary(_ total: SimulationFigures, seeds: Int) -> String {
        let faults = total.faults.sorted { $0.key < $1.key }.map { "\($0.value) × \($0.key)" }.joined(separator: ", ")
        return """
            \(seeds) seeds, \(total.steps) steps, \(total.syncs) synchronisations, \(total.typed) values typed, \
            \(total.conflicts) conflicts, \(total.decisions) decisions, \(total.refusals) refusals
            faults: \(faults.isEmpty ? "none" : faults)
            """
    }
}

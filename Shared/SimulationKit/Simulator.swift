/// Runs worlds, one seed after the other.
package final class Simulator {
    private let folder: String
    private var setups: [Int: WorldSetup] = [:]
    private var runs = 0

    /// A simulator with a temporary folder of its own, which goes with it.
    /// - Throws: if there is no place for temporary files.
    package init() throws {
        folder = try Files.newFolder()
    }

    deinit {
        Files.remove(folder)
    }

    /// Runs one seed to its end, or to the first thing that must not be.
    /// - Throws: only if the simulation itself cannot go on: no space for files, no province to begin with.
    package func run(_ scenario: Scenario) throws -> Outcome {
        runs += 1
        let place = "\(folder)/run-\(runs)"
        defer { Files.remove(place) }
        let world = try World(scenario, setup: setup(scenario.setup), folder: place)
        defer { world.server.close() }
        var failure: SimulationFailure?
        do {
            try world.run()
        } catch let violation as CheckFailure {
            failure = SimulationFailure(checker: violation.checker, findings: violation.findings)
        } catch {
            failure = SimulationFailure(checker: "no surprises", findings: ["\(error)"])
        }
        if let failure { world.log("\(failure.checker): \(failure.findings.joined(separator: "; "))") }
        return Outcome(
            scenario: scenario,
            figures: world.figures,
            journal: world.journal.lines,
            hash: world.journal.hash,
            failure: failure
        )
    }

    private func setup(_ layout: Int) throws -> WorldSetup {
        if let known = setups[layout] { return known }
        let setup = try WorldSetup(layout: layout, folder: "\(folder)/setup-\(layout)")
        setups[layout] = setup
        return setup
    }
}

/// What became of one seed.
package struct Outcome: Sendable {
    /// What was run.
    package let scenario: Scenario
    /// In numbers.
    package let figures: SimulationFigures
    /// What happened, line by line.
    package let journal: [String]
    /// Of the journal: the same seed gives the same.
    package let hash: UInt64
    /// What a checker found; `nil` if all is well.
    package let failure: SimulationFailure?
}

/// What a checker found.
package struct SimulationFailure: Hashable, Sendable {
    /// Its name.
    package let checker: String
    /// A sentence for each finding.
    package let findings: [String]
}

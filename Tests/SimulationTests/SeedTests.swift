import SimulationKit
import Testing

/// Worlds in which everything that can go wrong does.
@Suite(.serialized)
struct SeedTests {
    @Test func twentyFiveWorldsEndWell() throws {
        let simulator = try Simulator()
        for seed in UInt64(1)...25 {
            let outcome = try simulator.run(Scenario(seed: seed))
            #expect(outcome.failure == nil, "seed \(seed): repeat with make simulate SEED=\(seed)")
        }
    }

    @Test func theSameSeedGivesTheSameHistory() throws {
        for seed in [UInt64(2), 3, 11, 17] {
            let first = try Simulator().run(Scenario(seed: seed))
            let second = try Simulator().run(Scenario(seed: seed))
            #expect(first.journal == second.journal)
            #expect(first.hash == second.hash)
        }
    }

    @Test func otherSeedsGiveOtherHistories() throws {
        let simulator = try Simulator()
        #expect(try simulator.run(Scenario(seed: 2)).hash != simulator.run(Scenario(seed: 3)).hash)
    }

    @Test func theCanaryIsCaught() throws {
        let simulator = try Simulator()
        let caught = try (UInt64(1)...20).contains { seed in
            var scenario = Scenario(seed: seed)
            scenario.hasBrokenMerge = true
            return try simulator.run(scenario).failure != nil
        }
        #expect(caught, "a merge that forgets an unseen write went through twenty worlds unnoticed")
    }
}

/// What a simulated world is like and what befalls it: workload and faults as data, derived from the seed.
package struct Scenario: Hashable, Sendable {
    /// The seed of everything.
    package var seed: UInt64
    /// Which of the founded provinces: how many sites and devices.
    package var setup: Int
    /// Steps before the faults stop.
    package var steps = 160
    /// The merge is broken on purpose; the checkers must notice.
    package var hasBrokenMerge = false

    /// Weights of the steps.
    package var workload = Workload()
    /// Probabilities of what goes wrong.
    package var faults = Faults()
    /// How large requests and replies may be; small ones cut work into many pieces.
    package var sizes = Sizes()

    /// What people and machines do, by weight.
    package struct Workload: Hashable, Sendable {
        /// Typed edits.
        package var edits = 30
        /// Plain SQL of another program.
        package var foreignEdits = 8
        /// Conflicts settled or decisions undone.
        package var decisions = 4
        /// Refused change sets tried again or given up.
        package var refusals = 2
        /// A synchronisation begins.
        package var syncs = 10
        /// A synchronisation that is under way goes one piece further.
        package var pieces = 46
        /// Programmes grow in the middle.
        package var hasUpgrade = false
        /// A device's folder is copied in the middle.
        package var hasCopy = false
    }

    /// What goes wrong, as probabilities.
    package struct Faults: Hashable, Sendable {
        /// Of a request: it never arrives.
        package var dropped = 0.0
        /// Of a reply: it breaks off after some bytes.
        package var cut = 0.0
        /// Of a request: it arrives twice.
        package var duplicated = 0.0
        /// Of a request: it arrives once more, much later.
        package var late = 0.0
        /// Of a step: the acting device dies and starts again.
        package var deviceCrash = 0.0
        /// Of a step: the server dies and starts again.
        package var serverCrash = 0.0
        /// Of a request: the server dies while it answers.
        package var answerCrash = 0.0
        /// Of a step: somebody sets a wall clock.
        package var clockJump = 0.0
        /// Of a step: a synchronisation is stopped by its user.
        package var stopped = 0.0

        /// No faults at all.
        package static let none = Self()
    }

    /// Bounds that cut work into pieces.
    package struct Sizes: Hashable, Sendable {
        /// Unit: bytes of parcels in one request.
        package var parcelBytes = 3 << 20
        /// Unit: bytes of pages in one reply.
        package var replyBytes = 16 << 20
        /// Unit: bytes of one page.
        package var pageBytes = 256 << 10
        /// Unit: bytes that arrive at once.
        package var chunkBytes = 16 << 10
    }

    /// The scenario of a seed.
    package init(seed: UInt64) {
        self.seed = seed
        let dice = Dice(seed: seed ^ 0x5c3a_a710)
        setup = dice.below(WorldSetup.layouts.count)
        steps = dice.number(in: 100...220)
        workload.edits = dice.number(in: 16...40)
        workload.foreignEdits = dice.chance(0.7) ? dice.number(in: 2...12) : 0
        workload.decisions = dice.number(in: 2...8)
        workload.hasUpgrade = dice.chance(0.3)
        workload.hasCopy = dice.chance(0.2)
        // One world in six has no faults at all, so that a bug without any is easy to see; the others have some of
        // each.
        if !dice.chance(0.16) {
            func some(_ limit: Double) -> Double { dice.chance(0.7) ? limit * Double(dice.below(1_000)) / 1_000 : 0 }
            faults = Faults(
                dropped: some(0.3),
                cut: some(0.5),
                duplicated: some(0.3),
                late: some(0.3),
                deviceCrash: some(0.06),
                serverCrash: some(0.03),
                answerCrash: some(0.1),
                clockJump: some(0.05),
                stopped: some(0.03)
            )
        }
        sizes.parcelBytes = dice.pick([3 << 20, 3 << 20, 2_000, 600, 1]) ?? 1
        sizes.replyBytes = dice.pick([16 << 20, 4_000, 1_000, 1]) ?? 1
        sizes.pageBytes = dice.pick([256 << 10, 2_000, 500, 1]) ?? 1
        sizes.chunkBytes = dice.pick([16 << 10, 4_000, 700]) ?? 700
    }
}

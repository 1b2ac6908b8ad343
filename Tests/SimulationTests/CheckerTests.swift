import SimulationKit
import SyncModel
import Testing

/// Each checker is shown what it must find, and what it must let pass.
struct CheckerTests {
    private let record = RecordID(bits: 7)
    private let other = RecordID(bits: 8)
    private let stream = Stream(scope: Scope("province"), lane: .normal)

    @Test func convergenceFindsARecordThatOnlyOneHolds() {
        #expect(Checkers.convergence(of: "a", holds: [stream: [record: "x"]], server: [stream: [record: "x"]]).isEmpty)
        #expect(!Checkers.convergence(of: "a", holds: [stream: [record: "x"]], server: [stream: [record: "y"]]).isEmpty)
        #expect(!Checkers.convergence(of: "a", holds: [:], server: [stream: [record: "x"]]).isEmpty)
        #expect(!Checkers.convergence(of: "a", holds: [stream: [record: "x"]], server: [:]).isEmpty)
    }

    @Test func positionsFindTwinsAndGapsAtTheHead() {
        #expect(Checkers.positions(of: stream, head: 3, taken: [1, 3]).isEmpty)
        #expect(!Checkers.positions(of: stream, head: 3, taken: [3, 3]).isEmpty)
        #expect(!Checkers.positions(of: stream, head: 3, taken: [1, 2]).isEmpty)
        #expect(!Checkers.positions(of: stream, head: 3, taken: [3, 4]).isEmpty)
        #expect(!Checkers.positions(of: stream, head: 3, taken: [0, 3]).isEmpty)
    }

    @Test func growthFindsASkippedPosition() {
        #expect(Checkers.growth(of: stream, from: 4, to: 6, operations: 2).isEmpty)
        #expect(!Checkers.growth(of: stream, from: 4, to: 7, operations: 2).isEmpty)
    }

    @Test func cursorFindsWhatItClaimsAndDoesNotHold() {
        func findings(_ cursor: StreamCursor, held: [RecordID: Position], isLive: Bool = true) -> [String] {
            Checkers.cursor(
                cursor,
                of: stream,
                head: 5,
                held: held,
                server: [(position: 4, record: record, isLive: isLive)]
            )
        }
        #expect(findings(StreamCursor(complete: 4, upto: 5), held: [record: 4]).isEmpty)
        #expect(findings(StreamCursor(complete: 3, upto: 5), held: [record: 2]).isEmpty)
        #expect(!findings(StreamCursor(complete: 4, upto: 5), held: [record: 2]).isEmpty)
        #expect(!findings(StreamCursor(complete: 4, upto: 5), held: [:]).isEmpty)
        #expect(!findings(StreamCursor(complete: 4, upto: 5), held: [record: 2], isLive: false).isEmpty)
        #expect(!findings(StreamCursor(complete: 5, upto: 4), held: [record: 4]).isEmpty)
        #expect(!findings(StreamCursor(complete: 5, upto: 6), held: [record: 4]).isEmpty)
    }

    @Test func wedgeFindsWhatIsNeverSent() {
        #expect(Checkers.wedge(of: "a", pending: 0, ending: "done", isDone: true).isEmpty)
        #expect(!Checkers.wedge(of: "a", pending: 1, ending: "done", isDone: true).isEmpty)
        #expect(!Checkers.wedge(of: "a", pending: 0, ending: "stopped", isDone: false).isEmpty)
    }

    @Test func digestFindsARecordAtAnotherPosition() {
        var digest = StreamDigest()
        digest.insert(record, at: 3)
        #expect(Checkers.digest(of: stream, stored: digest, records: [(record, 3)]).isEmpty)
        #expect(!Checkers.digest(of: stream, stored: digest, records: [(record, 4)]).isEmpty)
        #expect(!Checkers.digest(of: stream, stored: digest, records: []).isEmpty)
    }

    @Test func counterFindsAnAdditionCountedTwice() {
        #expect(Checkers.counter("tally", initial: 5, accepted: [3, -1], shown: 7).isEmpty)
        #expect(!Checkers.counter("tally", initial: 5, accepted: [3, -1], shown: 10).isEmpty)
    }

    @Test func lostFindsAValueThatIsNowhere() {
        let typed = [(value: "x", typedAt: "desk 0"), (value: "y", typedAt: "desk 1")]
        #expect(Checkers.lost(typed, found: ["x", "y", "z"]).isEmpty)
        #expect(Checkers.lost(typed, found: ["x"]).count == 1)
    }

    @Test func livenessFindsAnUnseenValueThatIsGoneAndAReplacedOneThatIsNot() {
        let first = Typed(id: 0, device: 0, record: record, field: 1, act: .write(.text("a")))
        let blind = Typed(id: 1, device: 1, record: record, field: 1, act: .write(.text("b")))
        let after = Typed(id: 2, device: 1, record: record, field: 1, act: .write(.text("c")), direct: [0], past: [0])
        #expect(Checkers.liveness([first, blind], accepted: [0, 1], live: [.text("a"), .text("b")]).isEmpty)
        #expect(!Checkers.liveness([first, blind], accepted: [0, 1], live: [.text("b")]).isEmpty)
        #expect(Checkers.liveness([first, blind], accepted: [1], live: [.text("b")]).isEmpty)
        #expect(Checkers.liveness([first, after], accepted: [0, 2], live: [.text("c")]).isEmpty)
        #expect(!Checkers.liveness([first, after], accepted: [0, 2], live: [.text("a"), .text("c")]).isEmpty)
        #expect(!Checkers.liveness([first, after], accepted: [0], live: []).isEmpty)
    }

    @Test func elementsFindALostAdditionAndAnUndoneRemoval() {
        let added = Typed(id: 0, device: 0, record: record, field: 1, act: .element("x"))
        let removed = Typed(id: 1, device: 0, record: record, field: 1, act: .removal("x"), past: [0])
        #expect(Checkers.elements([added], accepted: [0], live: [.text("x")]).isEmpty)
        #expect(!Checkers.elements([added], accepted: [0], live: []).isEmpty)
        #expect(Checkers.elements([added, removed], accepted: [0, 1], live: []).isEmpty)
        #expect(!Checkers.elements([added, removed], accepted: [0, 1], live: [.text("x")]).isEmpty)
    }

    @Test func existenceFindsADeleteThatTookWhatItHadNotSeen() {
        let written = Typed(id: 0, device: 0, record: record, field: 1, act: .write(.text("a")))
        let blind = Typed(id: 1, device: 1, record: record, field: nil, act: .deleted)
        let knowing = Typed(id: 1, device: 1, record: record, field: nil, act: .deleted, past: [0])
        #expect(!Checkers.existence([written, blind], accepted: [0, 1], isDeleted: true).isEmpty)
        #expect(Checkers.existence([written, blind], accepted: [0, 1], isDeleted: false).isEmpty)
        #expect(Checkers.existence([written, knowing], accepted: [0, 1], isDeleted: true).isEmpty)
        #expect(!Checkers.existence([written], accepted: [0], isDeleted: true).isEmpty)
    }
}

import SyncEngine
import SyncModel
import SyncWire
import Testing

@Suite struct EngineStories {
    /// Plays events and gives the last event's actions in words.
    private func play(_ engine: inout SyncEngine, _ events: EngineEvent...) -> String {
        var last: [EngineAction] = []
        for event in events { last = engine.handle(event) }
        return last.map(word).joined(separator: " ")
    }

    @Test func anEmptySyncIsOneRoundTrip() {
        var engine = SyncEngine()
        let nothing = PreparedRequest(body: [], records: 0, leavesUnsent: false)
        let end = play(
            &engine,
            .begin,
            .prepared(nothing),
            .frame(head),
            .frame(tail(more: false)),
            .replyEnded(unsentLeft: false)
        )
        #expect(end == "done")
        #expect(engine.summary.roundTrips == 1)
        #expect(engine.summary.sent == 0 && engine.summary.received == 0)
    }

    @Test func aLongPushKeepsTwoRequestsOnTheLine() {
        var engine = SyncEngine()
        #expect(play(&engine, .begin, .prepared(large)) == "send prepareNext")
        #expect(play(&engine, .prepared(large)) == "send")
        #expect(
            play(
                &engine,
                .frame(receipts),
                .frame(.page(page)),
                .frame(tail(more: false)),
                .replyEnded(unsentLeft: true)
            ) == "prepareNext"
        )
        #expect(play(&engine, .prepared(small)) == "", "what is smaller would overtake")
        #expect(play(&engine, .frame(receipts), .frame(tail(more: true)), .replyEnded(unsentLeft: true)) == "prepare")
        #expect(play(&engine, .prepared(small)) == "send")
        #expect(
            play(
                &engine,
                .frame(receipts),
                .frame(.page(page)),
                .frame(tail(more: false)),
                .replyEnded(unsentLeft: false)
            ) == "done"
        )
        #expect(engine.summary.sent == 0, "what somebody else settled first was not sent here")
        #expect(play(&engine, .settled(sets: 3, records: 1_002)) == "" && engine.summary.sent == 1_002)
        #expect(engine.summary.received == 4)
        #expect(engine.summary.roundTrips == 3)
    }

    @Test func ofTwoRequestsOnTheLineOneAsksForPages() {
        var engine = SyncEngine()
        var asking: [Bool] = []
        for event in [.begin, .prepared(large), .prepared(large)] as [EngineEvent] {
            for case .prepare(let preparation) in engine.handle(event) { asking.append(preparation.wantsPages) }
        }
        for _ in 0..<3 {
            for event in [.frame(receipts), .frame(tail(more: true)), .replyEnded(unsentLeft: true), .prepared(large)]
                as [EngineEvent]
            {
                for case .prepare(let preparation) in engine.handle(event) { asking.append(preparation.wantsPages) }
            }
        }
        #expect(asking == [true, false, true, false, true])
    }

    @Test func aPipelinedRequestWithNothingToCarryIsNotSent() {
        var engine = SyncEngine()
        let nothing = PreparedRequest(body: [], records: 0, leavesUnsent: true)
        #expect(play(&engine, .begin, .prepared(large), .prepared(nothing)) == "")
        #expect(play(&engine, .frame(receipts), .frame(tail(more: false)), .replyEnded(unsentLeft: true)) == "prepare")
    }

    @Test func aLineThatBreaksTakesThePipelinedRequestWithIt() {
        var engine = SyncEngine()
        #expect(
            play(&engine, .begin, .prepared(large), .prepared(large), .lineFailed(.lost("cut"))) == "cancel wait 500"
        )
        #expect(play(&engine, .tick) == "prepare")
    }

    @Test func whatWasNotTakenInTakesThePipelinedRequestAlong() {
        var engine = SyncEngine()
        #expect(play(&engine, .begin, .prepared(large), .prepared(large)) == "send")
        #expect(
            play(&engine, .frame(head), .frame(tail(more: true)), .replyEnded(unsentLeft: true)) == "cancel prepare"
        )
        #expect(engine.summary.sent == 0)
    }

    /// Twelve positions lie ahead, two of them of records that were just sent.
    @Test func whatIsStillToComeShrinksWithEachPageAndCountsNothingOfOurOwn() {
        func ahead(_ count: UInt64) -> EngineEvent {
            guard case .head(var head) = receipts else { return .stopped }
            head.ahead = count
            return .frame(.head(head))
        }
        var engine = SyncEngine()
        _ = play(&engine, .begin, .prepared(small), ahead(12))
        #expect(engine.summary.ahead == 10)
        _ = play(&engine, .frame(.page(page)))
        #expect(engine.summary.ahead == 8)
        _ = play(&engine, .frame(tail(more: true)), .replyEnded(unsentLeft: false), .prepared(small), ahead(9))
        #expect(engine.summary.ahead == 5, "two more were sent")
        _ = play(&engine, .frame(tail(more: false)), .replyEnded(unsentLeft: true), .prepared(small), ahead(1))
        #expect(engine.summary.ahead == 0)
    }

    @Test func aLineForOneRequestGetsOne() {
        var engine = SyncEngine(supportsPipelining: false)
        #expect(play(&engine, .begin, .prepared(large)) == "send")
        #expect(play(&engine, .frame(head), .frame(tail(more: false)), .replyEnded(unsentLeft: true)) == "prepare")
    }

    @Test func pagesThatDidNotFitAreAskedForInAnotherRound() {
        var engine = SyncEngine()
        let next = play(
            &engine,
            .begin,
            .prepared(small),
            .frame(head),
            .frame(.page(page)),
            .frame(tail(more: true)),
            .replyEnded(unsentLeft: false)
        )
        #expect(next == "prepare")
    }

    @Test(arguments: [
        LineFailure.silent, .wrongAddress("no address"), .untrusted("a stranger"), .stalled, .webPage, .otherServer,
    ])
    func whatWaitingDoesNotMendIsNotTriedAgain(_ failure: LineFailure) {
        var engine = SyncEngine()
        #expect(play(&engine, .begin, .prepared(small), .lineFailed(failure)) == "cancel noConnection")
        #expect(engine.summary.ending == .noConnection(failure))
    }

    @Test func anAnswerThatStopsAgainAndAgainIsGivenUpAfterTheSecondTime() {
        var engine = SyncEngine()
        #expect(play(&engine, .begin, .prepared(small), .frame(head), .lineFailed(.stalled)) == "cancel wait 500")
        #expect(play(&engine, .tick, .prepared(small), .frame(head), .lineFailed(.stalled)) == "cancel noConnection")
    }

    @Test func onlyAnotherProgramOrAWrongAddressWillNotPass() {
        for failure in [LineFailure.status(502), .status(429), .silent, .lost("cut"), .unknownName("x"), .webPage] {
            #expect(failure.mayPass)
        }
        for failure in [LineFailure.status(404), .otherServer, .garbled("html"), .wrongAddress("x")] {
            #expect(!failure.mayPass)
        }
    }

    @Test func aServerThatRefusesConnectionsIsGivenUpWithinTwoSeconds() {
        var engine = SyncEngine()
        _ = engine.handle(.begin)
        var waited = 0
        for _ in 0..<20 where !engine.isFinished {
            _ = engine.handle(.prepared(small))
            for case .wait(let milliseconds) in engine.handle(.lineFailed(.refused("nobody listens"))) {
                waited += milliseconds
            }
            _ = engine.handle(.tick)
        }
        #expect(engine.summary.ending == .noConnection(.refused("nobody listens")))
        #expect(waited <= 1_500)
    }

    @Test func aLineThatBreaksAgainAndAgainEndsAfterBoundedTries() {
        var engine = SyncEngine()
        _ = engine.handle(.begin)
        var delays: [Int] = []
        for _ in 0..<20 where !engine.isFinished {
            _ = engine.handle(.prepared(small))
            for case .wait(let milliseconds) in engine.handle(.lineFailed(.lost("cut"))) { delays.append(milliseconds) }
            _ = engine.handle(.tick)
        }
        #expect(delays == [500, 1_000, 2_000, 4_000])
        #expect(engine.summary.ending == .noConnection(.lost("cut")))
        #expect(engine.summary.roundTrips == EngineLimits.lostTriesMax)
    }

    @Test func aByteThatLooksLikeANewerServerIsTriedOnceMore() {
        let newer = LineFailure(unreadable: .known(.newer(.frame)))
        var engine = SyncEngine()
        _ = engine.handle(.begin)
        for _ in 0..<20 where !engine.isFinished {
            _ = engine.handle(.prepared(small))
            _ = engine.handle(.frame(head))
            _ = engine.handle(.lineFailed(newer))
            _ = engine.handle(.tick)
        }
        #expect(engine.summary.ending == .noConnection(newer) && engine.summary.roundTrips == 2)
    }

    @Test func aLineThatBringsAHeadAndNothingElseIsGivenUpToo() {
        var engine = SyncEngine()
        _ = engine.handle(.begin)
        for _ in 0..<20 where !engine.isFinished {
            _ = engine.handle(.prepared(small))
            _ = engine.handle(.frame(head))
            _ = engine.handle(.lineFailed(.lost("cut")))
            _ = engine.handle(.tick)
        }
        #expect(engine.summary.ending == .noConnection(.lost("cut")))
        #expect(engine.summary.roundTrips == EngineLimits.lostTriesMax)
    }

    @Test func aLineThatBreaksButMovesThingsIsNeverGivenUp() {
        var engine = SyncEngine()
        _ = engine.handle(.begin)
        for _ in 0..<50 {
            #expect(
                play(&engine, .prepared(small), .frame(head), .frame(.page(page)), .lineFailed(.stalled))
                    == "cancel wait 500"
            )
            #expect(play(&engine, .tick) == "prepare")
        }
    }

    @Test func anUnknownCursorIsSentWholeOnceAndNotForEver() {
        var engine = SyncEngine()
        let unknown = EngineEvent.frame(.failure(WireFailure(.unknownCursor, .unknownCursor)))
        #expect(play(&engine, .begin, .prepared(small), unknown) == "cancel prepareWhole")
        // The line breaks: the retry still names the cursor whole.
        #expect(play(&engine, .prepared(small), .lineFailed(.lost("cut")), .tick) == "prepareWhole")
        #expect(play(&engine, .prepared(small), unknown) == "cancel rejected")
    }

    @Test func aBusyServerIsWaitedForLongerEachTime() {
        var engine = SyncEngine()
        _ = engine.handle(.begin)
        var delays: [Int] = []
        for _ in 0..<20 where !engine.isFinished {
            _ = engine.handle(.prepared(small))
            let actions = engine.handle(.frame(.failure(WireFailure(.busy, .busy))))
            for case .wait(let milliseconds) in actions { delays.append(milliseconds) }
            _ = engine.handle(.tick)
        }
        #expect(delays == [500, 1_000, 2_000, 4_000, 8_000])
        #expect(engine.summary.ending == .serverUnwell(WireFailure(.busy, .busy)))
    }

    @Test func aReplyThatEndsInTheMiddleIsALostLine() {
        var engine = SyncEngine()
        #expect(
            play(&engine, .begin, .prepared(small), .frame(head), .replyEnded(unsentLeft: false)) == "cancel wait 500"
        )
    }

    @Test func roundsThatMoveNothingEnd() {
        var engine = SyncEngine()
        let nothing = PreparedRequest(body: [], records: 0, leavesUnsent: false)
        _ = engine.handle(.begin)
        for _ in 0..<20 where !engine.isFinished {
            for event in [.prepared(nothing), .frame(head), .frame(tail(more: true)), .replyEnded(unsentLeft: false)]
                as [EngineEvent]
            {
                _ = engine.handle(event)
            }
        }
        #expect(engine.summary.roundTrips == EngineLimits.idleRoundsMax)
    }

    // Receipts that the store cannot use are no progress, however often they come.
    @Test func receiptsOfNoUseAreNotAskedForWithoutEnd() {
        var engine = SyncEngine()
        _ = engine.handle(.begin)
        for _ in 0..<20 where !engine.isFinished {
            for event in [
                .prepared(small), .frame(receipts), .frame(tail(more: true)), .settled(sets: 0, records: 0),
                .replyEnded(unsentLeft: true),
            ] as [EngineEvent] { _ = engine.handle(event) }
        }
        #expect(engine.summary.roundTrips == EngineLimits.idleRoundsMax)
        engine = SyncEngine()
        _ = engine.handle(.begin)
        for _ in 0..<20 {
            for event in [
                .prepared(small), .frame(receipts), .frame(tail(more: true)), .settled(sets: 1, records: 0),
                .replyEnded(unsentLeft: true),
            ] as [EngineEvent] { _ = engine.handle(event) }
        }
        #expect(!engine.isFinished && engine.summary.roundTrips == 20)
    }

    @Test func trafficCountsInEveryState() {
        var engine = SyncEngine()
        for event in [
            .traffic(Traffic(sent: 1, received: 2)), .begin, .traffic(Traffic(sent: 3, received: 4)), .stopped,
        ] as [EngineEvent] {
            _ = engine.handle(event)
        }
        _ = engine.handle(.traffic(Traffic(sent: 5, received: 6)))
        #expect(engine.summary.traffic == Traffic(sent: 9, received: 12))
    }
}

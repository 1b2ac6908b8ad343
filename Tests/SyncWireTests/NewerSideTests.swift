import SyncModel
import SyncWire
import Testing

/// What a newer side may say and this one does not know: borne where it is told to people, refused by its name where
/// nobody can go on past it (clause W23).
@Suite struct NewerSideTests {
    /// A message by hand: a field's number and its bytes or its number.
    private enum Part {
        case bytes(Int, [UInt8])
        case number(Int, UInt8)
    }

    private static func message(_ parts: Part...) -> [UInt8] {
        parts.flatMap { part -> [UInt8] in
            switch part {
            case .bytes(let field, let bytes): [UInt8(field << 3 | 2), UInt8(bytes.count)] + bytes
            case .number(let field, let number): [UInt8(field << 3), number]
            }
        }
    }

    private static func frame(_ kind: UInt8, _ message: [UInt8]) -> [UInt8] {
        [0, 0, 0, UInt8(message.count + 1), kind] + message
    }

    private static func read(_ bytes: [UInt8]) throws(WireFailure) -> ReplyFrame? {
        var reader = FrameReader()
        reader.append(bytes)
        return try reader.next()
    }

    /// A head whose one receipt has one exception.
    private static func head(_ exception: [UInt8]) -> [UInt8] {
        let receipt = message(.number(1, 1), .number(2, 1), .bytes(5, exception))
        let lane = message(.number(1, 1), .bytes(5, receipt))
        return frame(1, message(.number(1, 1), .bytes(2, [UInt8](repeating: 7, count: 16)), .bytes(6, lane)))
    }

    private static func refusal(_ frame: ReplyFrame?) -> Refusal? {
        guard case .head(let head) = frame,
            case .refused(let refusal)? = head.lanes.first?.receipts.first?.exceptions[1]
        else { return nil }
        return refusal
    }

    @Test func aCodeOfARefusalIsBorneAndHandedOn() throws {
        let told = Self.message(.bytes(1, Array("moon".utf8)), .bytes(2, Array("The moon is full.".utf8)))
        let frame = try Self.read(Self.head(Self.message(.number(1, 1), .bytes(2, told))))
        let refusal = try #require(Self.refusal(frame))
        #expect(refusal.code == .other("moon") && refusal.inEnglish == "The moon is full.")
        let again = try Self.read(#require(frame).encoded())
        #expect(Self.refusal(again) == refusal)
    }

    @Test func aCodeOfAFailureCountsAsAnErrorOfTheServer() throws {
        let told = Self.message(.bytes(1, Array("moon".utf8)), .bytes(2, Array("The moon is full.".utf8)))
        guard case .failure(let failure)? = try Self.read(Self.frame(4, told)) else { throw Missing() }
        #expect(failure.code == .internalError && failure.inEnglish == "The moon is full.")
    }

    private struct Missing: Error {}

    @Test(arguments: WireProblem.Part.allCases)
    func aPartOrUnitThatIsUnknownLeavesTheSentence(part: WireProblem.Part) {
        for written in [
            WrittenProblem("damaged", ["moon"]), WrittenProblem("too-much", ["moons", "3", part.rawValue]),
            WrittenProblem("too-much", ["bytes", "-3", part.rawValue]), WrittenProblem("speaks", ["+1"]),
        ] {
            #expect(Told<WireProblem>(written, sentence: "So it is.") == .unknown(written, sentence: "So it is."))
        }
    }

    @Test func whatNobodyCanGoOnPastIsCalledNewer() {
        let cases: [(what: String, bytes: [UInt8], WireProblem)] = [
            ("a kind of frame", Self.frame(9, [1]), .newer(.frame)),
            ("an outcome", Self.head(Self.message(.number(1, 1), .bytes(9, [1]))), .newer(.receipt)),
            (
                "a version", Self.frame(1, Self.message(.number(1, 9), .bytes(2, [UInt8](repeating: 7, count: 16)))),
                .version(.reply, found: 9, known: 1)
            ),
        ]
        for (what, bytes, problem) in cases {
            do {
                _ = try Self.read(bytes)
                Issue.record("\(what) was read")
            } catch {
                #expect(error.problem == .known(problem), "\(what)")
            }
        }
        #expect(throws: WireFailure(.badRequest, .newer(.answer))) {
            try ReconciliationReply(decoding: Self.message(.bytes(9, [1])))
        }
    }

    @Test func whatIsLaidOutByTheVersionIsDamage() {
        let lane = Self.message(.number(1, 9))
        let head = Self.message(.number(1, 1), .bytes(2, [UInt8](repeating: 7, count: 16)), .bytes(6, lane))
        #expect(throws: WireFailure(.badRequest, .damaged(.reply))) { try Self.read(Self.frame(1, head)) }
    }

    @Test func aLongSentenceIsCut() throws {
        let long = String(repeating: "长", count: 1 << 18)
        let told = Told<ChangeProblem>(WrittenProblem(long, [long]), sentence: long)
        let receipt = Receipt(
            lane: .normal,
            first: 1,
            last: 1,
            exceptions: [1: .refused(Refusal(.other(long), told: told, at: long))]
        )
        let lane = LaneReply(lane: .normal, settledThrough: 0, appliedThrough: 1, receipts: [receipt])
        let head = ReplyHead(epoch: Epoch(bits: 7), counter: 1, serverTime: 0, serverTook: 0, lanes: [lane])
        let frame = try ReplyFrame.head(head).encoded()
        let refusal = try #require(Self.refusal(Self.read(frame)))
        #expect(refusal.inEnglish.utf8.count < Limits.toldBytesMax + 10 && refusal.inEnglish.hasSuffix("长…"))
        #expect(refusal.code.rawValue.utf8.count < 210 && refusal.problem.written.values.map(\.utf8.count) == [201])
        #expect(refusal.problem.written.word.utf8.count < 210 && (refusal.place?.utf8.count ?? 0) < 210)
    }
}

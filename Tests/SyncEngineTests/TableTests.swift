import SyncEngine
import SyncModel
import SyncWire
import Testing

/// The engine as a table: every state meets every event. The rows are written out, so that a change of one cell is seen
/// in review.
@Suite struct EngineTable {
    /// Engines brought into each state, by the events that lead there.
    static let states: [(name: String, path: [EngineEvent])] = [
        ("idle", []),
        ("preparing", [.begin]),
        ("flying", [.begin, .prepared(small)]),
        ("answered", [.begin, .prepared(small), .frame(head), .frame(tail(more: false))]),
        ("two flying", [.begin, .prepared(large), .prepared(large)]),
        (
            "first of two answered",
            [.begin, .prepared(large), .prepared(large), .frame(head), .frame(tail(more: true))]
        ),
        ("pausing", [.begin, .prepared(small), .lineFailed(.lost("cut"))]),
        ("finished", [.begin, .stopped]),
    ]

    static let events: [(name: String, event: EngineEvent)] = [
        ("begin", .begin),
        ("prepared", .prepared(small)),
        ("head", .frame(head)),
        ("page", .frame(.page(page))),
        ("tail", .frame(tail(more: false))),
        ("busy", .frame(.failure(WireFailure(.busy, .busy)))),
        ("split", .frame(.failure(WireFailure.identitySplit))),
        ("ended", .replyEnded(unsentLeft: false)),
        ("line lost", .lineFailed(.lost("cut"))),
        ("line refused", .lineFailed(.refused("nobody"))),
        ("stopped", .stopped),
        ("tick", .tick),
        ("device failed", .deviceFailed),
        ("traffic", .traffic(Traffic(sent: 1, received: 1))),
        ("settled", .settled(sets: 1, records: 1)),
    ]

    static let table: [String: [String: String]] = [
        "idle": ["begin": "prepare", "stopped": "stopped", "device failed": "deviceFailed"],
        "preparing": ["prepared": "send", "stopped": "stopped", "device failed": "deviceFailed"],
        "flying": [
            "head": "take", "page": "cancel wait 500", "tail": "cancel wait 500", "busy": "cancel wait 500",
            "split": "cancel identitySplit",
            "ended": "cancel wait 500", "line lost": "cancel wait 500", "line refused": "cancel wait 500",
            "stopped": "cancel stopped",
            "device failed": "cancel deviceFailed",
        ],
        "answered": [
            "head": "cancel wait 500", "page": "cancel wait 500", "tail": "cancel wait 500", "busy": "cancel wait 500",
            "split": "cancel identitySplit", "ended": "done", "line lost": "cancel wait 500",
            "line refused": "cancel wait 500",
            "stopped": "cancel stopped",
            "device failed": "cancel deviceFailed",
        ],
        "two flying": [
            "head": "take", "page": "cancel wait 500", "tail": "cancel wait 500", "busy": "cancel wait 500",
            "split": "cancel identitySplit", "ended": "cancel wait 500", "line lost": "cancel wait 500",
            "line refused": "cancel wait 500", "stopped": "cancel stopped", "device failed": "cancel deviceFailed",
        ],
        "first of two answered": [
            "head": "cancel wait 500", "page": "cancel wait 500", "tail": "cancel wait 500", "busy": "cancel wait 500",
            "split": "cancel identitySplit", "ended": "cancel prepare", "line lost": "cancel wait 500",
            "line refused": "cancel wait 500",
            "stopped": "cancel stopped", "device failed": "cancel deviceFailed",
        ],
        "pausing": ["stopped": "stopped", "tick": "prepare", "device failed": "deviceFailed"],
        "finished": [:],
    ]

    @Test func everyStateMeetsEveryEvent() {
        for (state, path) in Self.states {
            for (event, happening) in Self.events {
                var engine = SyncEngine()
                for step in path { _ = engine.handle(step) }
                let actions = engine.handle(happening).map(word).joined(separator: " ")
                #expect(actions == Self.table[state]?[event] ?? "", "\(state) × \(event)")
            }
        }
    }
}

let small = PreparedRequest(body: [1, 2, 3], records: 2, leavesUnsent: false)
let large = PreparedRequest(body: [], records: 500, leavesUnsent: true)
let head = ReplyFrame.head(ReplyHead(epoch: Epoch(bits: 1), counter: 1, serverTime: 0, serverTook: 0))
let receipts = ReplyFrame.head(
    ReplyHead(
        epoch: Epoch(bits: 1),
        counter: 1,
        serverTime: 0,
        serverTook: 0,
        lanes: [
            LaneReply(
                lane: .normal,
                settledThrough: 0,
                appliedThrough: 1,
                receipts: [Receipt(lane: .normal, first: 1, last: 1)]
            )
        ]
    )
)
let stream = Stream(scope: Scope("province"), lane: .normal)
let page = Page(
    stream: stream,
    after: .zero,
    complete: .zero,
    through: 2,
    atHead: true,
    entries: [
        .gone(GoneRecord(collection: 0, record: RecordID(bits: 1), position: 1, moves: 0, moved: false)),
        .gone(GoneRecord(collection: 0, record: RecordID(bits: 2), position: 2, moves: 0, moved: false)),
    ]
)

func tail(more: Bool) -> ReplyFrame {
    .tail(ReplyTail(cursor: [:], cursorHash: 0, more: more, digest: nil))
}

/// An action in a word or two.
func word(_ action: EngineAction) -> String {
    switch action {
    case .prepare(let preparation):
        preparation.wholeCursor ? "prepareWhole" : preparation.follows ? "prepareNext" : "prepare"
    case .send: "send"
    case .take: "take"
    case .cancelRequests: "cancel"
    case .wait(let milliseconds): "wait \(milliseconds)"
    case .finish(let summary):
        switch summary.ending {
        case .done: "done"
        case .noConnection: "noConnection"
        case .serverUnwell: "serverUnwell"
        case .identitySplit: "identitySplit"
        case .rejected: "rejected"
        case .deviceFailed: "deviceFailed"
        case .stopped: "stopped"
        case nil: "unended"
        }
    }
}

import SyncMerge
import SyncModel
import TestSupport

/// The collections of the tests.
enum Forms {
    static let text = 0
    static let phone = 1
    static let count = 2
    static let tags = 3
    static let first = 4
    static let last = 5
    static let code = 6

    /// One field of every rule whose outcome may not depend on the order of syncing.
    static func sheet(delete: Programme.DeleteRule = .editWins) -> Programme.Collection {
        Programme.Collection(
            number: 0,
            name: "sheet",
            home: .constant("province"),
            delete: delete,
            fields: [
                .test(text, "text", .text, rule: .keepBoth),
                .test(phone, "phone", .text, rule: .lastWriter),
                .test(count, "count", .integer, rule: .counter, initial: .integer(0)),
                .test(tags, "tags", .set, rule: .set),
                .test(first, "first", .date, rule: .min),
                .test(last, "last", .integer, rule: .max),
                .test(code, "code", .text, rule: .authority),
            ]
        )
    }

    static let status = 1
    static let minutes = 2

    /// A note that is closed by its last state.
    static func note() -> Programme.Collection {
        Programme.Collection(
            number: 1,
            name: "note",
            home: .constant("province"),
            seal: Programme.Seal(field: "status", values: ["closed"]),
            fields: [
                .test(text, "text", .text, rule: .keepBoth),
                .test(
                    status,
                    "status",
                    .option,
                    rule: .state,
                    initial: .text("draft"),
                    options: ["draft", "sent", "closed"],
                    moves: [
                        Programme.Move(from: "draft", to: "sent"),
                        Programme.Move(from: "sent", to: "closed", by: ["overseer"]),
                        Programme.Move(from: "closed", to: "sent", by: ["overseer"]),
                    ]
                ),
                .test(minutes, "minutes", .integer, rule: .keepBoth),
            ]
        )
    }
}

/// One record on its server, and short words for what devices do to it.
struct ServedRecord {
    let collection: Programme.Collection
    var state: RecordState?
    var stream = Stream(scope: Scope("province"), lane: .normal)
    private var edits: [Int: EditNumber] = [:]
    private(set) var head: UInt64 = 0

    init(_ collection: Programme.Collection) {
        self.collection = collection
    }

    /// An operation of a device that had seen the stream up to `base`, at the next position.
    @discardableResult
    mutating func apply(
        _ kind: SyncModel.Operation.Kind = .update,
        by device: Int,
        base: UInt64,
        at milliseconds: Int64? = nil,
        role: String = "",
        level: Int = 0,
        edit: EditNumber? = nil,
        seen: [Dot] = [],
        _ changes: FieldChange...
    ) throws(Refusal) -> Merged {
        let number = edit ?? (edits[device] ?? 0).next
        let operation = SyncModel.Operation(
            collection: collection.number,
            record: RecordID(bits: 7),
            kind: kind,
            scope: stream.scope,
            seen: seen,
            changes: changes
        )
        let writer = Author(
            device: DeviceID(bits: UInt128(device)),
            edit: number,
            stamp: Stamp(sure: true, milliseconds: milliseconds ?? Int64(head) + 1),
            role: role,
            level: level,
            bases: [stream: Position(base)]
        )
        let merged = try Merge.apply(
            operation,
            to: state,
            in: collection,
            by: writer,
            at: Place(stream: stream, position: Position(head + 1))
        )
        edits[device] = max(edits[device] ?? 0, number)
        head += 1
        state = merged.state
        return merged
    }

    func shown(_ field: Int) -> Value {
        Merge.shown(state?.field(field) ?? FieldState(), of: collection.fields[field])
    }

    var conflicts: [FieldConflict] {
        state.map { Merge.conflicts($0, in: collection) } ?? []
    }

    func live(_ field: Int) -> Int { state?.field(field).writes.count ?? 0 }
}

extension FieldChange {
    static func write(_ field: Int, _ text: String) -> Self { Self(field: field, action: .write([.text(text)])) }
    static func write(_ field: Int, _ integer: Int64) -> Self {
        Self(field: field, action: .write([.integer(integer)]))
    }
    static func add(_ field: Int, _ addend: Int64) -> Self { Self(field: field, action: .add(addend)) }
    static func elements(_ field: Int, add: [String] = [], remove: [String] = []) -> Self {
        Self(field: field, action: .elements(add: add, remove: remove))
    }
}

extension Dot {
    init(_ device: Int, _ edit: EditNumber) {
        self.init(device: DeviceID(bits: UInt128(device)), edit: edit)
    }
}

import SyncMerge
import SyncModel

/// Why the server's values stand where others were shown.
enum Replacement {
    case repaired
    /// By the comparison after another program may have written unseen.
    case compared
    case unwatched

    fileprivate var problem: ChangeProblem {
        switch self {
        case .repaired: .set(.repaired)
        case .compared, .unwatched: .set(.unwatched)
        }
    }
}

/// What stood in a row before the server's values and stands no more: nothing that was typed is lost by them.
struct ReplacedValues {
    let clock: StampClock
    let records: LocalRecords
    let refusedSets: RefusedSets

    /// Keeps what stood there before a repair and stands no more, among the refused changes: listed, and offered again
    /// if a person says so.
    ///
    /// - Parameters:
    ///   - shown: what the row showed before.
    ///   - held: the server's state as it was known, with values that the row did not show; `nil` if it could not be
    ///     read.
    ///   - server: its values now.
    ///   - cause: what put others in their place.
    func keep(
        _ shown: [Value],
        held: RecordState? = nil,
        of table: LocalTable,
        _ id: RecordID,
        in stream: Stream,
        now server: RecordState?,
        because cause: Replacement
    ) throws {
        // Another program spells numbers as it likes.
        let before = table.canonical(shown)
        let after = try records.shown(table, id)
        let changes = table.collection.fields.compactMap { field -> FieldChange? in
            let now = after?[field.number] ?? table.column(field.number, .null)
            let live = server?.field(field.number).writes.map(\.value) ?? []
            let lost = (held?.field(field.number).writes ?? []).map(\.value).filter { !$0.isNull && !live.contains($0) }
            if field.rule.isDecidedByPeople,
                lost.count > 1 || (lost.count == 1 && lost[0] != before[field.number])
            {
                // Beside whatever the server has, if they are tried again.
                return FieldChange(
                    field: field.number,
                    action: .write(
                        WrittenValues(
                            lost + [before[field.number]].filter { !$0.isNull && !lost.contains($0) && $0 != now }
                        )
                    ),
                    replaces: []
                )
            }
            guard !field.rule.isOfServer, !before[field.number].isNull, before[field.number] != now else { return nil }
            if cause == .unwatched, after != nil {
                return Self.beside(before[field.number], now, field).map {
                    FieldChange(
                        field: field.number,
                        action: $0,
                        replaces: field.rule.isDecidedByPeople ? [] : nil
                    )
                }
            }
            return Merge.action(from: now, to: before[field.number], of: field).map {
                FieldChange(field: field.number, action: $0)
            }
        }
        guard !changes.isEmpty else { return }
        let kind: Operation.Kind = after == nil ? .create : .update
        let operation = Operation(
            collection: table.number,
            record: id,
            kind: kind,
            scope: stream.scope,
            changes: changes
        )
        let refusal = Refusal(.replaced, cause.problem, collection: table.number, record: id)
        try refusedSets.add(ChangeSet(edit: 0, stamp: clock.stamp(), bases: [:], operations: [operation]), refusal)
    }

    /// What offers a value that may have been typed without undoing what came in: who knows which of the two was there
    /// first?
    private static func beside(_ before: Value, _ now: Value, _ field: Programme.Field) -> FieldAction? {
        switch Merge.action(from: now, to: before, of: field) {
        case .add?, nil: nil
        case .elements(let add, _)?: add.isEmpty ? nil : .elements(add: add, remove: [])
        case .write(let values)?: .write(values)
        }
    }
}

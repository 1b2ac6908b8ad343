import ChangeFeed
import Replica
import SyncModel

/// What the server's audit log says of a record.
struct Audit {
    /// Marks of what was applied.
    var applied: Set<String> = []
    /// Marks of what was refused.
    var refused: Set<String> = []
    /// Every addition to a counter that was applied, by field.
    var additions: [Int: [Int64]] = [:]
}

extension World {
    /// Reads the audit log of one record.
    func audit(of record: RecordID) throws -> Audit {
        guard let form = oracle.records[record] else { return Audit() }
        var audit = Audit()
        for entry in try centre.service.history(form.rawValue, record, for: nil) {
            let marks = marks(of: entry.operation, by: entry.device)
            if entry.refusal == nil {
                audit.applied.formUnion(marks)
                for change in entry.operation.changes {
                    if case .add(let number) = change.action { audit.additions[change.field, default: []].append(number) }
                }
            } else {
                audit.refused.formUnion(marks)
            }
        }
        return audit
    }

    /// The marks that an operation would leave in the audit log.
    func marks(of operation: Operation, by device: DeviceID) -> Set<String> {
        var marks: Set<String> = []
        let writers = participants.filter { $0.devices.contains(device) }.map(\.index)
        switch operation.kind {
        case .delete: marks.formUnion(writers.map { "deleted by \($0)" })
        case .create: marks.formUnion(writers.map { "created by \($0)" })
        case .update: break
        }
        for change in operation.changes {
            switch change.action {
            case .write(let values): marks.formUnion(values.map { Typed.mark(change.field, $0) })
            case .elements(let adds, let removes):
                marks.formUnion(adds.map { "\(change.field) +\($0)" })
                marks.formUnion(removes.map { "\(change.field) -\($0)" })
            case .add(let number): marks.insert("\(change.field) add \(number)")
            }
        }
        return marks
    }
}

import ChangeFeed
import Replica
import SyncModel

/// What the server's audit log says of a record.
struct RecordAudit {
    /// Marks of what was applied.
    var applied: Set<String> = []
    /// Marks of what was refused.
    var refused: Set<String> = []
    /// Every addition to a counter that was applied, by field.
    var additions: [Int: [Int64]] = [:]
}

extension World {
    /// Reads the audit log of one record.
    func audit(of record: RecordID) throws -> RecordAudit {
        guard let form = oracle.records[record] else { return RecordAudit() }
        var audit = RecordAudit()
        for entry in try server.service.history(form.rawValue, record, for: nil) {
            let traces = traces(of: entry.operation, by: entry.device)
            if entry.refusal == nil {
                audit.applied.formUnion(traces)
                for change in entry.operation.changes {
                    if case .add(let number) = change.action {
                        audit.additions[change.field, default: []].append(number)
                    }
                }
            } else {
                audit.refused.formUnion(traces)
            }
        }
        return audit
    }

    /// The traces that an operation would leave in the audit log.
    func traces(of operation: Operation, by device: DeviceID) -> Set<String> {
        var acts: [(field: Int?, act: Typed.Act)] = []
        switch operation.kind {
        case .delete: acts.append((nil, .deleted))
        case .create: acts.append((nil, .cleared))
        case .update: break
        }
        for change in operation.changes {
            switch change.action {
            case .write(let values): acts += values.map { (change.field, .write($0)) }
            case .elements(let adds, let removes):
                acts += adds.map { (change.field, .element($0)) } + removes.map { (change.field, .removal($0)) }
            case .add(let number): acts.append((change.field, .add(number)))
            }
        }
        let writers = participants.filter { $0.devices.contains(device) }.map(\.index)
        return Set(writers.flatMap { writer in acts.map { Typed.trace(of: $0.act, in: $0.field, by: writer) } })
    }
}

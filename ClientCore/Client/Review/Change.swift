public import Foundation
package import Replica
public import SyncModel

/// What a person did to one record.
public struct Change: Hashable, Sendable {
    /// What was done to it.
    public enum Kind: Hashable, Sendable {
        /// The record was made.
        case create
        /// Fields of it were edited.
        case update
        /// It was deleted.
        case delete
    }

    /// The collection's name; empty for one of a newer programme.
    public let collection: String
    /// The record that was changed.
    public let record: RecordID
    /// What was done to it.
    public let kind: Kind
    /// By field name; fields of a newer programme are left out.
    public let edits: [String: FieldEdit]

    init(_ operation: SyncModel.Operation, in programme: Programme) {
        let collection = programme.collection(operation.collection)
        self.collection = collection?.name ?? ""
        record = operation.record
        kind =
            switch operation.kind {
            case .create: .create
            case .update: .update
            case .delete: .delete
            }
        let named = operation.changes.compactMap { change in
            collection?.fieldName(change.field).map { ($0, FieldEdit(change.action)) }
        }
        edits = Dictionary(named) { first, _ in first }
    }
}

/// An edit that was not applied, with everything that was typed.
public struct RefusedChange: Hashable, Identifiable, Sendable {
    /// Names it on this device.
    public let id: Int64
    /// Why it was not applied.
    public let reason: DuikouError
    /// All that was typed.
    public let changes: [Change]
    /// When it was typed.
    public let at: Date
    /// The store's own form.
    package let stored: RefusedSet

    init(_ stored: RefusedSet, in programme: Programme) {
        (id, reason, self.stored) = (stored.id, DuikouError(stored.refusal, in: programme), stored)
        changes = stored.changes.operations.map { Change($0, in: programme) }
        at = Moments.date(stored.changes.stamp.milliseconds)
    }

    /// It changes the record.
    func names(_ record: RecordID) -> Bool { changes.contains { $0.record == record } }
}

/// An edit that the server has not answered.
public struct UnsentChange: Hashable, Identifiable, Sendable {
    /// Names it on this device; later edits have larger ones.
    public let id: Int64
    /// All that was typed.
    public let changes: [Change]
    /// When it was typed.
    public let at: Date
    /// It was put on the line: the server may have it already.
    public let isOnTheLine: Bool

    init(_ set: ChangeSet, isOnTheLine: Bool, in programme: Programme) {
        id = Int64(truncatingIfNeeded: set.edit.number)
        changes = set.operations.map { Change($0, in: programme) }
        at = Moments.date(set.stamp.milliseconds)
        self.isOnTheLine = isOnTheLine
    }
}

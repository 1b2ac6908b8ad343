public import Foundation
package import Replica
public import SyncModel
import SyncWire

/// Names a conflict, on every device and at the server, for ever.
public struct ConflictID: Hashable, Sendable, LosslessStringConvertible {
    /// The id as sixteen hexadecimal digits.
    public let description: String

    /// Reads sixteen hexadecimal digits.
    /// - Returns: `nil` for anything else.
    public init?(_ description: String) {
        guard description.utf8.count == 16, UInt64(description, radix: 16) != nil else { return nil }
        self.description = description.lowercased()
    }

    init(stored: String) {
        description = stored
    }
}

/// Different values that live side by side, waiting for a person.
public struct Conflict: Hashable, Identifiable, Sendable {
    /// The same wherever it is looked at.
    public let id: ConflictID
    /// The name of the collection.
    public let collection: String
    /// The record in question.
    public let record: RecordID
    /// The field; `nil` where the question is whether the record is kept or deleted.
    public let field: String?
    /// The role that decides it; `nil` means whoever may write the record.
    public let owner: String?
    /// This device may decide it.
    public let mayDecide: Bool
    /// At least two; the one that is shown first, then the newest first.
    public let candidates: [Candidate]
    /// The store's own form.
    package let stored: ReplicaConflict
}

/// One of the values of a conflict.
public struct Candidate: Hashable, Identifiable, Sendable {
    /// What a candidate says.
    public enum Content: Hashable, Sendable {
        /// A value of the field.
        case value(Value)
        /// The record is kept.
        case kept
        /// The record is deleted.
        case deleted
    }

    /// Names it as long as it lives.
    public let id: String
    /// What this one says.
    public let content: Content
    /// The device that wrote it.
    public let device: DeviceID
    /// What people call that device; `nil` where the server has not told.
    public let author: String?
    /// When it was written, as far as that device knew.
    public let at: Date
    /// That device's clock could be trusted.
    public let isClockTrusted: Bool
    /// This device wrote it.
    public let isOwn: Bool
}

/// How a person decides a conflict.
public enum Decision: Hashable, Sendable {
    /// The candidate is right.
    case take(Candidate.ID)
    /// Something else is right.
    case value(Value)
    /// The record is kept.
    case keep
    /// The record is deleted.
    case delete

    var stored: ReplicaDecision {
        switch self {
        case .take(let id): .take(id)
        case .value(let value): .value(value)
        case .keep: .value(.integer(1))
        case .delete: .value(.integer(0))
        }
    }
}

/// A decision that was made on this device.
public struct DecisionRecord: Hashable, Sendable {
    /// The conflict that it settled.
    public let conflict: ConflictID
    /// Why; empty if nobody said.
    public let reason: String
    /// When, by this device's clock.
    public let at: Date
    /// It was taken back.
    public let isUndone: Bool
}

extension Conflict {
    /// - Returns: `nil` for a conflict of a newer programme.
    init?(_ stored: ReplicaConflict, in store: StoreReader) throws {
        guard let collection = try store.programme().collection(stored.collection) else { return nil }
        let standing = store.standing()
        let scope = try store.record(collection.name, stored.record)?.scope
        var isOpen = true
        if let standing, let scope {
            isOpen = standing.writable[scope].map { $0.isEmpty || $0.contains(collection.number) } ?? false
        }
        self.init(
            id: ConflictID(stored: stored.id),
            collection: collection.name,
            record: stored.record,
            field: stored.field.flatMap { collection.fieldName($0) },
            owner: stored.owner,
            mayDecide: isOpen && (stored.owner == nil || stored.owner == standing?.role),
            candidates: stored.candidates.map {
                Candidate($0, isOfField: stored.field != nil, own: store.identity()?.device)
            },
            stored: stored
        )
    }
}

extension Candidate {
    init(_ stored: ConflictCandidate, isOfField: Bool, own: DeviceID?) {
        self.init(
            id: stored.key,
            content: isOfField ? .value(stored.value) : stored.value == .integer(1) ? .kept : .deleted,
            device: stored.device,
            author: stored.writer?.name,
            at: Moments.date(stored.at),
            isClockTrusted: !stored.clockUncertain,
            isOwn: stored.device == own
        )
    }
}

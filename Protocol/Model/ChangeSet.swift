/// What one change set does to one field.
package enum FieldAction: Hashable, Sendable {
    /// Writes values: one, save where a conflict is reopened with all its candidates.
    case write(WrittenValues)
    /// Adds and removes elements of a set.
    case elements(add: [String], remove: [String])
    /// Adds to a counter.
    case add(Int64)
}

/// A change of one field.
package struct FieldChange: Hashable, Sendable {
    /// The field's number in its collection.
    package var field: Int
    /// What is done to the field.
    package var action: FieldAction
    /// For keep-both where a live write is hidden: all dots of the value that was shown; takes the place of base and
    /// same-device rule.
    package var replaces: [Dot]?
    /// An exception from the operation's base, in the record's stream.
    package var base: Position?
    /// Writes seen by name: previews, and an old identity's own writes.
    package var seen: [Dot]

    /// A change from its parts.
    package init(field: Int, action: FieldAction, replaces: [Dot]? = nil, base: Position? = nil, seen: [Dot] = []) {
        self.field = field
        self.action = action
        self.replaces = replaces
        self.base = base
        self.seen = seen
    }
}

/// What a change set does to one record; a set names a record at most once.
package struct Operation: Hashable, Sendable {
    /// Create, edit or delete.
    package enum Kind: UInt8, Hashable, Sendable {
        case create = 0
        case update = 1
        case delete = 2
    }

    /// The collection's number in the programme.
    package var collection: Int
    /// The record that it changes.
    package var record: RecordID
    /// What happens to it.
    package var kind: Kind
    /// Where the device holds the record; for a creation, where it goes.
    package var scope: Scope
    /// An exception from the set's base of the record's stream: what the device had seen of it.
    package var base: Position?
    /// For a deletion, and for a creation over a tombstone: writes of the record's existence seen by name.
    package var seen: [Dot]
    /// In the order of field numbers; empty for a deletion.
    package var changes: [FieldChange]

    /// An operation from its parts.
    package init(
        collection: Int,
        record: RecordID,
        kind: Kind,
        scope: Scope,
        base: Position? = nil,
        seen: [Dot] = [],
        changes: [FieldChange] = []
    ) {
        self.collection = collection
        self.record = record
        self.kind = kind
        self.scope = scope
        self.base = base
        self.seen = seen
        self.changes = changes
    }
}

/// One atomic edit, its bytes fixed when it was made.
package struct ChangeSet: Hashable, Sendable {
    /// The local order over the whole device.
    package var edit: EditNumber
    /// When it was typed.
    package var stamp: Stamp
    /// What the device had seen of each stream that the set changes: its `complete` there at the time of the edit.
    package var bases: [Stream: Position]
    /// At most ``Limits/operationsPerSetMax``; in the order in which they are applied.
    package var operations: [Operation]
    /// Why, in the words of whoever decided a conflict with it; empty for everything else.
    package var reason: String

    /// A change set from its parts.
    package init(
        edit: EditNumber,
        stamp: Stamp,
        bases: [Stream: Position],
        operations: [Operation],
        reason: String = ""
    ) {
        self.edit = edit
        self.stamp = stamp
        self.bases = bases
        self.operations = operations
        self.reason = reason
    }
}

/// What people know a device by.
package struct DeviceCard: Hashable, Sendable {
    /// The device that made the change.
    package var device: DeviceID
    /// What people call it.
    package var name: String
    /// The role that it holds.
    package var role: String
    /// The record at which it holds it.
    package var at: RecordID

    /// A card from its parts.
    package init(device: DeviceID, name: String, role: String, at: RecordID) {
        self.device = device
        self.name = name
        self.role = role
        self.at = at
    }
}

/// The unit of signing, transport and audit: consecutive change sets of one device in one lane.
package struct Parcel: Hashable, Sendable {
    /// The device that sends the parcel.
    package var device: DeviceID
    /// In which lane the sets are numbered: the most urgent among their records'.
    package var lane: Lane
    /// The version of the programme under which the sets were made.
    package var programme: Int
    /// The send number of the first set; the others follow without a gap.
    package var first: SendNumber
    /// SHA-256 of the previous parcel of this device and lane; 32 zero bytes before the first.
    package var previous: [UInt8]
    /// At least one, in the order of their send numbers.
    package var sets: [ChangeSet]

    /// A parcel from its parts.
    package init(device: DeviceID, lane: Lane, programme: Int, first: SendNumber, previous: [UInt8], sets: [ChangeSet])
    {
        self.device = device
        self.lane = lane
        self.programme = programme
        self.first = first
        self.previous = previous
        self.sets = sets
    }

    /// The send number of the last set.
    package var last: SendNumber { first.advanced(by: sets.count - 1) }
}

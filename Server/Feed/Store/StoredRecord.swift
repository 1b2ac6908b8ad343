import SyncMerge
package import SyncModel

/// Who changed a record last, as far as it can be proved: every change above `since` was this device's, none with a
/// lower edit number.
package struct Authorship: Hashable, Sendable {
    /// The device that made all these changes.
    package var device: DeviceID
    /// The lowest edit number of those changes.
    package var edit: EditNumber
    /// The position of the record's last change by anybody else, or one that this device had seen.
    package var since: Position

    /// An authorship from its parts.
    package init(device: DeviceID, edit: EditNumber, since: Position) {
        self.device = device
        self.edit = edit
        self.since = since
    }
}

/// A record or tombstone as it is stored.
package struct StoredRecord: Hashable, Sendable {
    /// Short form or all live writes.
    package enum Body: Hashable, Sendable {
        case uniform(UniformRecord)
        case state(RecordState)
    }

    /// The stream in which it stands.
    package var stream: Stream
    /// What is known of it.
    package var body: Body
    /// Who changed it last; `nil` if nothing can be proved.
    package var authorship: Authorship?

    /// A stored record from its parts.
    package init(stream: Stream, body: Body, authorship: Authorship?) {
        self.stream = stream
        self.body = body
        self.authorship = authorship
    }

    /// Of its last change.
    package var position: Position {
        switch body {
        case .uniform(let record): record.position
        case .state(let state): state.position
        }
    }

    /// The name of the record.
    package var record: RecordID {
        switch body {
        case .uniform(let record): record.record
        case .state(let state): state.record
        }
    }

    /// The number of the record's collection.
    var collection: Int {
        switch body {
        case .uniform(let record): record.collection
        case .state(let state): state.collection
        }
    }

    /// It is a tombstone.
    var isDeleted: Bool {
        switch body {
        case .uniform: false
        case .state(let state): state.isDeleted
        }
    }

    /// All its live writes.
    func state(in collection: Programme.Collection) -> RecordState {
        switch body {
        case .uniform(let record): Merge.expand(record, in: collection, stream: stream)
        case .state(let state): state
        }
    }

    /// What it shows, by field number.
    func values(in collection: Programme.Collection) -> [Value] { Merge.shown(state(in: collection), in: collection) }
}

/// What stands at a position of a stream.
package enum StoredEntry: Hashable, Sendable {
    case record(StoredRecord)
    case gone(GoneEntry)
    /// A live record that was not asked for.
    case own(Position)

    /// Of the record's last change.
    package var position: Position {
        switch self {
        case .record(let record): record.position
        case .gone(let gone): gone.position
        case .own(let position): position
        }
    }
}

/// The changes that a device holds because it made them: those above its `complete` of the stream, of sets that it
/// still knows.
package struct OwnChanges: Hashable, Sendable {
    /// The device that made them.
    package var device: DeviceID
    /// Edits before this one it may have forgotten.
    package var from: EditNumber
    /// It holds everything up to here, whoever wrote it.
    package var complete: Position

    /// Changes from their bounds.
    package init(device: DeviceID, from: EditNumber, complete: Position) {
        self.device = device
        self.from = from
        self.complete = complete
    }

    /// Every change above what the device holds was its own (clauses P9, F22).
    package func cover(_ authorship: Authorship) -> Bool {
        authorship.device == device && authorship.edit >= from && authorship.since <= complete
    }
}

/// A tombstone or a moved record, as the feed shows it.
package struct GoneEntry: Hashable, Sendable {
    /// The number of the record's collection.
    package var collection: Int
    /// The name of the record.
    package var record: RecordID
    /// Of the deletion or move.
    package var position: Position
    /// The record's moves after it.
    package var moves: UInt32
    /// Moved to another stream rather than deleted.
    package var moved: Bool
    /// Who deleted it; `nil` if nothing can be proved.
    package var authorship: Authorship?

    /// An entry from its parts.
    package init(
        collection: Int,
        record: RecordID,
        position: Position,
        moves: UInt32,
        moved: Bool,
        authorship: Authorship?
    ) {
        self.collection = collection
        self.record = record
        self.position = position
        self.moves = moves
        self.moved = moved
        self.authorship = authorship
    }
}

/// A record's new state in the place of its old one.
package struct RecordChange: Hashable, Sendable {
    /// With the new stream and position; a state without kept writes becomes a tombstone.
    package var state: RecordState
    /// What stood there before; `nil` for a creation.
    package var replaced: StoredRecord?
    /// The position in the old stream, for a record that moves.
    package var movedAt: Position?
    /// Who changed it last.
    package var authorship: Authorship?
    /// How many conflicts are open.
    package var openConflicts: Int

    /// A change from its parts.
    package init(
        state: RecordState,
        replaced: StoredRecord?,
        movedAt: Position?,
        authorship: Authorship?,
        openConflicts: Int
    ) {
        self.state = state
        self.replaced = replaced
        self.movedAt = movedAt
        self.authorship = authorship
        self.openConflicts = openConflicts
    }
}

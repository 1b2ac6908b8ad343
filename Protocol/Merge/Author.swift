public import SyncModel

/// Who writes, and under which rules.
public struct Author: Hashable, Sendable {
    /// The device; ``DeviceID/server`` for reference data and computed fields.
    public var device: DeviceID
    /// The number of the change set.
    public var edit: EditNumber
    /// When it was typed.
    public var stamp: Stamp
    /// The name of their role; empty for the server.
    public var role: String
    /// The level of that role.
    public var level: Int
    /// The change set's bases.
    public var bases: [Stream: Position]

    /// An author from its parts.
    public init(device: DeviceID, edit: EditNumber, stamp: Stamp, role: String, level: Int, bases: [Stream: Position]) {
        self.device = device
        self.edit = edit
        self.stamp = stamp
        self.role = role
        self.level = level
        self.bases = bases
    }
}

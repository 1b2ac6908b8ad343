package import SyncModel

/// Who writes, and under which rules.
package struct Author: Hashable, Sendable {
    /// The device; ``DeviceID/server`` for reference data and computed fields.
    package var device: DeviceID
    /// The number of the change set.
    package var edit: EditNumber
    /// When it was typed.
    package var stamp: Stamp
    /// The name of their role; empty for the server.
    package var role: String
    /// The level of that role.
    package var level: Int
    /// The change set's bases.
    package var bases: [Stream: Position]

    /// An author from its parts.
    package init(device: DeviceID, edit: EditNumber, stamp: Stamp, role: String, level: Int, bases: [Stream: Position])
    {
        self.device = device
        self.edit = edit
        self.stamp = stamp
        self.role = role
        self.level = level
        self.bases = bases
    }
}

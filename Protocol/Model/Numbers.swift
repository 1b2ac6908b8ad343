/// The place of a record's last change in its stream: 1, 2, 3 … without gaps; 0 is "nothing yet".
package struct Position: Hashable, Comparable, Sendable, ExpressibleByIntegerLiteral {
    /// The number, from 1 on; 0 is before the first.
    package let number: UInt64

    /// Before the first change.
    package static let zero = Self(0)

    /// A position from its number.
    package init(_ number: UInt64) {
        self.number = number
    }

    /// A position from a literal.
    package init(integerLiteral number: UInt64) {
        self.number = number
    }

    /// The position after this one.
    package var next: Self { Self(number + 1) }

    /// In the order of the feed.
    package static func < (left: Self, right: Self) -> Bool { left.number < right.number }
}

/// The local order of all change sets of one device: 1, 2, 3 …; what merging uses.
package typealias EditNumber = UInt64

/// The order in which one device numbered its change sets in one lane when it first sent them, contiguous; what
/// receipts use.
package typealias SendNumber = UInt64

/// Names one written value for ever.
package struct Dot: Hashable, Comparable, Sendable {
    /// The device that wrote the value.
    package let device: DeviceID
    /// The change set in which it was written.
    package let edit: EditNumber
    /// Which of the values that this change set wrote into the same field.
    package let index: UInt32

    /// A dot from its parts.
    package init(device: DeviceID, edit: EditNumber, index: UInt32 = 0) {
        self.device = device
        self.edit = edit
        self.index = index
    }

    /// By device, edit, index.
    package static func < (left: Self, right: Self) -> Bool {
        if left.device != right.device { return left.device < right.device }
        if left.edit != right.edit { return left.edit < right.edit }
        return left.index < right.index
    }

    /// The stable key of a conflict's candidate: `device/edit` or `device/edit/index`.
    package var text: String {
        index == 0 ? "\(device.text)/\(edit)" : "\(device.text)/\(edit)/\(index)"
    }
}

/// The time of an edit, fixed when its change set is made and never recomputed.
package struct Stamp: Hashable, Comparable, Sendable {
    /// An offset to the server's clock was measured since the machine started, and wall and boot clock advanced alike
    /// since.
    package let sure: Bool
    /// Unit: milliseconds since 1970, UTC, corrected by the offset last measured before the edit.
    package let milliseconds: Int64

    /// A stamp from its parts.
    package init(sure: Bool, milliseconds: Int64) {
        self.sure = sure
        self.milliseconds = milliseconds
    }

    /// An unsure stamp is smaller than any sure one; then the later time is larger.
    package static func < (left: Self, right: Self) -> Bool {
        if left.sure != right.sure { return right.sure }
        return left.milliseconds < right.milliseconds
    }
}

/// A number that counts one kind of thing: 1, 2, 3 …; 0 is "nothing yet". No kind stands in for another.
///
/// All of it may be compiled into other modules, so that a kind of its own costs no more than a bare number.
package protocol SerialNumber: Hashable, Strideable, Sendable, ExpressibleByIntegerLiteral {
    /// The number, from 1 on; 0 is before the first.
    var number: UInt64 { get }

    /// One from its number.
    init(_ number: UInt64)
}

extension SerialNumber {
    /// Before the first.
    @inlinable package static var zero: Self { Self(0) }

    /// One from a literal.
    @inlinable package init(integerLiteral number: UInt64) {
        self.init(number)
    }

    /// The one after this.
    @inlinable package var next: Self { Self(number + 1) }

    /// The one so many places on.
    @inlinable package func advanced(by count: Int) -> Self { Self(number.advanced(by: count)) }

    /// How many places on another is.
    @inlinable package func distance(to other: Self) -> Int { number.distance(to: other.number) }

    /// The same number. Other things that stride are compared by their distance, and not every distance is an `Int`.
    @inlinable package static func == (left: Self, right: Self) -> Bool { left.number == right.number }

    /// In the order of counting.
    @inlinable package static func < (left: Self, right: Self) -> Bool { left.number < right.number }
}

/// The place of a record's last change in its stream, without gaps.
package struct Position: SerialNumber {
    /// In the order of the feed.
    package let number: UInt64

    /// A position from its number.
    @inlinable package init(_ number: UInt64) {
        self.number = number
    }
}

/// The local order of all change sets of one device; what merging uses.
package struct EditNumber: SerialNumber {
    /// In the order in which the sets were made.
    package let number: UInt64

    /// An edit number from its number.
    @inlinable package init(_ number: UInt64) {
        self.number = number
    }
}

/// The order in which one device numbered its change sets in one lane when it first sent them, contiguous; what
/// receipts use.
package struct SendNumber: SerialNumber {
    /// In the order of sending.
    package let number: UInt64

    /// A send number from its number.
    @inlinable package init(_ number: UInt64) {
        self.number = number
    }
}

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
        index == 0 ? "\(device.text)/\(edit.number)" : "\(device.text)/\(edit.number)/\(index)"
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

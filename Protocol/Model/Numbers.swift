/// The place of a record's last change in its stream: 1, 2, 3 … without gaps; 0 is "nothing yet".
public struct Position: Hashable, Comparable, Sendable, ExpressibleByIntegerLiteral {
    /// The number, from 1 on; 0 is before the first.
    public let number: UInt64

    /// Before the first change.
    public static let zero = Self(0)

    /// A position from its number.
    public init(_ number: UInt64) {
        self.number = number
    }

    /// A position from a literal.
    public init(integerLiteral number: UInt64) {
        self.number = number
    }

    /// The position after this one.
    public var next: Self { Self(number + 1) }

    /// In the order of the feed.
    public static func < (left: Self, right: Self) -> Bool { left.number < right.number }
}

/// The local order of all change sets of one device: 1, 2, 3 …; what merging uses.
public typealias EditNumber = UInt64

/// The order in which one device numbered its change sets in one lane when it first sent them, contiguous; what receipts use.
public typealias SendNumber = UInt64

/// Names one written value for ever.
public struct Dot: Hashable, Comparable, Sendable {
    /// The device that wrote the value.
    public let device: DeviceID
    /// The change set in which it was written.
    public let edit: EditNumber
    /// Which of the values that this change set wrote into the same field.
    public let index: UInt32

    /// A dot from its parts.
    public init(device: DeviceID, edit: EditNumber, index: UInt32 = 0) {
        self.device = device
        self.edit = edit
        self.index = index
    }

    /// By device, edit, index.
    public static func < (left: Self, right: Self) -> Bool {
        if left.device != right.device { return left.device < right.device }
        if left.edit != right.edit { return left.edit < right.edit }
        return left.index < right.index
    }

    /// The stable key of a conflict's candidate: `device/edit` or `device/edit/index`.
    public var text: String {
        index == 0 ? "\(device.text)/\(edit)" : "\(device.text)/\(edit)/\(index)"
    }
}

/// The time of an edit, fixed when its change set is made and never recomputed.
public struct Stamp: Hashable, Comparable, Sendable {
    /// An offset to the server's clock was measured since the machine started, and wall and boot clock advanced alike since.
    public let sure: Bool
    /// Unit: milliseconds since 1970, UTC, corrected by the offset last measured before the edit.
    public let milliseconds: Int64

    /// A stamp from its parts.
    public init(sure: Bool, milliseconds: Int64) {
        self.sure = sure
        self.milliseconds = milliseconds
    }

    /// An unsure stamp is smaller than any sure one; then the later time is larger.
    public static func < (left: Self, right: Self) -> Bool {
        if left.sure != right.sure { return right.sure }
        return left.milliseconds < right.milliseconds
    }
}

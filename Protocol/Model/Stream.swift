/// What decides who may see a record: `province`, or a kind and a record such as `site/<id>`.
public struct Scope: Hashable, Comparable, Sendable {
    /// The kind of scope, as the programme names it.
    public let kind: String
    /// The record that the scope belongs to; `nil` where there is one scope of the kind.
    public let record: RecordID?

    /// A scope from its parts.
    public init(_ kind: String, _ record: RecordID? = nil) {
        self.kind = kind
        self.record = record
    }

    /// Reads `kind` or `kind/<id>`.
    /// - Returns: `nil` if the part after the slash is no record's name.
    public init?(text: String) {
        guard let slash = text.utf8.firstIndex(of: UInt8(ascii: "/")) else {
            self.init(text)
            return
        }
        guard let record = RecordID(text[text.index(after: slash)...]) else { return nil }
        self.init(String(text[..<slash]), record)
    }

    /// As it is written: `kind` or `kind/<id>`.
    public var text: String { record.map { "\(kind)/\($0.text)" } ?? kind }

    /// By kind, then by record.
    public static func < (left: Self, right: Self) -> Bool {
        if left.kind != right.kind { return left.kind < right.kind }
        return (left.record?.bits ?? 0) < (right.record?.bits ?? 0)
    }
}

/// The priority of a collection: what travels first.
public enum Lane: UInt8, Hashable, Comparable, Sendable, CaseIterable, Codable {
    /// Before everything else.
    case urgent = 0
    /// What most collections have.
    case normal = 1
    /// What may wait until the rest has gone.
    case bulk = 2

    /// The word in a programme.
    public var name: String {
        switch self {
        case .urgent: "urgent"
        case .normal: "normal"
        case .bulk: "bulk"
        }
    }

    /// The most urgent lane first.
    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// What is ordered: the changes of one scope in one lane (clause S2).
package struct Stream: Hashable, Comparable, Sendable {
    /// The scope whose records it orders.
    package let scope: Scope
    /// The lane of the records' collections.
    package let lane: Lane

    /// A stream from its parts.
    package init(scope: Scope, lane: Lane) {
        self.scope = scope
        self.lane = lane
    }

    /// As messages write it: `scope:lane`.
    package var text: String { "\(scope.text):\(lane.name)" }

    /// By lane, then by scope.
    package static func < (left: Self, right: Self) -> Bool {
        left.lane != right.lane ? left.lane < right.lane : left.scope < right.scope
    }
}

/// One stream's part of a cursor: what a device holds of it (clause C2).
package struct StreamCursor: Hashable, Sendable {
    /// The whole state up to here is held; fields changed later are still wanted.
    package var complete: Position
    /// Pages up to here are staged, or written in a first fill; `complete ≤ upto` (invariant I4).
    package var upto: Position

    /// A stream's cursor from its numbers.
    package init(complete: Position, upto: Position) {
        self.complete = complete
        self.upto = upto
    }

    /// Nothing is held yet.
    package static let start = Self(complete: .zero, upto: .zero)
}

/// What a device holds of one server history.
package struct Cursor: Hashable, Sendable {
    /// The history; `nil` before the first reply.
    package var epoch: Epoch?
    /// The streams that the device holds.
    package var streams: [Stream: StreamCursor]

    /// A cursor from its parts.
    package init(epoch: Epoch?, streams: [Stream: StreamCursor] = [:]) {
        self.epoch = epoch
        self.streams = streams
    }
}

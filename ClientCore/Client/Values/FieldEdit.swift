public import Foundation
import Replica
public import SyncModel

/// What is done to one field of a record.
public enum FieldEdit: Hashable, Sendable {
    /// Writes a value. A set becomes equal to it, a counter to the number, whatever others do meanwhile.
    case set(Value)
    /// Adds to a counter, without having to know its number.
    case add(Int64)
    /// Adds elements to a set and takes others away.
    case elements(add: Set<String>, remove: Set<String>)
}

extension FieldEdit: ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral, ExpressibleByStringInterpolation {
    /// Writes a whole number.
    public init(integerLiteral integer: Int64) { self = .set(.integer(integer)) }

    /// Writes yes or no.
    public init(booleanLiteral truth: Bool) { self = .set(.boolean(truth)) }

    /// Writes a text into the field.
    public init(stringLiteral text: String) { self = .set(.text(text)) }
}

extension FieldEdit {
    /// Empties the field: nothing is entered.
    public static let null = FieldEdit.set(.null)

    /// Writes a text into the field.
    public static func text(_ text: String) -> FieldEdit { .set(.text(text)) }

    /// Writes a whole number.
    public static func integer(_ integer: Int64) -> FieldEdit { .set(.integer(integer)) }

    /// Writes a reference to a record.
    public static func ref(_ id: RecordID) -> FieldEdit { .set(.ref(id)) }

    /// Writes a day of the calendar.
    public static func date(_ date: CalendarDate) -> FieldEdit { .set(.date(date)) }

    /// Writes a moment, to the millisecond.
    public static func datetime(_ moment: Date) -> FieldEdit { .set(.datetime(moment)) }

    /// Writes a number with digits after the point.
    public static func decimal(_ number: Decimal) -> FieldEdit { .set(.decimal(number)) }

    /// Writes yes or no.
    public static func boolean(_ truth: Bool) -> FieldEdit { .set(.boolean(truth)) }

    /// Makes a set equal to these elements.
    public static func set(_ elements: some Sequence<String>) -> FieldEdit { .set(.set(elements)) }

    /// Adds elements to a set.
    public static func adding(_ elements: String...) -> FieldEdit { .elements(add: Set(elements), remove: []) }

    /// Takes elements away from a set.
    public static func removing(_ elements: String...) -> FieldEdit { .elements(add: [], remove: Set(elements)) }
}

extension FieldEdit {
    var stored: ReplicaEdit {
        switch self {
        case .set(let value): .set(value)
        case .add(let number): .add(number)
        case .elements(let add, let remove): .elements(add: add.sorted(), remove: remove.sorted())
        }
    }

    init(_ action: FieldAction) {
        switch action {
        // Several stand only where a decision was taken back; the newest is what was typed.
        case .write(let values): self = .set(values.last ?? .null)
        case .add(let number): self = .add(number)
        case .elements(let add, let remove): self = .elements(add: Set(add), remove: Set(remove))
        }
    }
}

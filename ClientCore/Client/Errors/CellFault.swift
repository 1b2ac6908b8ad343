import SyncModel

/// Why a field and an app's type do not fit each other: what stands behind the colon, without a full stop.
package enum CellFault: Explained {
    /// The record has no such field.
    case noField
    /// What is there is something else.
    case isNot(Wanted)
    /// A type with a shape that no record has.
    case shape(Shape)
    /// Fields have no such numbers.
    case floating
    /// Beyond 64 bits.
    case tooLarge
    /// A value of several parts.
    case notOneValue
    /// An element that is no text.
    case elementNotText
    /// What the type itself says.
    case told(String)

    /// What an app's type wants.
    package enum Wanted: Hashable, Sendable, CaseIterable {
        case truth, text, number, wholeNumber, value, moment, set, fields, date, record
    }

    /// What records never have.
    package enum Shape: Hashable, Sendable, CaseIterable {
        case list, single, nested, above, fieldsInElement, elementsInElement, moreElements
    }

    /// The reason in English.
    package var inEnglish: String {
        switch self {
        case .noField: "there is no such field"
        case .isNot(let wanted): "what is here is not \(wanted.inEnglish)"
        case .shape(let shape): shape.inEnglish
        case .floating: "fields have no floating-point numbers: use Decimal"
        case .tooLarge: "the number is too large"
        case .notOneValue: "a field holds one value or a set of texts"
        case .elementNotText: "an element is a text"
        case .told(let words): words
        }
    }
}

extension CellFault.Wanted {
    fileprivate var inEnglish: String {
        switch self {
        case .truth: "yes or no"
        case .text: "a text"
        case .number: "a number"
        case .wholeNumber: "a whole number"
        case .value: "a field's value"
        case .moment: "a moment"
        case .set: "a set"
        case .fields: "something with fields of its own"
        case .date: "a date such as 2024-03-01"
        case .record: "a record's id"
        }
    }
}

extension CellFault.Shape {
    fileprivate var inEnglish: String {
        switch self {
        case .list: "a record is no list"
        case .single: "a record is no single value"
        case .nested: "a field holds no fields"
        case .above: "a record has no other above it"
        case .fieldsInElement: "an element holds no fields"
        case .elementsInElement: "an element holds no elements"
        case .moreElements: "the set has no more elements"
        }
    }
}

extension CellFault {
    /// The error of a type that reads itself from whatever decoder there is.
    func found(_ text: String, in container: any SingleValueDecodingContainer) -> DecodingError {
        .dataCorrupted(
            DecodingError.Context(
                codingPath: container.codingPath,
                debugDescription: "“\(text)”: \(inEnglish)",
                underlyingError: self
            )
        )
    }
}

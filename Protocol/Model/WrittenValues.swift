/// What a change writes into a field: one value, save where a conflict is opened again with all its candidates.
///
/// The one value stands here itself: an array for each field of each record would cost more than the values.
package struct WrittenValues: Hashable, Sendable, RandomAccessCollection, ExpressibleByArrayLiteral {
    private enum Form: Hashable, Sendable {
        case one(Value)
        /// Never just one.
        case several([Value])
    }

    private let form: Form

    /// Writes one value, as nearly every change does.
    package init(_ value: Value) {
        form = .one(value)
    }

    /// Writes several values in this order, each a live write.
    package init(_ values: [Value]) {
        form = values.count == 1 ? .one(values[0]) : .several(values)
    }

    /// Values that stand in the source.
    package init(arrayLiteral values: Value...) {
        self.init(values)
    }

    /// The value; `nil` if there are several, or none.
    package var only: Value? {
        switch form {
        case .one(let value): value
        case .several: nil
        }
    }

    /// The first value has number 0.
    package var startIndex: Int { 0 }

    /// How many values there are.
    package var endIndex: Int {
        switch form {
        case .one: 1
        case .several(let values): values.count
        }
    }

    /// One value by its number.
    package subscript(_ index: Int) -> Value {
        switch form {
        case .one(let value): value
        case .several(let values): values[index]
        }
    }
}

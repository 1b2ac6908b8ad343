public import SyncModel

extension DuikouError {
    /// What exactly is wrong; more cases come with later versions.
    ///
    /// It says what the programme allows, for a form that says it in words of its own. ``DuikouError/collection``,
    /// ``DuikouError/field`` and ``DuikouError/record`` say where.
    @nonexhaustive public enum Problem: Hashable, Sendable {
        // MARK: a value

        /// Nothing stands where something must.
        case required
        /// Not a whole number, or one below the least or above the greatest that the field takes; `nil` for no bound.
        case outOfRange(Int64?, Int64?)
        /// Not a decimal number, or one with more digits after the point, or beyond the bounds.
        case noDecimal(digits: Int, Int64?, Int64?)
        /// Not a text, or an element of a set that is none, of at most so many characters.
        case tooLong(Int)
        /// None of the options of the field, or a set with something else in it; their keys.
        case noOption(of: [String])
        /// No value of the field's type, which has no further bounds.
        case wrongType(Programme.FieldType)

        // MARK: a field

        /// The field's state may not go from one to the other; `nil` where a record begins.
        case noMove(from: String?, to: String)
        /// The field holds so many entries at most, or one edit adds so many.
        case tooManyEntries(Int)
        /// The field's rule takes another kind of edit: a value, a number to add, or elements.
        case wrongEdit
        /// Only the server writes the field.
        case computed
        /// What is recorded never changes: a correction is a new record.
        case neverChanges
        /// A field of the natural key never changes.
        case keyNeverChanges
        /// The reference names nothing that the writer can read.
        case noSuchReference
        /// These fields make the natural key, and no others.
        case keyFields([String])

        // MARK: a record or an edit

        /// The record is closed: a field has the value that closes it.
        case closed(field: String, value: String)
        /// Records of the collection are never deleted.
        case neverDeleted
        /// One edit names so many records at most.
        case tooManyRecords(Int)
        /// So many bytes at most: an edit, which is measured as it is sent, a reason, or a name.
        case tooManyBytes(Int)
        /// Conflicts of the collection are decided by this role.
        case decidedBy(role: String)

        // MARK: a name or a statement

        /// The programme, the records or the database have no such name; the nearest that the programme has.
        case noName(String, nearest: String?)
        /// SQLite's result code, and its own words.
        case sqlite(Int32, String)

        // MARK: this machine

        /// The disk is full.
        case noRoom
        /// Another program keeps the database locked.
        case locked
    }
}

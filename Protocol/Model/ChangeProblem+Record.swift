extension ChangeProblem {
    /// Why a record does not take a change.
    package enum RecordFault: Hashable, Sendable {
        /// Its state forbids edits.
        case closed(field: String, value: String)
        /// Nothing is there to be changed.
        case nothingToChange
        /// Nothing is there to be deleted.
        case nothingToDelete
        /// Nothing is there under this id.
        case noRecord(String?)
        /// The collection forbids it.
        case neverDeleted
        /// The collection forbids it once a record may be known elsewhere.
        case neverDeletedOnceSent
        /// As before, but the record may still be taken back.
        case notSentYet
        /// The author may not know of it, or it never was.
        case gone
        /// The id belongs to a record that the author may not know of.
        case idTaken
        /// The id is another than that of the key. The collection and the fields of its key.
        case idNotOfKey(String, key: [String])
        /// The device may not write the collection in that scope.
        case mayNotWrite(String)
        /// The role may not write in a scope.
        case roleMayNotWrite(role: String, scope: String)
        /// The right to a scope ended before the change was sent.
        case rightEnded(String)
        /// The record that it changes was refused: by lane and send number.
        case needsRefused(lane: String, send: SendNumber)
        /// A record that it refers to was refused: by lane and send number.
        case refersToRefused(lane: String, send: SendNumber)
        /// Two new records that refer to each other.
        case refersInCircle(String)
        /// Other unsent records refer to it.
        case referredTo(by: Int)
        /// Its creation does not fit a newer programme.
        case creationUnfit
        /// Its row was written past the store.
        case writtenPast
        /// Its row went without a trace.
        case rowTaken
        /// More or fewer values than fields.
        case wrongCount(Int, fields: Int)

        var inEnglish: String {
            switch self {
            case .closed(let field, let value): "the record is closed: \(field) is \(value)."
            case .nothingToChange: "there is no such record to change."
            case .nothingToDelete: "there is no such record to delete."
            case .noRecord(let id?): "there is no record \(id) on this device."
            case .noRecord(nil): "there is no such record."
            case .neverDeleted: "these records are never deleted."
            case .neverDeletedOnceSent:
                "these records are never deleted once they may have been sent; add a new one that corrects it."
            case .notSentYet:
                "these records are never deleted once they are sent. This one was not sent yet and can be taken back."
            case .gone: "The record does not exist for you."
            case .idTaken: "The record cannot be made here under this id."
            case .idNotOfKey(let collection, let key):
                "The id of \(collection) does not follow from its key (\(key.joined(separator: ", ")))."
            case .mayNotWrite(let collection): "You may not write \(collection) there."
            case .roleMayNotWrite(let role, let scope): "the role \(role) may not write in \(scope)."
            case .rightEnded(let scope): "The right to \(scope) ended before this was sent."
            // Lane and number are for support: the device says which of its refused changes that is.
            case .needsRefused: "Needs a record whose creation was refused; mend that one first, then retry."
            case .refersToRefused: "Refers to a record whose creation was refused; mend that one first, then retry."
            case .refersInCircle(let record):
                """
                \(record) was not sent yet and refers to this record; send both first, \
                then let them refer to each other.
                """
            case .referredTo(let count):
                "\(count) records that were not sent yet refer to this one; take those back first."
            case .creationUnfit:
                "the record as it was created breaks the programme's rules by now; synchronise, "
                    + "then look at the refused changes."
            case .writtenPast:
                """
                another program wrote this row past the store. Synchronise, then compare with the server and repair, \
                which find out what it is, then try again.
                """
            case .rowTaken:
                "another program took the row away without a trace, and with it what was typed there; add it again."
            case .wrongCount(let count, let fields): "there are \(fields) fields, not \(count)."
            }
        }
    }
}

import SyncModel

/// Why a typed text is no value of its field. Each sentence names what was typed or wanted, and not the field.
package enum ValueProblem: Explained {
    /// Not digits with a sign.
    case notInteger(String)
    /// Neither a word for true nor one for false.
    case notBoolean(String)
    /// Not digits with a point.
    case notDecimal(String)
    /// More digits after the point than the field has.
    case tooFine(String, digits: Int)
    /// Below the least, or above the greatest value.
    case outOfRange(String, min: Int64?, max: Int64?)
    /// None of the keys and titles of the options.
    case noChoice(String, of: [String])
    /// Not a day.
    case notDate(String)
    /// Not a day with a time.
    case notTime(String)
    /// What a spreadsheet leaves of a day.
    case serialDay(String, day: String)
    /// Beside the years 1 to 9999.
    case outsideTime(String)
    /// Not a zone that this computer has.
    case unknownZone(String)
    /// More bytes than any text may have.
    case tooManyBytes(max: Int)
    /// More characters than the field takes.
    case tooManyCharacters(Int, max: Int)
    /// An element of a set that would be read as one to add or to take away.
    case signedElement(String)
    /// Not an id, where nothing else can stand.
    case notID(String, of: String? = nil)
    /// Neither an id nor the name of a record that is here.
    case notNamed(String, of: String)
    /// The id of one record, and the key of another.
    case idAndKey(String, of: String)
    /// The name of several records.
    case severalNamed(String, count: Int, of: String, example: String)
    /// No record is here that it could name.
    case noneHere(String, of: String, form: String)
    /// Neither an id nor a key.
    case notKey(String, of: String, form: String, example: String)
    /// Neither an id nor a key nor a name.
    case notKeyOrName(String, of: String, form: String, example: String)

    /// The sentence in English.
    package var inEnglish: String {
        switch self {
        case .notInteger(let text): "`\(text)` is not a whole number."
        case .notBoolean(let text): "`\(text)` is neither true nor false (是 or 否)."
        case .notDecimal(let text): "`\(text)` is not a decimal number such as 61.25."
        case .tooFine(let text, let digits): "`\(text)` has more than \(digits) digits after the point."
        case .outOfRange(let text, let min?, let max?): "`\(text)` is outside \(min) to \(max)."
        case .outOfRange(let text, let min?, nil): "`\(text)` is less than \(min)."
        case .outOfRange(let text, nil, let max?): "`\(text)` is more than \(max)."
        case .outOfRange(let text, nil, nil): "`\(text)` is out of range."
        case .noChoice(let text, let choices): "`\(text)` is none of the choices \(choices.joined(separator: ", "))."
        case .notDate(let text): "`\(text)` is not a date such as 2024-03-01."
        case .notTime(let text): "`\(text)` is not a time such as 2024-03-01T08:30."
        case .serialDay(let text, let day):
            """
            `\(text)` may be a spreadsheet's number for \(day): format the column as a date, or as text, \
            and type it again.
            """
        case .outsideTime(let text): "`\(text)` is outside the years 1 to 9999."
        case .unknownZone(let zone): "`\(zone)` is no time zone that this computer knows."
        case .tooManyBytes(let max): "The text is longer than \(max) bytes."
        case .tooManyCharacters(let count, let max): "The text has \(count) characters; at most \(max) are allowed."
        case .signedElement(let text):
            "`\(text)` cannot be an element of a set as it stands: write \\+ or \\- where it begins with + or -."
        case .notID(let text, nil): "`\(text)` is not the id of a record."
        case .notID(let text, let collection?): "`\(text)` is not the id of a record of \(collection)."
        case .notNamed(let text, let collection):
            "`\(text)` is neither the id nor the name of a record of \(collection) here."
        case .idAndKey(let text, let collection):
            """
            `\(text)` is the id of one record of \(collection) and the key of another: \
            write the key of the one or the id of the other.
            """
        case .severalNamed(let text, let count, let collection, let example):
            "`\(text)` is the name of \(count) records of \(collection); say which one is meant, such as \(example)."
        case .noneHere(let text, let collection, let form):
            "`\(text)` names nothing: no record of \(collection) is here yet. A key is written \(form)."
        case .notKey(let text, let collection, let form, let example):
            "`\(text)` is neither an id nor a key of \(collection), which is written \(form), such as \(example)."
        case .notKeyOrName(let text, let collection, let form, let example):
            """
            `\(text)` is no id, key or name of a record of \(collection) here; a key is written \(form), \
            such as \(example).
            """
        }
    }
}

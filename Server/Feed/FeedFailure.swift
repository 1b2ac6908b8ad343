package import SyncModel

/// Why a verb of the administration did not do what was asked.
package enum FeedFailure: Explained {
    // MARK: The programme

    /// None was loaded yet.
    case noProgramme
    /// The programme has no such collection; those that it has, where they are few.
    case noCollection(String, has: [String])
    /// The programme has no such role; those that it has.
    case noRole(String, programme: String, has: [String])
    /// A server runs one programme.
    case otherProgramme(String, runs: String)
    /// A changed pack needs a higher number.
    case versionInForce(Int, of: String)
    /// Records without a key cannot come with a pack.
    case noKey(String)
    /// A record of a pack breaks a rule.
    case referenceRefused(Refusal, collection: String)
    /// A record of a pack does not say where it belongs: by the field.
    case referenceHomeless(String, field: String)
    /// The programme does not say where a collection's records belong.
    case noHome(String)
    /// A collection has fewer fields.
    case noField(Int, of: String)

    // MARK: Devices and codes

    /// By its id.
    case noDevice(DeviceID)
    /// Unit: hours.
    case badHours(Int, max: Int)
    /// All names of codes are taken.
    case tooManyCodes
    /// The role is held at records of one collection, and the text names one of another.
    case heldElsewhere(role: String, at: String, named: String, of: String)
    /// The id of one record, and the key of another.
    case idAndKey(String, of: String)
    /// No record has that name.
    case noRecord(String, of: String)
    /// Several have it: how each is written.
    case severalNamed(String, of: String, written: [String])

    /// The sentence in English.
    package var inEnglish: String {
        switch self {
        case .noProgramme: "No programme is loaded yet."
        case .noCollection(let name, let others):
            """
            The programme has no collection \
            \(name)\(others.isEmpty ? "" : "; its collections are \(others.joined(separator: ", "))").
            """
        case .noRole(let role, let programme, let others):
            "The programme \(programme) has no role \(role); its roles are \(others.joined(separator: ", "))."
        case .otherProgramme(let name, let current):
            "This server runs the programme \(current); \(name) needs a server of its own."
        case .versionInForce(let version, let name):
            "Version \(version) of \(name) is in force; give the changed pack a version above it."
        case .noKey(let collection): "\(collection) has no key, so it cannot have reference records."
        case .referenceRefused(let refusal, let collection):
            "A reference record of \(collection) was refused: \(refusal.inEnglish)"
        case .referenceHomeless(let collection, let field):
            "A reference record of \(collection) does not say where it lives (\(field))."
        case .noHome(let collection): "The programme does not say where records of \(collection) live."
        case .noField(let number, let collection): "\(collection) has no field with number \(number)."
        case .noDevice(let id): "No device has the id \(id.text)."
        case .badHours(let hours, let max): "A code is valid for 1 to \(max) hours, not \(hours)."
        case .tooManyCodes: "Too many codes are waiting to be used; try again when some have expired."
        case .heldElsewhere(let role, let at, let text, let collection):
            "The role \(role) is held at a record of \(at), but \u{201c}\(text)\u{201d} is one of \(collection)."
        case .idAndKey(let text, let collection):
            """
            `\(text)` is the id of one record of \(collection) and the key of another: \
            write the key of the one or the id of the other.
            """
        case .noRecord(let text, let collection): "No \(collection) has the id, code or name \(text)."
        case .severalNamed(let text, let collection, let written):
            """
            \(written.count) records of \(collection) are called \(text); write one of these: \
            \(written.joined(separator: ", ")).
            """
        }
    }
}

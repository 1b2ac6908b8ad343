/// A part of a pack that a complaint names.
package enum PackPart: Hashable, Sendable {
    /// The whole of it.
    case programme
    /// A setting as it is written in the file, such as `scopes` or `note.text: min`.
    case setting(String)
    /// Any kind of scope, before its name is read.
    case anyScope
    /// Any role, before its name is read.
    case anyRole
    /// Any collection, before its name is read.
    case anyCollection
    /// Any field, before its name is read.
    case anyField
    /// By its name.
    case scope(String)
    /// By its name.
    case role(String)
    /// By its name.
    case collection(String)
    /// By its key.
    case option(String)
    /// What a role may do where.
    case grant
    /// A change of state that somebody may make.
    case move
    /// The field that says in which scope a record lives.
    case scopeField
    /// One of a list.
    case item(of: String)

    /// As it stands in an English sentence, in small letters where one begins with it.
    var inEnglish: String {
        switch self {
        case .programme: "a programme"
        case .setting(let text): text
        case .anyScope: "a kind of scope"
        case .anyRole: "a role"
        case .anyCollection: "a collection"
        case .anyField: "a field"
        case .scope(let name): "the scope \(name)"
        case .role(let name): "the role \(name)"
        case .collection(let name): "the collection \(name)"
        case .option(let key): "the option \(key)"
        case .grant: "a grant"
        case .move: "a move"
        case .scopeField: "the field of the scope"
        case .item(let list): "an item of \(list)"
        }
    }

    /// At the beginning of a sentence; what is written in the file stays as it is.
    var atBeginning: String {
        if case .setting(let text) = self { return text }
        return inEnglish.prefix(1).uppercased() + inEnglish.dropFirst()
    }
}

import SyncModel

/// The checks that need the whole programme: every name leads somewhere, and the parts fit each other.
struct ProgrammeCheck {
    let programme: Programme
    let file: String
    let lines: [String: Int]

    private static let keyPartsMax = 64

    func run() throws(ProgrammeError) {
        for kind in programme.scopes {
            guard let of = kind.of, programme.collection(named: of) == nil else { continue }
            throw error("scope \(kind.name)", "The scope \(kind.name) is of `\(of)`, which is no collection.")
        }
        for collection in programme.collections {
            try checkHome(of: collection)
            try checkReferences(of: collection)
            try checkKey(of: collection)
            try checkNames(of: collection)
            try checkDuplicates(of: collection)
        }
        var counted: [String: Int] = [:]
        for collection in programme.collections { _ = try keyParts(collection, [], &counted) }
        for role in programme.roles { try checkRole(role) }
    }

    private func error(_ place: String, _ reason: String) -> ProgrammeError {
        ProgrammeError(file: file, line: lines[place], reason: reason)
    }

    private func checkHome(of collection: Programme.Collection) throws(ProgrammeError) {
        let place = "\(collection.name) scope"
        func kind(_ name: String) throws(ProgrammeError) -> Programme.ScopeKind {
            guard let kind = programme.scopes.first(where: { $0.name == name }) else {
                throw error(place, "The scope of \(collection.name) is `\(name)`, which is not among the scopes.")
            }
            return kind
        }
        switch collection.home {
        case .itself: break
        case .constant(let name):
            guard let of = try kind(name).of else { return }
            throw error(place, "There is a scope \(name) for each record of \(of), so \(collection.name) must say which: {\(name): FIELD}.")
        case .reference(let name, let fieldName):
            guard let of = try kind(name).of else { throw error(place, "There is only one scope \(name); write `scope: \(name)`.") }
            guard let field = collection.field(named: fieldName), field.type == .ref, field.to == of else {
                throw error(place, "`\(fieldName)` must be a field of \(collection.name) of type ref to \(of).")
            }
            guard field.required else {
                throw error("\(collection.name).\(fieldName)", "\(collection.name).\(fieldName) gives the scope, so it must be required.")
            }
        }
    }

    private func checkReferences(of collection: Programme.Collection) throws(ProgrammeError) {
        for field in collection.fields {
            let place = "\(collection.name).\(field.name)"
            if let to = field.to, programme.collection(named: to) == nil {
                throw error(place, "\(place) refers to `\(to)`, which is no collection.")
            }
            for role in field.moves.flatMap({ $0.by ?? [] }) where programme.role(named: role) == nil {
                throw error(place, "\(place): a move is by `\(role)`, which is no role.")
            }
        }
    }

    private func checkKey(of collection: Programme.Collection) throws(ProgrammeError) {
        let place = "\(collection.name) key"
        for name in collection.key {
            guard let field = collection.field(named: name) else {
                throw error(place, "The key of \(collection.name) names `\(name)`, which is none of its fields.")
            }
            switch field.rule {
            case .counter, .set, .state, .computed, .min, .max:
                throw error(
                    place,
                    "The key field \(collection.name).\(name) changes by its rule \(field.rule.rawValue); a key never changes."
                )
            case .keepBoth, .lastWriter, .appendOnly, .authority: break
            }
            guard field.required else { throw error(place, "The key field \(collection.name).\(name) must be required.") }
        }
        guard case .reference(_, let scopeField) = collection.home, !collection.key.isEmpty else { return }
        guard collection.key.contains(scopeField) else {
            throw error(place, "\(collection.name).\(scopeField) gives the scope, so it must be part of the key.")
        }
    }

    private func checkNames(of collection: Programme.Collection) throws(ProgrammeError) {
        let name = collection.name
        if let owner = collection.owner, programme.role(named: owner) == nil {
            throw error("\(name) owner", "The owner of \(name) is `\(owner)`, which is no role.")
        }
        if let nameField = collection.nameField {
            guard let field = collection.field(named: nameField), field.type == .text else {
                throw error("\(name) name", "The name of \(name) must be one of its text fields, not `\(nameField)`.")
            }
        }
        guard let seal = collection.seal else { return }
        guard let field = collection.field(named: seal.field), field.type == .option else {
            throw error("\(name) seal", "The seal of \(name) must name one of its option fields, not `\(seal.field)`.")
        }
        for value in seal.values where !field.options.contains(where: { $0.key == value }) {
            throw error("\(name) seal", "The seal of \(name) names `\(value)`, which is none of the options of \(seal.field).")
        }
    }

    private func checkDuplicates(of collection: Programme.Collection) throws(ProgrammeError) {
        guard let duplicates = collection.duplicates else { return }
        let place = "\(collection.name) duplicates"
        for name in duplicates.fields where collection.field(named: name) == nil {
            throw error(place, "The duplicates of \(collection.name) name `\(name)`, which is none of its fields.")
        }
        guard let within = duplicates.within else { return }
        guard let field = collection.field(named: within), field.type == .datetime || field.type == .date else {
            throw error(place, "`within` of \(collection.name) must name a field of type datetime or date, not `\(within)`.")
        }
    }

    /// How many parts a key has when it is written down, those of the keys that it leads to included. One that led back to its own
    /// collection could never be written.
    /// - Parameter counted: what is known already, so that each collection is walked once.
    private func keyParts(
        _ collection: Programme.Collection,
        _ path: [String],
        _ counted: inout [String: Int]
    ) throws(ProgrammeError) -> Int {
        let name = collection.name
        guard !path.contains(name) else {
            throw error("\(name) key", "The key of \(name) leads back to itself: \((path + [name]).joined(separator: " → ")).")
        }
        if let count = counted[name] { return count }
        var count = 0
        for field in collection.key {
            let target = collection.field(named: field)?.to.flatMap { programme.collection(named: $0) }
            guard let target, !target.key.isEmpty else {
                count += 1
                continue
            }
            count += try keyParts(target, path + [name], &counted)
        }
        guard count <= Self.keyPartsMax else {
            throw error("\(name) key", "The key of \(name) has more than \(Self.keyPartsMax) parts when it is written down.")
        }
        counted[name] = count
        return count
    }

    private func checkRole(_ role: Programme.Role) throws(ProgrammeError) {
        guard programme.collection(named: role.at) != nil else {
            throw error("role \(role.name)", "The role \(role.name) is held at `\(role.at)`, which is no collection.")
        }
        for (index, grant) in role.grants.enumerated() {
            let place = "grant \(role.name) \(index)"
            guard let kind = programme.scopes.first(where: { $0.name == grant.scope }) else {
                throw error(place, "The role \(role.name) is granted `\(grant.scope)`, which is not among the scopes.")
            }
            try checkReach(of: grant, kind, role, place)
            for name in (grant.read ?? []) + (grant.write ?? []) {
                guard let collection = programme.collection(named: name) else {
                    throw error(place, "The role \(role.name) is granted `\(name)`, which is no collection.")
                }
                guard collection.home.kind == grant.scope else {
                    throw error(
                        place,
                        "The role \(role.name) is granted \(name) in \(grant.scope), but \(name) lives in \(collection.home.kind)."
                    )
                }
            }
        }
    }

    private func checkReach(
        of grant: Programme.Grant,
        _ kind: Programme.ScopeKind,
        _ role: Programme.Role,
        _ place: String
    ) throws(ProgrammeError) {
        switch grant.reach {
        case .every: break
        case .own:
            guard let of = kind.of, of != role.at else { return }
            throw error(
                place,
                "The role \(role.name) is held at a record of \(role.at); say which \(kind.name) with `where`, or \(kind.name)/*."
            )
        case .along(let path):
            guard var collection = kind.of.flatMap({ programme.collection(named: $0) }) else {
                throw error(place, "There is only one scope \(kind.name), so `where` has no meaning.")
            }
            for step in path {
                guard let to = collection.field(named: step)?.to, let next = programme.collection(named: to) else {
                    throw error(place, "`where: \(path.joined(separator: "."))`: \(collection.name) has no reference field `\(step)`.")
                }
                collection = next
            }
            guard collection.name == role.at else {
                throw error(
                    place,
                    "`where: \(path.joined(separator: "."))` leads to \(collection.name), but the role is held at \(role.at)."
                )
            }
        }
    }
}

extension Programme.Home {
    /// The kind of scope.
    var kind: String {
        switch self {
        case .constant(let kind), .reference(let kind, _), .itself(let kind): kind
        }
    }
}

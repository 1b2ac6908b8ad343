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
            throw error("scope \(kind.name)", .scopeOfNothing(kind.name, of: of))
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

    private func error(_ place: String, _ fault: PackProblem.FitFault) -> ProgrammeError {
        ProgrammeError(file: file, line: lines[place], .fit(fault))
    }

    private func checkHome(of collection: Programme.Collection) throws(ProgrammeError) {
        let place = "\(collection.name) scope"
        func kind(_ name: String) throws(ProgrammeError) -> Programme.ScopeKind {
            guard let kind = programme.scopes.first(where: { $0.name == name }) else {
                throw error(place, .noScope(name, of: collection.name))
            }
            return kind
        }
        switch collection.home {
        case .itself: break
        case .constant(let name):
            guard let of = try kind(name).of else { return }
            throw error(place, .whichScope(name, of: of, for: collection.name))
        case .reference(let name, let fieldName):
            guard let of = try kind(name).of else { throw error(place, .onlyScope(name)) }
            guard let field = collection.field(named: fieldName), field.type == .ref, field.to == of else {
                throw error(place, .noScopeField(fieldName, of: collection.name, to: of))
            }
            guard field.required else {
                throw error("\(collection.name).\(fieldName)", .scopeNotRequired("\(collection.name).\(fieldName)"))
            }
        }
    }

    private func checkReferences(of collection: Programme.Collection) throws(ProgrammeError) {
        for field in collection.fields {
            let place = "\(collection.name).\(field.name)"
            if let to = field.to, programme.collection(named: to) == nil {
                throw error(place, .refersToNothing(place, to: to))
            }
            for role in field.moves.flatMap({ $0.by ?? [] }) where programme.role(named: role) == nil {
                throw error(place, .moveByNobody(place, role: role))
            }
        }
    }

    private func checkKey(of collection: Programme.Collection) throws(ProgrammeError) {
        let place = "\(collection.name) key"
        for name in collection.key {
            guard let field = collection.field(named: name) else {
                throw error(place, .noKeyField(name, of: collection.name))
            }
            switch field.rule {
            case .counter, .set, .state, .computed, .min, .max:
                throw error(place, .changingKey("\(collection.name).\(name)", rule: field.rule.rawValue))
            case .keepBoth, .lastWriter, .appendOnly, .authority: break
            }
            guard field.required else { throw error(place, .keyNotRequired("\(collection.name).\(name)")) }
        }
        guard case .reference(_, let scopeField) = collection.home, !collection.key.isEmpty else { return }
        guard collection.key.contains(scopeField) else {
            throw error(place, .scopeNotInKey("\(collection.name).\(scopeField)"))
        }
    }

    private func checkNames(of collection: Programme.Collection) throws(ProgrammeError) {
        let name = collection.name
        if let owner = collection.owner, programme.role(named: owner) == nil {
            throw error("\(name) owner", .noOwner(owner, of: name))
        }
        if let nameField = collection.nameField {
            guard let field = collection.field(named: nameField), field.type == .text else {
                throw error("\(name) name", .noNameField(nameField, of: name))
            }
        }
        guard let seal = collection.seal else { return }
        guard let field = collection.field(named: seal.field), field.type == .option else {
            throw error("\(name) seal", .noSealField(seal.field, of: name))
        }
        for value in seal.values where !field.options.contains(where: { $0.key == value }) {
            throw error("\(name) seal", .noSealValue(value, of: name, field: seal.field))
        }
    }

    private func checkDuplicates(of collection: Programme.Collection) throws(ProgrammeError) {
        guard let duplicates = collection.duplicates else { return }
        let place = "\(collection.name) duplicates"
        for name in duplicates.fields where collection.field(named: name) == nil {
            throw error(place, .noDuplicateField(name, of: collection.name))
        }
        guard let within = duplicates.within else { return }
        guard let field = collection.field(named: within), field.type == .datetime || field.type == .date else {
            throw error(place, .noDuplicateTime(within, of: collection.name))
        }
    }

    /// How many parts a key has when it is written down, those of the keys that it leads to included. One that led back
    /// to its own collection could never be written.
    /// - Parameter counted: what is known already, so that each collection is walked once.
    private func keyParts(
        _ collection: Programme.Collection,
        _ path: [String],
        _ counted: inout [String: Int]
    ) throws(ProgrammeError) -> Int {
        let name = collection.name
        guard !path.contains(name) else {
            throw error("\(name) key", .keyInCircle(name, path: path + [name]))
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
            throw error("\(name) key", .longKey(name, max: Self.keyPartsMax))
        }
        counted[name] = count
        return count
    }

    private func checkRole(_ role: Programme.Role) throws(ProgrammeError) {
        guard programme.collection(named: role.at) != nil else {
            throw error("role \(role.name)", .roleAtNothing(role.name, at: role.at))
        }
        for (index, grant) in role.grants.enumerated() {
            let place = "grant \(role.name) \(index)"
            guard let kind = programme.scopes.first(where: { $0.name == grant.scope }) else {
                throw error(place, .grantOfNoScope(role.name, scope: grant.scope))
            }
            try checkReach(of: grant, kind, role, place)
            for name in (grant.read ?? []) + (grant.write ?? []) {
                guard let collection = programme.collection(named: name) else {
                    throw error(place, .grantOfNoCollection(role.name, collection: name))
                }
                guard collection.home.kind == grant.scope else {
                    throw error(
                        place,
                        .grantElsewhere(role.name, collection: name, in: grant.scope, home: collection.home.kind)
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
                .whichGrant(role.name, at: role.at, scope: kind.name)
            )
        case .along(let path):
            guard var collection = kind.of.flatMap({ programme.collection(named: $0) }) else {
                throw error(place, .whereOfOne(kind.name))
            }
            for step in path {
                guard let to = collection.field(named: step)?.to, let next = programme.collection(named: to) else {
                    throw error(place, .noStep(step, of: collection.name, path: path))
                }
                collection = next
            }
            guard collection.name == role.at else {
                throw error(
                    place,
                    .wrongEnd(path: path, at: collection.name, role: role.at)
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

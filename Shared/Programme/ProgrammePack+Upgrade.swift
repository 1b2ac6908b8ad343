package import SyncModel

extension ProgrammePack {
    /// The same pack with the numbers of an older version of its programme; what is new is numbered after them.
    /// - Throws: ``ProgrammeError`` with place and reason if the change is not additive (clause V5).
    package func upgraded(from old: Programme) throws(ProgrammeError) -> ProgrammePack {
        try Upgrade(old: old, pack: self).run()
    }
}

/// One comparison of a new pack with the programme that is in force.
private struct Upgrade {
    let old: Programme
    let pack: ProgrammePack

    func run() throws(ProgrammeError) -> ProgrammePack {
        let new = pack.programme
        guard new.name == old.name else { throw refusal("", .name(new.name, old: old.name)) }
        guard new.version > old.version else {
            throw refusal("", .version(new.version, old: old.version))
        }
        guard new.timeZone == old.timeZone else { throw refusal("", .timeZone(old: old.timeZone)) }
        for kind in old.scopes {
            guard new.scopes.contains(kind) else { throw refusal("scope \(kind.name)", .scope(kind.name)) }
        }
        for role in old.roles {
            guard new.role(named: role.name)?.at == role.at else {
                throw refusal("role \(role.name)", .role(role.name))
            }
        }
        var collections: [Programme.Collection] = []
        for collection in old.collections {
            guard let match = new.collection(named: collection.name) else {
                throw refusal(collection.name, .collection(collection.name))
            }
            collections.append(try aligned(match, to: collection))
        }
        for var collection in new.collections where old.collection(named: collection.name) == nil {
            collection.number = collections.count
            collections.append(collection)
        }
        var upgraded = pack
        upgraded.programme.collections = collections
        upgraded.data.sort { number($0, collections) < number($1, collections) }
        return upgraded
    }

    private func number(_ table: ReferenceTable, _ collections: [Programme.Collection]) -> Int {
        collections.firstIndex { $0.name == table.collection } ?? collections.count
    }

    private func refusal(_ place: String, _ fault: PackProblem.UpgradeFault) -> ProgrammeError {
        ProgrammeError(file: pack.file, line: pack.lines[place], .upgrade(fault))
    }

    private func aligned(
        _ new: Programme.Collection,
        to old: Programme.Collection
    ) throws(ProgrammeError) -> Programme.Collection {
        let name = old.name
        func same(_ isSame: Bool, _ setting: PackProblem.UpgradeFault.Setting) throws(ProgrammeError) {
            guard isSame else { throw refusal(name, .collectionChanged(name, setting)) }
        }
        try same(new.home == old.home, .scope)
        try same(new.lane == old.lane, .lane)
        try same(new.delete == old.delete, .delete)
        try same(new.key == old.key, .key)
        try same(new.seal == nil || old.seal == nil || new.seal?.field == old.seal?.field, .seal)
        var fields: [Programme.Field] = []
        for field in old.fields {
            guard let match = new.field(named: field.name) else {
                throw refusal(name, .field("\(name).\(field.name)"))
            }
            fields.append(try aligned(match, to: field, in: name))
        }
        for var field in new.fields where old.field(named: field.name) == nil {
            guard !field.required else {
                throw refusal("\(name).\(field.name)", .newRequired("\(name).\(field.name)"))
            }
            field.number = fields.count
            fields.append(field)
        }
        var collection = new
        collection.number = old.number
        collection.fields = fields
        return collection
    }

    private func aligned(
        _ new: Programme.Field,
        to old: Programme.Field,
        in collection: String
    ) throws(ProgrammeError) -> Programme.Field {
        let place = "\(collection).\(old.name)"
        func same(_ isSame: Bool, _ fault: PackProblem.UpgradeFault) throws(ProgrammeError) {
            guard isSame else { throw refusal(place, fault) }
        }
        try same(new.type == old.type, .type(place, old: old.type.rawValue))
        try same(new.rule == old.rule, .rule(place, old: old.rule.rawValue))
        try same(new.to == old.to, .fieldChanged(place, .target))
        try same(new.digits == old.digits, .fieldChanged(place, .digits))
        try same(new.initial == old.initial, .fieldChanged(place, .initial))
        try same(old.required || !new.required, .becameRequired(place))
        try same(
            new.min.map { limit in old.min.map { limit <= $0 } ?? false } ?? true,
            .onlyLower(place, setting: "min")
        )
        try same(
            new.max.map { limit in old.max.map { limit >= $0 } ?? false } ?? true,
            .onlyHigher(place, setting: "max")
        )
        try same(
            new.maxLength.map { limit in old.maxLength.map { limit >= $0 } ?? false } ?? true,
            .onlyHigher(place, setting: "max_length")
        )
        for option in old.options where !new.options.contains(where: { $0.key == option.key }) {
            throw refusal(place, .option(place, key: option.key))
        }
        var field = new
        field.number = old.number
        return field
    }
}

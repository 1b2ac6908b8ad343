public import SyncModel

extension ProgrammePack {
    /// The same pack with the numbers of an older version of its programme; what is new is numbered after them.
    /// - Throws: ``ProgrammeError`` with place and reason if the change is not additive (clause V5).
    public func upgraded(from old: Programme) throws(ProgrammeError) -> ProgrammePack {
        try Upgrade(old: old, pack: self).run()
    }
}

/// One comparison of a new pack with the programme that is in force.
private struct Upgrade {
    let old: Programme
    let pack: ProgrammePack

    func run() throws(ProgrammeError) -> ProgrammePack {
        let new = pack.programme
        guard new.name == old.name else { throw refusal("", "The programme is named \(new.name), but \(old.name) is in force.") }
        guard new.version > old.version else {
            throw refusal("", "The version must grow: \(old.version) is in force, the pack has \(new.version).")
        }
        guard new.timeZone == old.timeZone else { throw refusal("", "The time zone cannot change (it was \(old.timeZone)).") }
        for kind in old.scopes {
            guard new.scopes.contains(kind) else { throw refusal("scope \(kind.name)", "The scope \(kind.name) was removed or changed.") }
        }
        for role in old.roles {
            guard new.role(named: role.name)?.at == role.at else {
                throw refusal("role \(role.name)", "The role \(role.name) was removed or is held elsewhere; devices hold it.")
            }
        }
        var collections: [Programme.Collection] = []
        for collection in old.collections {
            guard let match = new.collection(named: collection.name) else {
                throw refusal(collection.name, "The collection \(collection.name) was removed.")
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

    private func refusal(_ place: String, _ reason: String) -> ProgrammeError {
        ProgrammeError(file: pack.file, line: pack.lines[place], reason: reason)
    }

    private func aligned(_ new: Programme.Collection, to old: Programme.Collection) throws(ProgrammeError) -> Programme.Collection {
        let name = old.name
        func same(_ isSame: Bool, _ what: String) throws(ProgrammeError) {
            guard isSame else { throw refusal(name, "\(name): \(what) cannot change once records may exist.") }
        }
        try same(new.home == old.home, "the scope")
        try same(new.lane == old.lane, "the lane")
        try same(new.delete == old.delete, "the rule for deletes")
        try same(new.key == old.key, "the key")
        try same(new.seal == nil || old.seal == nil || new.seal?.field == old.seal?.field, "the field of the seal")
        var fields: [Programme.Field] = []
        for field in old.fields {
            guard let match = new.field(named: field.name) else {
                throw refusal(name, "The field \(name).\(field.name) was removed.")
            }
            fields.append(try aligned(match, to: field, in: name))
        }
        for var field in new.fields where old.field(named: field.name) == nil {
            guard !field.required else {
                throw refusal("\(name).\(field.name)", "The new field \(name).\(field.name) cannot be required: existing records lack it.")
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
        func same(_ isSame: Bool, _ what: String) throws(ProgrammeError) {
            guard isSame else { throw refusal(place, "\(place): \(what) once records may exist.") }
        }
        try same(new.type == old.type, "the type cannot change (it was \(old.type.rawValue))")
        try same(new.rule == old.rule, "the rule cannot change (it was \(old.rule.rawValue))")
        try same(new.to == old.to, "the collection that it refers to cannot change")
        try same(new.digits == old.digits, "the digits cannot change")
        try same(new.initial == old.initial, "the initial value cannot change")
        try same(old.required || !new.required, "it cannot become required")
        try same(new.min.map { limit in old.min.map { limit <= $0 } ?? false } ?? true, "min can only be lowered or dropped")
        try same(new.max.map { limit in old.max.map { limit >= $0 } ?? false } ?? true, "max can only be raised or dropped")
        try same(
            new.maxLength.map { limit in old.maxLength.map { limit >= $0 } ?? false } ?? true,
            "max_length can only be raised or dropped"
        )
        for option in old.options where !new.options.contains(where: { $0.key == option.key }) {
            throw refusal(place, "\(place): the option `\(option.key)` was removed, but records may hold it.")
        }
        var field = new
        field.number = old.number
        return field
    }
}

import SyncModel

extension ProgrammeReader {
    private static let collectionSettings = [
        "title", "scope", "lane", "rule", "delete", "owner", "key", "name", "seal", "duplicates", "fields",
    ]

    mutating func readCollections(
        _ node: PackNode,
        _ programme: Programme
    ) throws(ProgrammeError) -> [Programme.Collection] {
        var collections: [Programme.Collection] = []
        for (_, keyNode, value) in try node.pairs(.setting("collections")) {
            let name = try keyNode.name(.anyCollection)
            lines[name] = keyNode.line
            let collection = try readCollection(value, name: name, number: collections.count, in: programme)
            collections.append(collection)
        }
        guard !collections.isEmpty else { throw node.error(.noCollections) }
        guard collections.count <= Limits.collectionsMax else {
            throw node.error(.tooManyCollections(max: Limits.collectionsMax))
        }
        return collections
    }

    private mutating func readCollection(
        _ node: PackNode,
        name: String,
        number: Int,
        in programme: Programme
    ) throws(ProgrammeError) -> Programme.Collection {
        let settings = try node.settings(
            .collection(name),
            allowed: Self.collectionSettings,
            required: ["scope", "fields"]
        )
        for (key, value) in settings { lines["\(name) \(key)"] = value.line }
        var collection = Programme.Collection(number: number, name: name, home: .constant(""), fields: [])
        if let scope = settings["scope"] { collection.home = try readHome(scope, name, programme) }
        if let title = settings["title"] { collection.title = try title.label(.setting("title")) }
        if let lane = settings["lane"] { collection.lane = try readLane(lane) }
        if let rule = settings["rule"] { collection.rule = try readDefaultRule(rule) }
        if let delete = settings["delete"] {
            collection.delete = try delete.choice(.setting("delete"), of: [.editWins, .deleteWins, .forbid])
        }
        collection.owner = try settings["owner"]?.text(.setting("owner"))
        collection.key = try settings["key"]?.texts(.setting("key")) ?? []
        collection.nameField = try settings["name"]?.text(.setting("name"))
        collection.seal = try settings["seal"].map { (node) throws(ProgrammeError) in try readSeal(node) }
        collection.duplicates = try settings["duplicates"].map { (node) throws(ProgrammeError) in
            try readDuplicates(node)
        }
        if let fields = settings["fields"] {
            collection.fields = try readFields(fields, of: collection, zone: programme.timeZone)
        }
        return collection
    }

    private func readHome(
        _ node: PackNode,
        _ name: String,
        _ programme: Programme
    ) throws(ProgrammeError) -> Programme.Home {
        guard !node.isMapping else {
            let pairs = try node.pairs(.setting("scope"))
            guard pairs.count == 1 else { throw node.error(.badScope) }
            return .reference(kind: pairs[0].key, field: try pairs[0].value.text(.scopeField))
        }
        let kind = try node.text(.setting("scope"))
        guard kind == "self" else { return .constant(kind) }
        let own = programme.scopes.filter { $0.of == name }
        guard own.count == 1 else {
            throw node.error(.notOneScope(name, count: own.count))
        }
        return .itself(own[0].name)
    }

    private func readLane(_ node: PackNode) throws(ProgrammeError) -> Lane {
        let name = try node.text(.setting("lane"))
        guard let lane = Lane.allCases.first(where: { $0.name == name }) else {
            throw node.error(.noLane(name))
        }
        return lane
    }

    private func readDefaultRule(_ node: PackNode) throws(ProgrammeError) -> Programme.Rule {
        let rule = try node.choice(.setting("rule"), of: Programme.Rule.allCases)
        switch rule {
        case .state, .counter, .set: throw node.error(.ruleOfFields(rule.rawValue))
        case .keepBoth, .lastWriter, .appendOnly, .authority, .computed, .min, .max: return rule
        }
    }

    private func readSeal(_ node: PackNode) throws(ProgrammeError) -> Programme.Seal {
        let pairs = try node.pairs(.setting("seal"))
        guard pairs.count == 1 else { throw node.error(.badSeal) }
        return Programme.Seal(field: pairs[0].key, values: try pairs[0].value.texts(.setting("seal")))
    }

    private func readDuplicates(_ node: PackNode) throws(ProgrammeError) -> Programme.Duplicates {
        let settings = try node.settings(
            .setting("duplicates"),
            allowed: ["fields", "within", "action"],
            required: ["fields", "action"]
        )
        let fields = try settings["fields"]?.texts(.setting("fields")) ?? []
        let action: Programme.Duplicates.Action? = try settings["action"]?.choice(
            .setting("action"),
            of: [.flag, .match]
        )
        var duplicates = Programme.Duplicates(fields: fields, action: action ?? .flag)
        guard let within = settings["within"] else { return duplicates }
        let close = try within.settings(
            .setting("within"),
            allowed: ["field", "minutes"],
            required: ["field", "minutes"]
        )
        duplicates.within = try close["field"]?.text(.setting("field"))
        if let minutes = close["minutes"] {
            let number = try minutes.integer(.setting("minutes"))
            guard 0...5_256_000 ~= number else { throw minutes.error(.outOfRange("minutes", 0...5_256_000)) }
            duplicates.minutes = Int(number)
        }
        return duplicates
    }
}

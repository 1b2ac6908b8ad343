import SyncModel

extension ProgrammeReader {
    private static let reserved = ["id", "scope", "rowid", "oid"]
    private static let fieldSettings = [
        "type", "title", "rule", "required", "min", "max", "max_length", "digits", "to", "options", "initial", "moves",
    ]

    mutating func readFields(
        _ node: PackNode,
        of collection: Programme.Collection,
        zone: String
    ) throws(ProgrammeError) -> [Programme.Field] {
        var fields: [Programme.Field] = []
        for (_, keyNode, value) in try node.pairs("fields") {
            let name = try keyNode.name("A field", reserved: Self.reserved)
            lines["\(collection.name).\(name)"] = keyNode.line
            fields.append(try readField(value, name, number: fields.count, of: collection, zone: zone))
        }
        guard !fields.isEmpty else { throw node.error("The collection \(collection.name) needs at least one field.") }
        guard fields.count <= Limits.fieldsMax else { throw node.error("A collection may have at most \(Limits.fieldsMax) fields.") }
        return fields
    }

    private func readField(
        _ node: PackNode,
        _ name: String,
        number: Int,
        of collection: Programme.Collection,
        zone: String
    ) throws(ProgrammeError) -> Programme.Field {
        let place = "\(collection.name).\(name)"
        let settings = try node.settings(place, allowed: Self.fieldSettings, required: ["type"])
        let type: Programme.FieldType = try settings["type"]?.choice("\(place): type", of: Programme.FieldType.allCases) ?? .text
        var field = Programme.Field(number: number, name: name, type: type, rule: type == .set ? .set : collection.rule)
        try checkSettings(settings, of: type, place)
        if let title = settings["title"] { field.title = try title.label("title") }
        if let rule = settings["rule"] { field.rule = try rule.choice("\(place): rule", of: Programme.Rule.allCases) }
        field.required = try settings["required"]?.boolean("\(place): required") ?? false
        field.min = try settings["min"]?.integer("\(place): min")
        field.max = try settings["max"]?.integer("\(place): max")
        if let min = field.min, let max = field.max, min > max { throw node.error("\(place): min is larger than max.") }
        field.maxLength = try settings["max_length"].map { (node) throws(ProgrammeError) in
            try count(node, place, "max_length", within: 1...262_144)
        }
        field.digits = try settings["digits"].map { (node) throws(ProgrammeError) in try count(node, place, "digits", within: 0...18) }
        field.to = try settings["to"]?.text("\(place): to")
        if let options = settings["options"] { field.options = try readOptions(options, place) }
        if let moves = settings["moves"] { field.moves = try readMoves(moves, place) }
        if let initial = settings["initial"] {
            let text = try initial.text("\(place): initial")
            do {
                field.initial = try ValueText.parse(text, as: field, zone: zone)
            } catch {
                throw initial.error("\(place): initial does not fit. \(error.reason)")
            }
        }
        try checkRule(of: field, place, settings["rule"] ?? node)
        return field
    }

    /// Settings that another type of field has, and settings that this type must have.
    private func checkSettings(_ settings: [String: PackNode], of type: Programme.FieldType, _ place: String) throws(ProgrammeError) {
        let fitting: [(setting: String, types: [Programme.FieldType])] = [
            ("min", [.integer, .decimal]), ("max", [.integer, .decimal]), ("max_length", [.text, .set]), ("digits", [.decimal]),
            ("to", [.ref]), ("options", [.option]), ("moves", [.option]),
            ("initial", [.text, .integer, .decimal, .boolean, .date, .datetime, .option]),
        ]
        for (setting, types) in fitting {
            guard let node = settings[setting], !types.contains(type) else { continue }
            throw node.error("\(place) is of type \(type.rawValue), which has no `\(setting)`.")
        }
        for (needing, setting) in [(Programme.FieldType.decimal, "digits"), (.ref, "to"), (.option, "options")] where type == needing {
            guard settings[setting] == nil, let node = settings["type"] else { continue }
            throw node.error("\(place) is of type \(type.rawValue), which needs `\(setting)`.")
        }
    }

    private func count(_ node: PackNode, _ place: String, _ what: String, within range: ClosedRange<Int64>) throws(ProgrammeError) -> Int {
        let number = try node.integer("\(place): \(what)")
        guard range.contains(number) else { throw node.error("\(place): \(what) must be \(range.lowerBound) to \(range.upperBound).") }
        return Int(number)
    }

    private func readOptions(_ node: PackNode, _ place: String) throws(ProgrammeError) -> [Programme.Option] {
        var options: [Programme.Option] = []
        if node.sequence != nil {
            options = try node.texts("\(place): options").map { Programme.Option(key: $0) }
        } else {
            for (key, _, value) in try node.pairs("\(place): options") {
                options.append(Programme.Option(key: key, title: try value.label("The option \(key)")))
            }
        }
        guard !options.isEmpty else { throw node.error("\(place) needs at least one option.") }
        for option in options where option.key != option.key.trimmedBlanks || option.key.unicodeScalars.count > 100 {
            throw node.error("\(place): the option `\(option.key)` must be at most 100 characters without blanks at its ends.")
        }
        try checkWords(of: options, node, place)
        return options
    }

    /// People type an option's key or title: one word that meant two of them would mean neither.
    private func checkWords(of options: [Programme.Option], _ node: PackNode, _ place: String) throws(ProgrammeError) {
        let keys = Dictionary(grouping: options.map(\.key)) { $0.lowercased() }
        var titled: [String: String] = [:]
        for option in options {
            for title in [option.title.zh, option.title.en] where !title.isEmpty {
                let word = title.lowercased()
                if let other = titled.updateValue(option.key, forKey: word) ?? keys[word]?.first(where: { $0 != option.key }),
                    other != option.key
                {
                    throw node.error("\(place): the options `\(other)` and `\(option.key)` are both called `\(title)`.")
                }
            }
        }
    }

    private func readMoves(_ node: PackNode, _ place: String) throws(ProgrammeError) -> [Programme.Move] {
        var moves: [Programme.Move] = []
        for item in try node.list("\(place): moves") {
            let settings = try item.settings("A move", allowed: ["from", "to", "by"], required: ["from", "to"])
            moves.append(
                Programme.Move(
                    from: try settings["from"]?.text("from") ?? "",
                    to: try settings["to"]?.text("to") ?? "",
                    by: try settings["by"]?.texts("by")
                )
            )
        }
        return moves
    }

    private func checkRule(of field: Programme.Field, _ place: String, _ node: PackNode) throws(ProgrammeError) {
        let rule = field.rule.rawValue
        switch field.rule {
        case .counter where field.type != .integer: throw node.error("\(place): the rule counter needs the type integer.")
        case .set where field.type != .set: throw node.error("\(place): the rule set needs the type set.")
        case .keepBoth, .lastWriter, .appendOnly, .authority, .computed:
            guard field.type != .set else { throw node.error("\(place): a field of type set has the rule set, not \(rule).") }
            guard field.rule != .computed || !field.required else {
                throw node.error("\(place): a computed field cannot be required, for no device may write it.")
            }
        case .min, .max:
            guard [.integer, .decimal, .date, .datetime].contains(field.type) else {
                throw node.error("\(place): the rule \(rule) needs numbers, dates or times.")
            }
        case .state: try checkState(of: field, place, node)
        case .counter, .set: break
        }
        guard field.rule == .state || field.moves.isEmpty else { throw node.error("\(place): `moves` need the rule state.") }
    }

    private func checkState(of field: Programme.Field, _ place: String, _ node: PackNode) throws(ProgrammeError) {
        guard field.type == .option else { throw node.error("\(place): the rule state needs the type option.") }
        guard !field.initial.isNull else { throw node.error("\(place): the rule state needs `initial`.") }
        guard !field.moves.isEmpty else { throw node.error("\(place): the rule state needs `moves`.") }
        let keys = Set(field.options.map(\.key))
        for move in field.moves {
            for key in [move.from, move.to] where !keys.contains(key) {
                throw node.error("\(place): a move names `\(key)`, which is none of the options.")
            }
            guard move.from != move.to else { throw node.error("\(place): a move from `\(move.from)` to itself says nothing.") }
        }
    }
}

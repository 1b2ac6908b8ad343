import Records
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
        for (_, keyNode, value) in try node.pairs(.setting("fields")) {
            let name = try keyNode.name(.anyField, reserved: Self.reserved)
            lines["\(collection.name).\(name)"] = keyNode.line
            fields.append(try readField(value, name, number: fields.count, of: collection, zone: zone))
        }
        guard !fields.isEmpty else { throw node.error(.noFields(collection.name)) }
        guard fields.count <= Limits.fieldsMax else { throw node.error(.tooManyFields(max: Limits.fieldsMax)) }
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
        let settings = try node.settings(.setting(place), allowed: Self.fieldSettings, required: ["type"])
        let type: Programme.FieldType =
            try settings["type"]?.choice(.setting("\(place): type"), of: Programme.FieldType.allCases) ?? .text
        var field = Programme.Field(number: number, name: name, type: type, rule: type == .set ? .set : collection.rule)
        try checkSettings(settings, of: type, place)
        if let title = settings["title"] { field.title = try title.label(.setting("title")) }
        if let rule = settings["rule"] {
            field.rule = try rule.choice(.setting("\(place): rule"), of: Programme.Rule.allCases)
        }
        field.required = try settings["required"]?.boolean(.setting("\(place): required")) ?? false
        field.min = try settings["min"]?.integer(.setting("\(place): min"))
        field.max = try settings["max"]?.integer(.setting("\(place): max"))
        if let min = field.min, let max = field.max, min > max { throw node.error(.field(place, .minAboveMax)) }
        field.maxLength = try settings["max_length"].map { (node) throws(ProgrammeError) in
            try count(node, place, "max_length", within: 1...262_144)
        }
        field.digits = try settings["digits"].map { (node) throws(ProgrammeError) in
            try count(node, place, "digits", within: 0...18)
        }
        field.to = try settings["to"]?.text(.setting("\(place): to"))
        if let options = settings["options"] { field.options = try readOptions(options, place) }
        if let moves = settings["moves"] { field.moves = try readMoves(moves, place) }
        if let initial = settings["initial"] {
            let text = try initial.text(.setting("\(place): initial"))
            do {
                field.initial = try ValueText.parse(text, as: field, zone: zone)
            } catch {
                throw initial.error(.field(place, .badInitial(error)))
            }
        }
        try checkRule(of: field, place, settings["rule"] ?? node)
        return field
    }

    /// Settings that another type of field has, and settings that this type must have.
    private func checkSettings(
        _ settings: [String: PackNode],
        of type: Programme.FieldType,
        _ place: String
    ) throws(ProgrammeError) {
        let fitting: [(setting: String, types: [Programme.FieldType])] = [
            ("min", [.integer, .decimal]), ("max", [.integer, .decimal]), ("max_length", [.text, .set]),
            ("digits", [.decimal]),
            ("to", [.ref]), ("options", [.option]), ("moves", [.option]),
            ("initial", [.text, .integer, .decimal, .boolean, .date, .datetime, .option]),
        ]
        for (setting, types) in fitting {
            guard let node = settings[setting], !types.contains(type) else { continue }
            throw node.error(.field(place, .typeHasNo(setting, type: type.rawValue)))
        }
        for (needing, setting) in [(Programme.FieldType.decimal, "digits"), (.ref, "to"), (.option, "options")]
        where type == needing {
            guard settings[setting] == nil, let node = settings["type"] else { continue }
            throw node.error(.field(place, .typeNeeds(setting, type: type.rawValue)))
        }
    }

    private func count(
        _ node: PackNode,
        _ place: String,
        _ what: String,
        within range: ClosedRange<Int64>
    ) throws(ProgrammeError) -> Int {
        let number = try node.integer(.setting("\(place): \(what)"))
        guard range.contains(number) else { throw node.error(.field(place, .outOfRange(what, range))) }
        return Int(number)
    }

    private func readOptions(_ node: PackNode, _ place: String) throws(ProgrammeError) -> [Programme.Option] {
        var options: [Programme.Option] = []
        if node.sequence != nil {
            options = try node.texts(.setting("\(place): options")).map { Programme.Option(key: $0) }
        } else {
            for (key, _, value) in try node.pairs(.setting("\(place): options")) {
                options.append(Programme.Option(key: key, title: try value.label(.option(key))))
            }
        }
        guard !options.isEmpty else { throw node.error(.field(place, .noOptions)) }
        for option in options where option.key != option.key.trimmedBlanks || option.key.unicodeScalars.count > 100 {
            throw node.error(.field(place, .badOption(option.key)))
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
                if let other = titled.updateValue(option.key, forKey: word)
                    ?? keys[word]?.first(where: { $0 != option.key }),
                    other != option.key
                {
                    throw node.error(.field(place, .twoOptions(other, option.key, title: title)))
                }
            }
        }
    }

    private func readMoves(_ node: PackNode, _ place: String) throws(ProgrammeError) -> [Programme.Move] {
        var moves: [Programme.Move] = []
        for item in try node.list(.setting("\(place): moves")) {
            let settings = try item.settings(.move, allowed: ["from", "to", "by"], required: ["from", "to"])
            moves.append(
                Programme.Move(
                    from: try settings["from"]?.text(.setting("from")) ?? "",
                    to: try settings["to"]?.text(.setting("to")) ?? "",
                    by: try settings["by"]?.texts(.setting("by"))
                )
            )
        }
        return moves
    }

    private func checkRule(of field: Programme.Field, _ place: String, _ node: PackNode) throws(ProgrammeError) {
        let rule = field.rule.rawValue
        switch field.rule {
        case .counter where field.type != .integer:
            throw node.error(.field(place, .ruleNeedsType("counter", type: "integer")))
        case .set where field.type != .set: throw node.error(.field(place, .ruleNeedsType("set", type: "set")))
        case .keepBoth, .lastWriter, .appendOnly, .authority, .computed:
            guard field.type != .set else { throw node.error(.field(place, .setRule(rule))) }
            guard !field.rule.isOfServer || !field.required else {
                throw node.error(.field(place, .computedRequired))
            }
        case .min, .max:
            guard [.integer, .decimal, .date, .datetime].contains(field.type) else {
                throw node.error(.field(place, .ruleNeedsOrder(rule)))
            }
        case .state: try checkState(of: field, place, node)
        case .counter, .set: break
        }
        guard field.rule.hasMoves || field.moves.isEmpty else { throw node.error(.field(place, .movesWithoutState)) }
    }

    private func checkState(of field: Programme.Field, _ place: String, _ node: PackNode) throws(ProgrammeError) {
        guard field.type == .option else { throw node.error(.field(place, .ruleNeedsType("state", type: "option"))) }
        guard !field.initial.isNull else { throw node.error(.field(place, .stateNeeds("initial"))) }
        guard !field.moves.isEmpty else { throw node.error(.field(place, .stateNeeds("moves"))) }
        let keys = Set(field.options.map(\.key))
        for move in field.moves {
            for key in [move.from, move.to] where !keys.contains(key) {
                throw node.error(.field(place, .noMoveOption(key)))
            }
            guard move.from != move.to else { throw node.error(.field(place, .moveToItself(move.from))) }
        }
    }
}

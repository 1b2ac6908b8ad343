import SyncModel

/// One value of a pack's YAML that knows where it stands. Scalars are taken as they are written: `on` and `no` stay words.
struct PackNode {
    /// What is written.
    enum Content {
        case scalar(String)
        case sequence([PackNode])
        /// In file order.
        case mapping([Pair])
    }

    /// One line of a mapping.
    struct Pair {
        var key: PackNode
        var value: PackNode
    }

    let content: Content
    let file: String
    let line: Int

    var scalar: String? {
        if case .scalar(let text) = content { text } else { nil }
    }

    var sequence: [PackNode]? {
        if case .sequence(let items) = content { items } else { nil }
    }

    var isMapping: Bool {
        if case .mapping = content { true } else { false }
    }

    func error(_ reason: String) -> ProgrammeError {
        ProgrammeError(file: file, line: line, reason: reason)
    }

    /// The pairs of a mapping in file order; an empty value counts as an empty mapping.
    func pairs(_ what: String) throws(ProgrammeError) -> [(key: String, keyNode: PackNode, value: PackNode)] {
        if scalar?.isEmpty == true { return [] }
        guard case .mapping(let mapping) = content else { throw error("\(what) must be a list of `name: value` pairs.") }
        var seen: Set<String> = []
        var pairs: [(key: String, keyNode: PackNode, value: PackNode)] = []
        for pair in mapping {
            guard let key = pair.key.scalar, !key.isEmpty else { throw pair.key.error("A name is missing before the colon.") }
            guard seen.insert(key).inserted else { throw pair.key.error("`\(key)` stands twice in \(what).") }
            pairs.append((key, pair.key, pair.value))
        }
        return pairs
    }

    /// The values of a mapping whose names are fixed.
    func settings(_ what: String, allowed: [String], required: [String] = []) throws(ProgrammeError) -> [String: PackNode] {
        var settings: [String: PackNode] = [:]
        for (key, keyNode, value) in try pairs(what) {
            guard allowed.contains(key) else {
                throw keyNode.error("\(what) has no setting `\(key)`; possible are \(allowed.joined(separator: ", ")).")
            }
            settings[key] = value
        }
        for key in required where settings[key] == nil { throw error("\(what) needs the setting `\(key)`.") }
        return settings
    }

    func text(_ what: String) throws(ProgrammeError) -> String {
        guard let scalar, !scalar.isEmpty else { throw error("\(what) must be one word or text.") }
        return scalar
    }

    func integer(_ what: String) throws(ProgrammeError) -> Int64 {
        let text = try text(what)
        guard let integer = Int64(text) else { throw error("\(what) must be a whole number, not `\(text)`.") }
        return integer
    }

    func boolean(_ what: String) throws(ProgrammeError) -> Bool {
        switch try text(what) {
        case "true": true
        case "false": false
        case let other: throw error("\(what) must be true or false, not `\(other)`.")
        }
    }

    /// A list, or a single value that stands for a list of one.
    func list(_ what: String) throws(ProgrammeError) -> [PackNode] {
        if let sequence { return sequence }
        guard scalar?.isEmpty == false else { throw error("\(what) must be a list such as [a, b].") }
        return [self]
    }

    func texts(_ what: String) throws(ProgrammeError) -> [String] {
        var texts: [String] = []
        var seen: Set<String> = []
        for item in try list(what) {
            let text = try item.text("An item of \(what)")
            guard seen.insert(text).inserted else { throw item.error("`\(text)` stands twice in \(what).") }
            texts.append(text)
        }
        return texts
    }

    func label(_ what: String) throws(ProgrammeError) -> Programme.Label {
        let settings = try settings(what, allowed: ["en", "zh"])
        return Programme.Label(en: try settings["en"]?.text("en") ?? "", zh: try settings["zh"]?.text("zh") ?? "")
    }

    /// One of the words of an enum.
    func choice<T: RawRepresentable>(_ what: String, of choices: [T]) throws(ProgrammeError) -> T where T.RawValue == String {
        let text = try text(what)
        guard let choice = choices.first(where: { $0.rawValue == text }) else {
            throw error("\(what) must be one of \(choices.map(\.rawValue).joined(separator: ", ")), not `\(text)`.")
        }
        return choice
    }

    /// A name that can be a table, a column, a role or a kind of scope.
    func name(_ what: String, reserved: [String] = []) throws(ProgrammeError) -> String {
        let name = try text(what)
        guard Self.isName(name) else {
            throw error("\(what) must begin with a small letter and hold only a-z, 0-9 and _, at most 60 characters: `\(name)` does not.")
        }
        guard !reserved.contains(name), !name.hasPrefix("sqlite_") else {
            throw error("`\(name)` is a reserved name; take another for \(what.lowercasedFirst).")
        }
        return name
    }

    private static func isName(_ name: String) -> Bool {
        guard let first = name.utf8.first, 97...122 ~= first, name.utf8.count <= 60 else { return false }
        return name.utf8.allSatisfy { 97...122 ~= $0 || 48...57 ~= $0 || $0 == 95 }
    }
}

extension String {
    /// For use in the middle of a sentence.
    var lowercasedFirst: String { prefix(1).lowercased() + dropFirst() }
}

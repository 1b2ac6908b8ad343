import SyncModel

/// One value of a pack's YAML that knows where it stands. Scalars are taken as they are written: `on` and `no` stay
/// words.
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

    func error(_ problem: PackProblem) -> ProgrammeError {
        ProgrammeError(file: file, line: line, problem)
    }

    func error(_ fault: PackProblem.FormFault) -> ProgrammeError { error(.form(fault)) }

    func error(_ fault: PackProblem.FitFault) -> ProgrammeError { error(.fit(fault)) }

    /// The pairs of a mapping in file order; an empty value counts as an empty mapping.
    func pairs(_ part: PackPart) throws(ProgrammeError) -> [(key: String, keyNode: PackNode, value: PackNode)] {
        if scalar?.isEmpty == true { return [] }
        guard case .mapping(let mapping) = content else { throw error(.notPairs(part)) }
        var seen: Set<String> = []
        var pairs: [(key: String, keyNode: PackNode, value: PackNode)] = []
        for pair in mapping {
            guard let key = pair.key.scalar, !key.isEmpty else { throw pair.key.error(.noName) }
            guard seen.insert(key).inserted else { throw pair.key.error(.twice(key, in: part)) }
            pairs.append((key, pair.key, pair.value))
        }
        return pairs
    }

    /// The values of a mapping whose names are fixed.
    func settings(
        _ part: PackPart,
        allowed: [String],
        required: [String] = []
    ) throws(ProgrammeError) -> [String: PackNode] {
        var settings: [String: PackNode] = [:]
        for (key, keyNode, value) in try pairs(part) {
            guard allowed.contains(key) else {
                throw keyNode.error(.noSetting(key, in: part, allowed: allowed))
            }
            settings[key] = value
        }
        for key in required where settings[key] == nil { throw error(.settingMissing(key, in: part)) }
        return settings
    }

    func text(_ part: PackPart) throws(ProgrammeError) -> String {
        guard let scalar, !scalar.isEmpty else { throw error(.notText(part)) }
        return scalar
    }

    func integer(_ part: PackPart) throws(ProgrammeError) -> Int64 {
        let text = try text(part)
        guard let integer = Int64(text) else { throw error(.notInteger(text, part)) }
        return integer
    }

    func boolean(_ part: PackPart) throws(ProgrammeError) -> Bool {
        switch try text(part) {
        case "true": true
        case "false": false
        case let other: throw error(.notBoolean(other, part))
        }
    }

    /// A list, or a single value that stands for a list of one.
    func list(_ part: PackPart) throws(ProgrammeError) -> [PackNode] {
        if let sequence { return sequence }
        guard scalar?.isEmpty == false else { throw error(.notList(part)) }
        return [self]
    }

    func texts(_ part: PackPart) throws(ProgrammeError) -> [String] {
        var texts: [String] = []
        var seen: Set<String> = []
        for item in try list(part) {
            let text = try item.text(.item(of: part.inEnglish))
            guard seen.insert(text).inserted else { throw item.error(.twice(text, in: part)) }
            texts.append(text)
        }
        return texts
    }

    func label(_ part: PackPart) throws(ProgrammeError) -> Programme.Label {
        let settings = try settings(part, allowed: ["en", "zh"])
        return Programme.Label(
            en: try settings["en"]?.text(.setting("en")) ?? "",
            zh: try settings["zh"]?.text(.setting("zh")) ?? ""
        )
    }

    /// One of the words of an enum.
    func choice<T: RawRepresentable>(_ part: PackPart, of choices: [T]) throws(ProgrammeError) -> T
    where T.RawValue == String {
        let text = try text(part)
        guard let choice = choices.first(where: { $0.rawValue == text }) else {
            throw error(.notAmong(text, part, of: choices.map(\.rawValue)))
        }
        return choice
    }

    /// A name that can be a table, a column, a role or a kind of scope.
    func name(_ part: PackPart, reserved: [String] = []) throws(ProgrammeError) -> String {
        let name = try text(part)
        guard Self.isName(name) else {
            throw error(.badName(name, part))
        }
        guard !reserved.contains(name), !name.hasPrefix("sqlite_") else {
            throw error(.reservedName(name, part))
        }
        return name
    }

    private static func isName(_ name: String) -> Bool {
        guard let first = name.utf8.first, 97...122 ~= first, name.utf8.count <= 60 else { return false }
        return name.utf8.allSatisfy { 97...122 ~= $0 || 48...57 ~= $0 || $0 == 95 }
    }
}

import Foundation
import SyncModel

/// Turns a pack's YAML into a programme; every complaint names the file and the line.
struct ProgrammeReader {
    let file: String
    /// Where each collection (`note`) and field (`note.text`), role and scope (`role recorder`) stands.
    var lines: [String: Int] = [:]

    init(file: String) {
        self.file = file
    }

    mutating func read(_ yaml: [UInt8]) throws(ProgrammeError) -> Programme {
        let root = try PackYAML.read(yaml, file: file)
        let settings = try root.settings(
            .programme,
            allowed: ["programme", "version", "title", "time_zone", "scopes", "roles", "collections"],
            required: ["programme", "version", "time_zone", "scopes", "roles", "collections"]
        )
        var programme = Programme(
            name: try settings["programme"].map { (node) throws(ProgrammeError) in try programmeName(node) } ?? "",
            version: try settings["version"].map { (node) throws(ProgrammeError) in try version(node) } ?? 0,
            title: try settings["title"]?.label(.setting("title")) ?? Programme.Label(),
            timeZone: try settings["time_zone"].map { (node) throws(ProgrammeError) in try timeZone(node) } ?? "",
            scopes: [],
            roles: [],
            collections: []
        )
        if let scopes = settings["scopes"] { programme.scopes = try readScopes(scopes) }
        if let collections = settings["collections"] {
            programme.collections = try readCollections(collections, programme)
        }
        if let roles = settings["roles"] { programme.roles = try readRoles(roles) }
        return programme
    }

    private func programmeName(_ node: PackNode) throws(ProgrammeError) -> String {
        let name = try node.text(.setting("programme"))
        let isName =
            name.utf8.count <= 60 && name.utf8.allSatisfy { 97...122 ~= $0 || 48...57 ~= $0 || $0 == 45 || $0 == 95 }
        guard isName, let first = name.utf8.first, 97...122 ~= first else {
            throw node.error(.badProgrammeName(name))
        }
        return name
    }

    private func version(_ node: PackNode) throws(ProgrammeError) -> Int {
        let version = try node.integer(.setting("version"))
        let range: ClosedRange<Int64> = 1...1_000_000_000
        guard range ~= version else { throw node.error(.outOfRange("version", range)) }
        return Int(version)
    }

    private func timeZone(_ node: PackNode) throws(ProgrammeError) -> String {
        let name = try node.text(.setting("time_zone"))
        guard TimeZone(identifier: name) != nil else { throw node.error(.noTimeZone(name)) }
        return name
    }

    private mutating func readScopes(_ node: PackNode) throws(ProgrammeError) -> [Programme.ScopeKind] {
        var kinds: [Programme.ScopeKind] = []
        for (_, keyNode, value) in try node.pairs(.setting("scopes")) {
            let name = try keyNode.name(.anyScope)
            let settings = try value.settings(.scope(name), allowed: ["of"])
            lines["scope \(name)"] = keyNode.line
            kinds.append(Programme.ScopeKind(name: name, of: try settings["of"]?.text(.setting("of"))))
        }
        return kinds
    }

    private mutating func readRoles(_ node: PackNode) throws(ProgrammeError) -> [Programme.Role] {
        var roles: [Programme.Role] = []
        for (_, keyNode, value) in try node.pairs(.setting("roles")) {
            let name = try keyNode.name(.anyRole)
            let settings = try value.settings(
                .role(name),
                allowed: ["at", "title", "level", "grants"],
                required: ["at", "grants"]
            )
            lines["role \(name)"] = keyNode.line
            var role = Programme.Role(name: name, at: try settings["at"]?.text(.setting("at")) ?? "", grants: [])
            role.title = try settings["title"]?.label(.setting("title")) ?? Programme.Label()
            if let level = settings["level"] {
                let number = try level.integer(.setting("level"))
                guard 0...1_000 ~= number else { throw level.error(.outOfRange("level", 0...1_000)) }
                role.level = Int(number)
            }
            for (index, grant) in try (settings["grants"]?.list(.setting("grants")) ?? []).enumerated() {
                lines["grant \(name) \(index)"] = grant.line
                role.grants.append(try readGrant(grant))
            }
            roles.append(role)
        }
        return roles
    }

    private func readGrant(_ node: PackNode) throws(ProgrammeError) -> Programme.Grant {
        let settings = try node.settings(
            .grant,
            allowed: ["scope", "where", "read", "write"],
            required: ["scope", "read"]
        )
        let scope = try settings["scope"]?.text(.setting("scope")) ?? ""
        let every = scope.hasSuffix("/*")
        var grant = Programme.Grant(scope: every ? String(scope.dropLast(2)) : scope, reach: every ? .every : .own)
        if let path = settings["where"] {
            guard !every else { throw path.error(.whereOfAll) }
            grant.reach = .along(
                try path.text(.setting("where")).split(separator: ".", omittingEmptySubsequences: false).map(
                    String.init
                )
            )
        }
        grant.read = try settings["read"].map { (node) throws(ProgrammeError) in try collections(node, "read") } ?? []
        grant.write =
            try settings["write"].map { (node) throws(ProgrammeError) in try collections(node, "write") } ?? []
        return grant
    }

    /// `all` as nil, or names.
    private func collections(_ node: PackNode, _ what: String) throws(ProgrammeError) -> [String]? {
        if node.scalar == "all" { return nil }
        if node.sequence?.isEmpty == true { return [] }
        return try node.texts(.setting(what))
    }
}

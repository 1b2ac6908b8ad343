import Foundation
import Testing

/// One desk with tables to fill: places that lie in each other, and notes that nothing names.
struct Town {
    private static let programme = """
        programme: town
        version: 1
        title: {en: Town, zh: 镇}
        time_zone: Asia/Shanghai
        scopes: {province: {}, site: {of: site}}
        roles:
          keeper:
            at: site
            grants:
              - {scope: province, read: all, write: [place, site]}
              - {scope: site, read: all, write: [memo]}
        collections:
          site:
            scope: province
            rule: authority
            key: [code]
            name: name
            fields: {code: {type: text, required: true}, name: {type: text, required: true}}
          place:
            scope: province
            owner: keeper
            key: [code]
            name: name
            fields:
              code: {type: text, required: true}
              name: {type: text, required: true, max_length: 20}
              parent: {type: ref, to: place}
              phone: {type: text, title: {en: Phone, zh: 电话}}
              fax: {type: text, title: {en: Fax, zh: 电话}}
              beds: {type: integer, min: 0}
          memo:
            scope: {site: site}
            fields:
              site: {type: ref, to: site, required: true}
              about: {type: ref, to: place}
              idno: {type: text}
              text: {type: text}
              tags: {type: set}
              seen: {type: datetime}
        """

    let valley: Valley

    /// A town whose desk has synced once.
    static func make() async throws -> Town {
        let valley = try await Valley.make(programme)
        try await valley.start()
        let town = Town(valley: valley)
        try await town.enroll("desk")
        return town
    }

    /// A second device of the same keeper, with all that the server has.
    func enroll(_ name: String) async throws {
        let document =
            try await valley.server("code", "--org", "A", "--role", "keeper", "--json").json() as? [String: Any]
        let code = try #require(document?["code"] as? String)
        #expect(try await valley.device(name, "enroll", valley.address, code).code == 0)
        #expect(try await valley.device(name, "sync").code == 0)
    }

    /// Runs a verb at the desk.
    func desk(_ words: String...) async throws -> Programs.Ran { try await valley.device("desk", words) }

    func path(_ name: String) -> String { valley.folder.appendingPathComponent(name).path }

    func read(_ name: String) throws -> String {
        String(decoding: try Data(contentsOf: URL(fileURLWithPath: path(name))), as: UTF8.self)
    }

    /// Imports a text as a file.
    func take(
        _ collection: String,
        _ text: String,
        as name: String = "in.csv",
        _ options: String...
    ) async throws -> Taken {
        try await take(collection, Data(text.utf8), as: name, options)
    }

    /// Imports bytes as a file.
    func take(
        _ collection: String,
        _ bytes: Data,
        as name: String = "in.csv",
        _ options: [String] = []
    ) async throws -> Taken {
        try bytes.write(to: URL(fileURLWithPath: path(name)))
        return try Taken(try await valley.device("desk", ["import", collection, path(name), "--json"] + options))
    }

    /// What a collection shows, field by field, in the order of one of them.
    func list(_ collection: String, _ fields: String..., by order: String) async throws -> [[String]] {
        let rows = try await desk("list", collection, "--json").json() as? [[String: Any]] ?? []
        return rows.sorted { "\($0[order] ?? "")" < "\($1[order] ?? "")" }.map { row in
            fields.map { row[$0] as? String ?? "" }
        }
    }
}

/// What an import said.
struct Taken: Equatable, CustomStringConvertible {
    var code: Int32
    /// Inserted, updated, unchanged, already here.
    var counts: [Int]
    /// The lines that were refused.
    var lines: [Int]
    var reasons: [String]
    var file: String?
    var encoding: String?
    var error: String

    init(_ ran: Programs.Ran) throws {
        let said = ran.output.isEmpty ? [:] : try ran.json() as? [String: Any] ?? [:]
        let refused = said["refused"] as? [[String: Any]] ?? []
        code = ran.code
        counts = ["inserted", "updated", "unchanged", "alreadyHere"].compactMap { said[$0] as? Int }
        lines = refused.compactMap { $0["line"] as? Int }
        reasons = refused.compactMap { $0["reason"] as? String }
        file = said["refusedFile"] as? String
        encoding = said["encoding"] as? String
        error = ran.error
    }

    var description: String { "exit \(code) \(counts) \(lines) \(reasons) \(error)" }
}

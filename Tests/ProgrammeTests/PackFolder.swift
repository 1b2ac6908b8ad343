import Foundation
import Programme
import SyncModel
import TestSupport

/// A pack in a folder of its own, removed afterwards.
struct PackFolder {
    private let folder: TemporaryFolder
    var path: String { folder.path }

    init(_ yaml: String, data: [String: String] = ["clinic": "code,name\nA,Upper clinic\nB,Lower clinic\n"]) throws {
        folder = try TemporaryFolder("pack")
        let path = folder.path
        try FileManager.default.createDirectory(atPath: "\(path)/data", withIntermediateDirectories: true)
        try yaml.write(toFile: "\(path)/programme.yaml", atomically: true, encoding: .utf8)
        for (name, text) in data {
            try text.write(toFile: "\(path)/data/\(name).csv", atomically: true, encoding: .utf8)
        }
    }

    func load() throws(ProgrammeError) -> ProgrammePack { try ProgrammePack.load(path) }

    /// The complaint, without the folder; empty if there is none.
    func complaint() -> String {
        do {
            _ = try load()
            return ""
        } catch {
            return error.description.replacingOccurrences(of: path + "/", with: "")
        }
    }

    static let clinics = """
        programme: clinics
        version: 1
        title: {en: Clinics, zh: 诊所}
        time_zone: Asia/Shanghai
        scopes:
          province: {}
          clinic: {of: clinic}
        roles:
          nurse:
            at: clinic
            grants:
              - {scope: province, read: all}
              - {scope: clinic, read: all, write: [visit, tally]}
          overseer:
            at: clinic
            level: 5
            grants:
              - {scope: province, read: all, write: [clinic]}
              - {scope: clinic/*, read: all, write: all}
        collections:
          clinic:
            scope: province
            rule: authority
            key: [code]
            name: name
            fields:
              code: {type: text, required: true, max_length: 8}
              name: {type: text, required: true}
          visit:
            scope: {clinic: clinic}
            lane: urgent
            owner: nurse
            fields:
              clinic: {type: ref, to: clinic, required: true}
              on: {type: date, required: true}
              no: {type: option, options: {no: {en: None, zh: 无}, true: {}, 会诊: {}}}
              minutes: {type: integer, min: 0, max: 1440}
              weight: {type: decimal, digits: 2}
              tags: {type: set}
              status: {type: option, options: {draft: {}, closed: {}}, rule: state, initial: draft,
                       moves: [{from: draft, to: closed, by: [overseer]}]}
            seal: {status: [closed]}
          tally:
            scope: {clinic: clinic}
            key: [clinic, day]
            fields:
              clinic: {type: ref, to: clinic, required: true}
              day: {type: date, required: true}
              seen: {type: integer, rule: counter, initial: 0}
        """
}

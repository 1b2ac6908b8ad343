import Foundation
import Programme
import SyncModel
import Testing

@Suite struct UpgradingAProgramme {
    private static func upgrade(_ changes: [(String, String)]) throws -> ProgrammePack {
        let old = try PackFolder(PackFolder.clinics).load().programme
        var yaml = PackFolder.clinics.replacingOccurrences(of: "version: 1", with: "version: 2")
        for (from, to) in changes {
            #expect(yaml.contains(from))
            yaml = yaml.replacingOccurrences(of: from, with: to)
        }
        return try PackFolder(yaml).load().upgraded(from: old)
    }

    @Test func newFieldsGetNumbersBehindTheOldOnes() throws {
        let pack = try Self.upgrade([("      on: {type", "      seen_by: {type: text}\n      on: {type")])
        let visit = try #require(pack.programme.collection(named: "visit"))
        #expect(visit.fields.map(\.name) == ["clinic", "on", "no", "minutes", "weight", "tags", "status", "seen_by"])
        #expect(visit.fields.map(\.number) == Array(0..<8))
    }

    @Test func newCollectionsGetNumbersBehindTheOldOnes() throws {
        let ward = "collections:\n  ward:\n    scope: province\n    fields:\n      name: {type: text, required: true}\n"
        let pack = try Self.upgrade([("collections:\n", ward)])
        #expect(pack.programme.collections.map(\.name) == ["clinic", "visit", "tally", "ward"])
        #expect(pack.programme.collections.map(\.number) == [0, 1, 2, 3])
    }

    @Test func moreOptionsWiderRangesAndOtherRightsAreAdditive() throws {
        let pack = try Self.upgrade([
            ("会诊: {}", "会诊: {}, home: {}"), ("max: 1440", "max: 2880"), ("write: [visit, tally]", "write: [visit]"),
            ("on: {type: date, required: true}", "on: {type: date}"),
            ("title: {en: Clinics", "title: {en: All clinics"),
        ])
        #expect(pack.programme.version == 2)
        #expect(pack.programme.collection(named: "visit")?.field(named: "on")?.required == false)
    }

    @Test(arguments: [
        ("version: 2", "version: 1", ":2:", "The version must grow"),
        ("programme: clinics", "programme: wards", "", "but clinics is in force"),
        (
            "minutes: {type: integer, min: 0, max: 1440}", "minutes: {type: text}", ":37:",
            "visit.minutes: the type cannot change"
        ),
        ("max: 1440", "max: 60", ":37:", "visit.minutes: max can only be raised"),
        ("min: 0", "min: 1", ":37:", "visit.minutes: min can only be lowered"),
        ("      weight: {type: decimal, digits: 2}\n", "", ":29:", "The field visit.weight was removed"),
        (", 会诊: {}", "", ":36:", "the option `会诊` was removed"),
        ("digits: 2", "digits: 3", ":38:", "visit.weight: the digits cannot change"),
        (
            "minutes: {type: integer", "minutes: {type: integer, required: true", ":37:",
            "visit.minutes: it cannot become required"
        ),
        (
            "      seen: {", "      more: {type: text, required: true}\n      seen: {", ":49:",
            "The new field tally.more cannot be required"
        ),
        ("lane: urgent", "lane: bulk", ":29:", "visit: the lane cannot change"),
        ("    owner: nurse", "    delete: forbid", ":29:", "visit: the rule for deletes cannot change"),
        ("rule: counter, initial: 0", "rule: last-writer", ":49:", "tally.seen: the rule cannot change"),
        ("initial: 0", "initial: 5", ":49:", "tally.seen: the initial value cannot change"),
    ])
    func anythingElseIsRefusedWithPlaceAndReason(from: String, to: String, line: String, reason: String) throws {
        do {
            _ = try Self.upgrade([(from, to)])
            Issue.record("The change passed.")
        } catch let error as ProgrammeError {
            #expect(error.description.contains(reason), "\(error)")
            #expect(error.description.contains(line == ":2:" ? "programme.yaml" : "programme.yaml\(line)"), "\(error)")
        }
    }
}

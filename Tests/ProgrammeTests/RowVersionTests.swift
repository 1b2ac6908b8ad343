import Programme
import SyncModel
import Testing

/// The letters behind an exported row say what its record showed, and nothing else.
@Suite struct RowVersions {
    private static func visit() throws -> Programme.Collection {
        try #require(try PackFolder(PackFolder.clinics).load().programme.collection(named: "visit"))
    }

    private static func row(_ visit: Programme.Collection, _ values: [String: Value]) -> [Value] {
        visit.fields.map { values[$0.name] ?? .null }
    }

    @Test func everyValueCountsAndOnlyThat() throws {
        let (visit, id, other) = (try Self.visit(), RecordID(bits: 1), RecordID(bits: 2))
        let plain = Self.row(visit, ["on": .text("2024-03-01"), "minutes": .integer(5)])
        let version = RowVersion.of(id, plain, in: visit)
        #expect(RowVersion.isOne(version) && version == RowVersion.of(id, plain, in: visit))
        // An empty text and a set without elements are shown as nothing is; a field that came later says nothing.
        let empty = Self.row(
            visit,
            ["on": .text("2024-03-01"), "minutes": .integer(5), "tags": .text("[]"), "weight": .text("")]
        )
        #expect(version == RowVersion.of(id, empty, in: visit))
        #expect(version == RowVersion.of(id, Array(plain.dropLast()), in: visit))
        let others = [
            RowVersion.of(other, plain, in: visit),
            RowVersion.of(id, Self.row(visit, ["on": .text("2024-03-01"), "minutes": .integer(6)]), in: visit),
            RowVersion.of(id, Self.row(visit, ["on": .text("2024-03-015"), "minutes": .null]), in: visit),
            RowVersion.of(id, Self.row(visit, ["on": .text("2024-03-01"), "weight": .text("5")]), in: visit),
        ]
        #expect(Set(others + [version]).count == 5)
    }

    @Test(arguments: [
        "", "abcdefghijk", "abcdefghijklm", "abcdefghijkq", "ABCDEFGHIJKL", "123456789012", "ａbcdefghijk",
    ])
    func whatNoExportWritesIsNone(text: String) {
        #expect(!RowVersion.isOne(text))
    }
}

import Console
import Records
import SyncModel
import Testing

/// What two ends may have written down twice is shown to a person.
@Suite struct DuplicatesTests {
    private typealias Row = (id: RecordID, scope: Scope, values: [Value])

    private static func collection(_ action: Programme.Duplicates.Action) -> Programme.Collection {
        Programme.Collection(
            number: 0,
            name: "session",
            home: .constant("province"),
            duplicates: Programme.Duplicates(fields: ["kind"], within: "started", minutes: 15, action: action),
            fields: [
                Programme.Field(number: 0, name: "kind", type: .text, rule: .keepBoth),
                Programme.Field(number: 1, name: "started", type: .datetime, rule: .keepBoth),
                Programme.Field(number: 2, name: "corrects", type: .ref, rule: .keepBoth, to: "session"),
            ]
        )
    }

    private static func row(_ id: UInt128, _ kind: String?, minute: Int64?, corrects: UInt128? = nil) -> Row {
        let values: [Value] = [
            kind.map { .text($0) } ?? .null, minute.map { .integer($0 * 60_000) } ?? .null,
            corrects.map { .text(RecordID(bits: $0).text) } ?? .null,
        ]
        return (RecordID(bits: id), Scope("province"), values)
    }

    private static func twins(_ rows: [Row]) -> [[RecordID]] {
        let collection = collection(.flag)
        var found = Duplicates(
            Programme(
                name: "p",
                version: 1,
                title: .init(),
                timeZone: "UTC",
                scopes: [],
                roles: [],
                collections: [collection]
            )
        )
        found.look(at: rows, of: collection)
        return found.found.map { $0.records.map(\.id) }
    }

    private static func ids(_ numbers: UInt128...) -> [RecordID] { numbers.map { RecordID(bits: $0) } }

    @Test func whatIsEqualAndCloseInTimeIsOneGroup() {
        let rows = [
            Self.row(1, "ecg", minute: 0), Self.row(2, "ecg", minute: 60), Self.row(3, "ecg", minute: 15),
            Self.row(4, "ct", minute: 0),
            Self.row(5, "ecg", minute: 76),
        ]
        #expect(Self.twins(rows) == [Self.ids(1, 3)])
    }

    @Test func whatHasNoTimeStandsWithItsLikeAndWhatHasNoKindWithNothing() {
        let rows = [
            Self.row(1, "ecg", minute: nil), Self.row(2, "ecg", minute: 5), Self.row(3, "ecg", minute: nil),
            Self.row(4, nil, minute: 0),
            Self.row(5, nil, minute: 0),
        ]
        #expect(Self.twins(rows) == [Self.ids(1, 3)])
    }

    @Test(arguments: [Programme.Duplicates.Action.match, .flag])
    func whatReportsCountIsNotSaid(_ action: Programme.Duplicates.Action) {
        let collection = Self.collection(action)
        var found = Duplicates(
            Programme(
                name: "p",
                version: 1,
                title: .init(),
                timeZone: "UTC",
                scopes: [],
                roles: [],
                collections: [collection]
            )
        )
        found.look(at: [Self.row(1, "ecg", minute: 0), Self.row(2, "ecg", minute: 1)], of: collection)
        #expect(found.lines.count == 3 && found.lines[0].contains(action == .match ? "one fact" : "may be two facts"))
        #expect(!found.lines[0].contains("count") && !found.lines[0].contains("report"))
    }

    @Test func aCorrectionIsNoTwinOfWhatItCorrects() {
        #expect(Self.twins([Self.row(1, "ecg", minute: 0), Self.row(2, "ecg", minute: 1, corrects: 1)]).isEmpty)
    }
}

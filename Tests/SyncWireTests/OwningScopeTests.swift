import SyncModel
import SyncWire
import Testing

/// Where a record lives and what id its key gives: asked by server, packs and tables of one place.
@Suite struct OwningScopeTests {
    private static let site = RecordID(bits: 7)

    private static func collection(_ home: Programme.Home, key: [String]) -> Programme.Collection {
        Programme.Collection(
            number: 0,
            name: "visit",
            home: home,
            key: key,
            fields: [
                Programme.Field(number: 0, name: "code", type: .text, rule: .keepBoth),
                Programme.Field(number: 1, name: "site", type: .ref, rule: .keepBoth, to: "site"),
            ]
        )
    }

    private static func programme(_ collection: Programme.Collection) -> Programme {
        Programme(
            name: "p",
            version: 1,
            title: .init(),
            timeZone: "UTC",
            scopes: [],
            roles: [],
            collections: [collection]
        )
    }

    private func value(_ field: Int) -> Value { field == 0 ? .text("A") : .text(Self.site.text) }

    @Test func aRecordLivesWhereItsCollectionSays() {
        let record = RecordID(bits: 9)
        func scope(_ home: Programme.Home, _ value: (Int) -> Value) -> Scope? {
            OwningScope(of: Self.collection(home, key: []))?.scope(of: record, value)
        }
        #expect(scope(.constant("province"), value) == Scope("province"))
        #expect(scope(.itself("site"), value) == Scope("site", record))
        #expect(scope(.reference(kind: "site", field: "site"), value) == Scope("site", Self.site))
        #expect(scope(.reference(kind: "site", field: "site")) { _ in .null } == nil)
        #expect(scope(.reference(kind: "site", field: "site")) { _ in .text("no id") } == nil)
        #expect(OwningScope(of: Self.collection(.reference(kind: "site", field: "nowhere"), key: [])) == nil)
    }

    // W60: a scope that a field names is part of the name, the one scope of a kind and a record's own are not.
    @Test func aKeyGivesItsIdWithTheScopeThatAFieldNames() {
        func id(_ home: Programme.Home) -> RecordID? {
            let collection = Self.collection(home, key: ["code"])
            return NaturalKey(of: collection, in: Self.programme(collection))?.id(value)
        }
        func expected(_ scope: Scope?) -> RecordID {
            NaturalKey.id(programme: "p", collection: "visit", scope: scope, parts: [.text("A")])
        }
        #expect(id(.constant("province")) == expected(nil))
        #expect(id(.itself("site")) == expected(nil))
        #expect(id(.reference(kind: "site", field: "site")) == expected(Scope("site", Self.site)))
        let keyless = Self.collection(.constant("province"), key: [])
        #expect(NaturalKey(of: keyless, in: Self.programme(keyless)) == nil)
    }
}

package import SyncModel

extension Programme.Field {
    /// A field with what tests are about, and nothing else.
    package static func test(
        _ number: Int,
        _ name: String,
        _ type: Programme.FieldType,
        rule: Programme.Rule = .keepBoth,
        required: Bool = false,
        to collection: String? = nil,
        initial: Value = .null,
        options: [String] = [],
        moves: [Programme.Move] = []
    ) -> Self {
        Self(
            number: number,
            name: name,
            type: type,
            rule: rule,
            required: required,
            to: collection,
            options: options.map { Programme.Option(key: $0) },
            initial: initial,
            moves: moves
        )
    }
}

extension Programme.Collection {
    /// The sites of a province, which an authority lists by their codes.
    package static func sites(number: Int = 0) -> Self {
        Self(
            number: number,
            name: "site",
            home: .constant("province"),
            rule: .authority,
            key: ["code"],
            nameField: "name",
            fields: [
                .test(0, "code", .text, rule: .authority, required: true),
                .test(1, "name", .text, rule: .authority, required: true),
            ]
        )
    }

    /// A collection whose records belong to the site that their first field names.
    package static func ofSite(_ number: Int, _ name: String, key: [String] = [], _ fields: [Programme.Field]) -> Self {
        let site = Programme.Field.test(0, "site", .ref, required: true, to: "site")
        return Self(
            number: number,
            name: name,
            home: .reference(kind: "site", field: "site"),
            owner: "nurse",
            key: key,
            fields: [site] + fields
        )
    }
}

extension Programme {
    /// Notes and daily tallies of sites, which nurses keep.
    /// - Parameter others: further collections, numbered from 3 on.
    package static func ofNurses(named name: String, title: String, adding others: [Collection] = []) -> Self {
        var note = Collection.ofSite(1, "note", [])
        note.fields += [.test(1, "text", .text), .test(2, "minutes", .integer), .test(3, "dose", .decimal)]
        (note.fields[2].min, note.fields[2].max, note.fields[3].digits) = (0, 1440, 2)
        let day = Field.test(1, "day", .date, required: true)
        let counts = [Field.test(2, "seen", .integer, rule: .counter), .test(3, "phone", .text, rule: .lastWriter)]
        return Self(
            name: name,
            version: 1,
            title: .init(en: title),
            timeZone: "Asia/Shanghai",
            scopes: [.init(name: "province"), .init(name: "site", of: "site")],
            roles: [
                .init(
                    name: "nurse",
                    at: "site",
                    grants: [.init(scope: "province", reach: .own), .init(scope: "site", reach: .own, write: nil)]
                )
            ],
            collections: [.sites(), note, .ofSite(2, "tally", key: ["site", "day"], [day] + counts)] + others
        )
    }
}

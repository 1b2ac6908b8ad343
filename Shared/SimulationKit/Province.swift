package import ChangeFeed
package import SyncModel

/// The programme of the simulated province: small, and with every merge rule, delete rule, kind of home and lane in it.
package enum Province {
    /// Collections by name, as workload and checkers name them.
    package enum Form: String, CaseIterable, Sendable {
        /// Reference records; everybody reads them.
        case site
        /// Keep-both, all field types, movable: its home field changes.
        case note
        /// Append-only and urgent.
        case visit
        /// Counters under a natural key.
        case tally
        /// A state machine with a seal.
        case agreement
        /// Last-writer, in bulk; a delete wins.
        case card
        /// Keep-both in the province's scope: everybody writes.
        case board
        /// Sets; never deleted.
        case roster
        /// New in the second version.
        case letter
    }

    /// The role that writes at one site.
    package static let recorder = "recorder"
    /// A recorder with more authority, who signs.
    package static let officer = "officer"
    /// Sees and writes everything.
    package static let overseer = "overseer"

    /// The first or the second version.
    package static func programme(version: Int) -> Programme {
        var collections = [site, note, visit, tally, agreement, card, board, roster]
        if version > 1 {
            let number = collections[1].fields.count
            collections[1].fields.append(field(number, "extra", .text))
            // Records from before show nothing in it, those from now on begin with it (clause R37).
            collections[1].fields.append(field(number + 1, "mood", .text, initial: .text("usual")))
            collections[1].fields[9].options.append(Programme.Option(key: "late"))
            collections[6].fields.append(
                field(collections[6].fields.count, "votes", .integer, rule: .counter, initial: .integer(0))
            )
            collections.append(letter)
        }
        return Programme(
            name: "simulated",
            version: version,
            title: Programme.Label(en: "Simulated province"),
            timeZone: "Asia/Shanghai",
            scopes: [Programme.ScopeKind(name: "province"), Programme.ScopeKind(name: "site", of: "site")],
            roles: roles,
            collections: collections
        )
    }

    /// The sites as reference records.
    package static func sites(_ count: Int) -> ReferenceRows {
        ReferenceRows(
            collection: "site",
            rows: (0..<count).map { [0: .text(siteCode($0)), 1: .text("Site \($0)")] }
        )
    }

    /// The natural key of a site.
    package static func siteCode(_ index: Int) -> String { "S\(index)" }

    private static var roles: [Programme.Role] {
        let common = ["board", "roster", "letter"]
        let atSite: [Programme.Grant] = [
            Programme.Grant(scope: "province", reach: .own, read: nil, write: common),
            Programme.Grant(scope: "site", reach: .own, read: nil, write: nil),
        ]
        return [
            Programme.Role(name: recorder, at: "site", grants: atSite),
            Programme.Role(name: officer, at: "site", level: 2, grants: atSite),
            Programme.Role(
                name: overseer,
                at: "site",
                level: 1,
                grants: [
                    Programme.Grant(scope: "province", reach: .own, read: nil, write: nil),
                    Programme.Grant(scope: "site", reach: .every, read: nil, write: nil),
                ]
            ),
        ]
    }

    private static func field(
        _ number: Int,
        _ name: String,
        _ type: Programme.FieldType,
        rule: Programme.Rule = .keepBoth,
        required: Bool = false,
        digits: Int? = nil,
        to: String? = nil,
        options: [String] = [],
        initial: Value = .null,
        moves: [Programme.Move] = []
    ) -> Programme.Field {
        Programme.Field(
            number: number,
            name: name,
            type: type,
            rule: rule,
            required: required,
            digits: digits,
            to: to,
            options: options.map { Programme.Option(key: $0) },
            initial: initial,
            moves: moves
        )
    }

    private static func ofSite(_ rule: Programme.Rule = .keepBoth) -> Programme.Field {
        field(0, "site", .ref, rule: rule, required: true, to: "site")
    }

    private static let atSite = Programme.Home.reference(kind: "site", field: "site")

    private static let site = Programme.Collection(
        number: 0,
        name: "site",
        home: .constant("province"),
        rule: .authority,
        key: ["code"],
        nameField: "name",
        fields: [field(0, "code", .text, rule: .authority, required: true), field(1, "name", .text, rule: .authority)]
    )

    private static let note = Programme.Collection(
        number: 1,
        name: "note",
        home: atSite,
        fields: [
            ofSite(),
            field(1, "title", .text),
            field(2, "body", .text),
            field(3, "minutes", .integer),
            field(4, "weight", .decimal, digits: 2),
            field(5, "flag", .boolean),
            field(6, "day", .date),
            field(7, "at", .datetime),
            field(8, "photo", .blob),
            field(9, "kind", .option, options: ["first", "again", "other"]),
            field(10, "tags", .set, rule: .set),
            field(11, "visit", .ref, to: "visit"),
            field(12, "phone", .text, rule: .lastWriter),
            field(13, "first", .integer, rule: .min),
            field(14, "last", .integer, rule: .max),
            field(15, "verified", .text, rule: .authority),
        ]
    )

    private static let visit = Programme.Collection(
        number: 2,
        name: "visit",
        home: atSite,
        lane: .urgent,
        rule: .appendOnly,
        delete: .forbid,
        fields: [
            ofSite(.appendOnly),
            field(1, "who", .text, rule: .appendOnly, required: true),
            field(2, "note", .ref, rule: .appendOnly, to: "note"),
            field(3, "corrects", .ref, rule: .appendOnly, to: "visit"),
        ]
    )

    private static let tally = Programme.Collection(
        number: 3,
        name: "tally",
        home: atSite,
        key: ["site", "day"],
        fields: [
            ofSite(),
            field(1, "day", .date, required: true),
            field(2, "seen", .integer, rule: .counter, initial: .integer(5)),
            field(3, "remark", .text),
        ]
    )

    private static let agreement = Programme.Collection(
        number: 4,
        name: "agreement",
        home: atSite,
        seal: Programme.Seal(field: "status", values: ["signed"]),
        fields: [
            ofSite(),
            field(1, "title", .text),
            field(
                2,
                "status",
                .option,
                rule: .state,
                options: ["draft", "sent", "signed", "void"],
                initial: .text("draft"),
                moves: [
                    Programme.Move(from: "draft", to: "sent"),
                    Programme.Move(from: "sent", to: "draft"),
                    Programme.Move(from: "sent", to: "signed", by: [officer, overseer]),
                    Programme.Move(from: "sent", to: "void"),
                    Programme.Move(from: "signed", to: "draft", by: [overseer]),
                ]
            ),
        ]
    )

    private static let card = Programme.Collection(
        number: 5,
        name: "card",
        home: atSite,
        lane: .bulk,
        rule: .lastWriter,
        delete: .deleteWins,
        fields: [
            ofSite(.lastWriter),
            field(1, "name", .text, rule: .lastWriter),
            field(2, "order", .integer, rule: .lastWriter),
            field(3, "remark", .text, rule: .keepBoth),
            field(4, "board", .ref, rule: .lastWriter, to: "board"),
        ]
    )

    private static let board = Programme.Collection(
        number: 6,
        name: "board",
        home: .constant("province"),
        fields: [
            field(0, "title", .text),
            field(1, "body", .text),
            field(2, "order", .integer, rule: .lastWriter),
            field(3, "low", .integer, rule: .min),
            field(4, "high", .integer, rule: .max),
            field(5, "tags", .set, rule: .set),
            field(6, "count", .integer, rule: .counter),
            field(7, "verified", .text, rule: .authority),
        ]
    )

    private static let roster = Programme.Collection(
        number: 7,
        name: "roster",
        home: .constant("province"),
        rule: .set,
        delete: .forbid,
        key: ["name"],
        fields: [field(0, "name", .text, rule: .keepBoth, required: true), field(1, "members", .set, rule: .set)]
    )

    private static let letter = Programme.Collection(
        number: 8,
        name: "letter",
        home: .constant("province"),
        lane: .bulk,
        fields: [field(0, "text", .text)]
    )
}

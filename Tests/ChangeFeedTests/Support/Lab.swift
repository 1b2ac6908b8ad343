import SyncModel
import SyncWire

/// A small programme with a scope per site and every rule that the feed has to carry.
enum Lab {
    static let site = 0
    static let visit = 1
    static let note = 2
    static let person = 3

    static let programme = make(version: 1)

    private static let roles = [
        Programme.Role(
            name: "recorder",
            at: "site",
            grants: [
                Programme.Grant(scope: "province", reach: .own, read: nil, write: []),
                Programme.Grant(scope: "site", reach: .own, read: nil, write: nil),
            ]
        ),
        Programme.Role(
            name: "overseer",
            at: "site",
            level: 1,
            grants: [
                Programme.Grant(scope: "province", reach: .own, read: nil, write: nil),
                Programme.Grant(scope: "site", reach: .every, read: nil, write: nil),
            ]
        ),
    ]

    static func make(version: Int, extraField: Bool = false) -> Programme {
        var note = Programme.Collection(
            number: 2,
            name: "note",
            home: .reference(kind: "site", field: "site"),
            seal: Programme.Seal(field: "status", values: ["closed"]),
            fields: [
                reference("site", 0, to: "site", required: true),
                Programme.Field(number: 1, name: "text", type: .text, rule: .keepBoth),
                Programme.Field(number: 2, name: "phone", type: .text, rule: .keepBoth),
                Programme.Field(number: 3, name: "tags", type: .set, rule: .set),
                Programme.Field(number: 4, name: "seen", type: .integer, rule: .counter, initial: .integer(0)),
                Programme.Field(
                    number: 5,
                    name: "status",
                    type: .option,
                    rule: .state,
                    options: [Programme.Option(key: "draft"), Programme.Option(key: "closed")],
                    initial: .text("draft"),
                    moves: [Programme.Move(from: "draft", to: "closed")]
                ),
            ]
        )
        if extraField { note.fields.append(Programme.Field(number: 6, name: "seen_by", type: .text, rule: .keepBoth)) }
        return Programme(
            name: "lab",
            version: version,
            title: Programme.Label(en: "Laboratory"),
            timeZone: "Asia/Shanghai",
            scopes: [Programme.ScopeKind(name: "province"), Programme.ScopeKind(name: "site", of: "site")],
            roles: roles,
            collections: [
                Programme.Collection(
                    number: 0,
                    name: "site",
                    home: .constant("province"),
                    rule: .authority,
                    key: ["code"],
                    nameField: "name",
                    fields: [
                        Programme.Field(number: 0, name: "code", type: .text, rule: .authority, required: true),
                        Programme.Field(number: 1, name: "name", type: .text, rule: .authority, required: true),
                    ]
                ),
                Programme.Collection(
                    number: 1,
                    name: "visit",
                    home: .reference(kind: "site", field: "site"),
                    lane: .urgent,
                    rule: .appendOnly,
                    delete: .forbid,
                    fields: [
                        reference("site", 0, to: "site", required: true, rule: .appendOnly),
                        Programme.Field(number: 1, name: "on", type: .date, rule: .appendOnly),
                    ]
                ),
                note,
                Programme.Collection(
                    number: 3,
                    name: "person",
                    home: .reference(kind: "site", field: "site"),
                    fields: [
                        reference("site", 0, to: "site", required: true, rule: .lastWriter),
                        Programme.Field(number: 1, name: "name", type: .text, rule: .keepBoth),
                    ]
                ),
            ]
        )
    }

    private static func reference(
        _ name: String,
        _ number: Int,
        to: String,
        required: Bool,
        rule: Programme.Rule = .keepBoth
    ) -> Programme.Field {
        Programme.Field(number: number, name: name, type: .ref, rule: rule, required: required, to: to)
    }

    /// The id of the site with this code.
    static func siteID(_ code: String) -> RecordID {
        NaturalKey.id(programme: "lab", collection: "site", scope: nil, parts: [.text(code)])
    }

    static func stream(_ code: String, _ lane: Lane) -> Stream {
        Stream(scope: Scope("site", siteID(code)), lane: lane)
    }
}

import SyncModel
import SyncWire
import TestSupport

/// A small programme with a scope per site and every rule that the feed has to carry.
enum ThreeSites {
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
                .test(0, "site", .ref, required: true, to: "site"), .test(1, "text", .text), .test(2, "phone", .text),
                .test(3, "tags", .set, rule: .set), .test(4, "seen", .integer, rule: .counter, initial: .integer(0)),
                .test(
                    5,
                    "status",
                    .option,
                    rule: .state,
                    initial: .text("draft"),
                    options: ["draft", "closed"],
                    moves: [Programme.Move(from: "draft", to: "closed")]
                ),
            ]
        )
        if extraField { note.fields.append(.test(6, "seen_by", .text)) }
        return Programme(
            name: "lab",
            version: version,
            title: Programme.Label(en: "Laboratory"),
            timeZone: "Asia/Shanghai",
            scopes: [Programme.ScopeKind(name: "province"), Programme.ScopeKind(name: "site", of: "site")],
            roles: roles,
            collections: [
                .sites(),
                Programme.Collection(
                    number: 1,
                    name: "visit",
                    home: .reference(kind: "site", field: "site"),
                    lane: .urgent,
                    rule: .appendOnly,
                    delete: .forbid,
                    fields: [
                        .test(0, "site", .ref, rule: .appendOnly, required: true, to: "site"),
                        .test(1, "on", .date, rule: .appendOnly),
                    ]
                ),
                note,
                Programme.Collection(
                    number: 3,
                    name: "person",
                    home: .reference(kind: "site", field: "site"),
                    fields: [
                        .test(0, "site", .ref, rule: .lastWriter, required: true, to: "site"), .test(1, "name", .text),
                        .test(2, "first_note", .ref, to: "note"),
                    ]
                ),
            ]
        )
    }

    /// The id of the site with this code.
    static func siteID(_ code: String) -> RecordID {
        NaturalKey.id(programme: "lab", collection: "site", scope: nil, parts: [.text(code)])
    }

    static func stream(_ code: String, _ lane: Lane) -> Stream {
        Stream(scope: Scope("site", siteID(code)), lane: lane)
    }
}

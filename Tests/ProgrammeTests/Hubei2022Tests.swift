import Programme
import SyncModel
import Testing

@Suite struct Hubei2022 {
    private static let pack = Result { try ProgrammePack.load("hubei-2022") }

    private static func rows(_ collection: String) throws -> [[String: String]] {
        try #require(try pack.get().data.first { $0.collection == collection }).rows.map(\.cells)
    }

    @Test func theDirectoryIsComplete() throws {
        let orgs = try Self.rows("org")
        let counts = Dictionary(grouping: orgs) { $0["level"] ?? "" }.mapValues(\.count)
        #expect(counts == ["province": 1, "prefecture": 17, "county": 37, "hospital": 110])
        #expect(try Self.rows("pair").count == 70)
    }

    @Test func codesAreThoseOfTheStandard() throws {
        let orgs = try Self.rows("org")
        let codes = Dictionary(orgs.map { ("\($0["level"] ?? "") \($0["name"] ?? "")", $0["code"]) }) { first, _ in
            first
        }
        #expect(codes["county 郧西县"] == "420322")
        #expect(codes["county 郧阳区"] == "420304")
        #expect(codes["prefecture 恩施土家族苗族自治州"] == "422800")
        #expect(orgs.filter { $0["level"] != "hospital" }.allSatisfy { $0["code"]?.utf8.count == 6 })
        #expect(orgs.filter { $0["code"] == "429021" }.map { $0["level"] } == ["prefecture", "county"])
    }

    @Test func nobodyIsBothRecipientAndSupporter() throws {
        let pairs = try Self.rows("pair")
        let recipients = Set(pairs.compactMap { $0["recipient"] })
        let supporters = Set(pairs.compactMap { $0["supporter"] })
        #expect(recipients.count == 70)
        #expect(supporters.count == 40)
        #expect(recipients.isDisjoint(with: supporters))
    }

    @Test func theMinimumFollowsTheKindOfTheSupporter() throws {
        let kinds = Dictionary(try Self.rows("org").map { ("\($0["level"] ?? "")/\($0["code"] ?? "")", $0["kind"]) }) {
            first,
            _ in first
        }
        let pairs = try Self.rows("pair")
        #expect(pairs.compactMap { $0["min_batch_size"].flatMap { Int($0) } }.reduce(0, +) == 290)
        for pair in pairs {
            let isChinese = ["tcm", "integrated", "ethnic"].contains(kinds[pair["supporter"] ?? ""] ?? "")
            #expect(pair["min_batch_size"] == (isChinese ? "3" : "5"))
        }
        #expect(pairs.filter { $0["min_to_confirm"] == "true" }.count == 2)
    }

    @Test func startsThatAreUnknownStayEmpty() throws {
        #expect(try Self.rows("pair").allSatisfy { $0["valid_from"] == nil })
    }

    @Test func namesThatMayBeOneBodyStayTwo() throws {
        let names = try Self.rows("org").compactMap { $0["name"] }
        #expect(names.contains("武汉市第一医院") && names.contains("武汉市中西医结合医院"))
        #expect(Set(names).count == names.count - 1, "only 神农架林区 stands twice")
    }

    @Test func everyoneHasATitleInBothLanguages() throws {
        let programme = try Self.pack.get().programme
        for collection in programme.collections {
            for title in [collection.title] + collection.fields.map(\.title)
                + collection.fields.flatMap(\.options).map(\.title)
            {
                #expect(!title.en.isEmpty && !title.zh.isEmpty, "\(collection.name)")
            }
        }
        for role in programme.roles { #expect(!role.title.en.isEmpty && !role.title.zh.isEmpty) }
    }

    @Test(arguments: [
        ("recipient_recorder", "tele_session", true), ("recipient_recorder", "org", false),
        ("recipient_recorder", "pair", false),
        ("supporter_office", "batch", true), ("supporter_office", "pair", false),
        ("county_signatory", "signature", true), ("county_signatory", "batch", false),
        ("county_signatory", "target", false), ("supporter_office", "agreement", true),
        ("county_officer", "member", true), ("county_officer", "absence", false),
        ("prefecture_officer", "batch", true), ("prefecture_officer", "tele_session", false),
        ("province_office", "org", true), ("province_office", "pair", true), ("province_office", "visit", false),
    ])
    func rightsAreAsThePlanSays(role: String, collection: String, mayWrite: Bool) throws {
        let programme = try Self.pack.get().programme
        let role = try #require(programme.role(named: role))
        let kind: String =
            switch try #require(programme.collection(named: collection)).home {
            case .constant(let kind), .reference(let kind, _), .itself(let kind): kind
            }
        let grants = role.grants.filter { $0.scope == kind }
        #expect(grants.contains { $0.write?.contains(collection) ?? true } == mayWrite)
    }

    @Test func aSignatorySeesTheAgreementAndNothingElseOfThePair() throws {
        let role = try #require(try Self.pack.get().programme.role(named: "county_signatory"))
        #expect(Set(role.grants.map(\.scope)) == ["province", "deal"])
        // Who may see a record is decided by its scope alone, so no grant picks collections to read.
        for role in try Self.pack.get().programme.roles { #expect(role.grants.allSatisfy { $0.read == nil }) }
    }

    @Test func everyDisputeHasSomeoneWhoMaySettleIt() throws {
        let programme = try Self.pack.get().programme
        for collection in programme.collections {
            guard let owner = collection.owner else {
                #expect(collection.rule == .appendOnly, "\(collection.name)")
                continue
            }
            let grants = try #require(programme.role(named: owner)).grants
            #expect(
                grants.contains { $0.write?.contains(collection.name) ?? true },
                "\(owner) may not write \(collection.name)"
            )
        }
    }

    @Test func aSignedAgreementIsSealed() throws {
        let agreement = try #require(try Self.pack.get().programme.collection(named: "agreement"))
        #expect(agreement.seal == Programme.Seal(field: "status", values: ["in_force", "ended", "void"]))
        let parties = try Self.pack.get().programme.collection(named: "signature")?.field(named: "party")?.options.map(
            \.key
        )
        #expect(parties == ["supporter", "county_government", "recipient"])
    }
}

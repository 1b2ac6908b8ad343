import Foundation
import Testing

/// How far a device has come.
enum DeviceState: Int, CaseIterable {
    case notEnrolled
    case neverSynced
    /// The directory came, and nothing was recorded.
    case empty
    /// One record, sent.
    case small
    /// Records sent and unsent, a conflict and a refused change.
    case filled

    var device: String { "\(self)" }

    static let role = "recipient_recorder"

    /// What the devices hold, and where more may be recorded.
    struct Records {
        /// Of the filled device: sent, sent with a hostile name, unsent.
        var technologies: [String]
        var batch: String
        /// Of the hospital of the filled device.
        var pair: String
        /// Of the hospital of all others.
        var quietPair: String

        func pair(of state: DeviceState) -> String { state == .filled ? pair : quietPair }
    }

    /// Brings a device into each state.
    static func prepare(_ valley: Valley) async throws -> Records {
        let (org, quiet) = ("郧西县人民医院", "竹山县人民医院")
        for state in [neverSynced, empty, small] { try await valley.enroll(state.device, as: role, at: quiet) }
        for name in [filled.device, "second"] { try await valley.enroll(name, as: role, at: org) }
        func sync(_ devices: String...) async throws {
            for device in devices { #expect([0, 3].contains(try await valley.device(device, "sync").code)) }
        }
        func add(_ device: String, _ words: String...) async throws -> String {
            let ran = try await valley.device(device, ["add"] + words)
            try #require(ran.code == 0, "\(ran.error)")
            return ran.output.trimmingCharacters(in: .whitespacesAndNewlines)
        }
        func pair(of org: String, _ device: String) async throws -> (id: String, supporter: String) {
            let orgs =
                try await valley.device(device, "list", "org", "name=\(org)", "--json").json() as? [[String: Any]]
            let own = try #require(orgs?.first?["id"] as? String)
            let pairs =
                try await valley.device(device, "list", "pair", "recipient=\(own)", "--json").json() as? [[String: Any]]
            return (try #require(pairs?.first?["id"] as? String), try #require(pairs?.first?["supporter"] as? String))
        }
        let filled = filled.device
        try await sync(empty.device, small.device, filled, "second")
        let quietPair = try await pair(of: quiet, small.device).id
        _ = try await add(small.device, "batch", "pair=\(quietPair)", "number=1", "starts_on=2024-03-01")
        try await sync(small.device)
        let (pair, supporter) = try await pair(of: org, filled)
        var technologies: [String] = []
        for name in ["关节镜", "血液透析\u{1b}[2J\n冒充一行"] {
            technologies.append(try await add(filled, "technology", "pair=\(pair)", "kind=technique", "name=\(name)"))
        }
        let batch = try await add(filled, "batch", "pair=\(pair)", "number=1", "starts_on=2024-03-01")
        try await sync(filled, "second")
        // Two values for one field.
        for device in [filled, "second"] {
            _ = try await valley.device(device, "set", "technology", technologies[0], "specialty=\(device)")
        }
        // A change of what the supporter has closed meanwhile.
        try await valley.enroll("office", as: "supporter_office", at: supporter)
        try await sync("office")
        #expect(try await valley.device("office", "set", "batch", batch, "status=closed").code == 0)
        try await sync("second", "office")
        #expect(try await valley.device(filled, "set", "batch", batch, "handover=late").code == 0)
        try await sync(filled)
        technologies.append(try await add(filled, "technology", "pair=\(pair)", "kind=technique", "name=未发送"))
        return Records(technologies: technologies, batch: batch, pair: pair, quietPair: quietPair)
    }
}

/// What a verb said to somebody, in a state of the device.
struct Said {
    let ran: Programs.Ran
    let words: [String]
    private let place: String

    init(_ ran: Programs.Ran, _ state: DeviceState, _ words: [String]) {
        (self.ran, self.words) = (ran, words)
        place = "\(state): \(words.joined(separator: " ")): "
    }

    private var isJSON: Bool { words.contains("--json") }
    private var isChinese: Bool { words.contains("zh") }

    /// It ended so, in its language, and as one document where that was asked for.
    func expect(_ code: Int32) {
        #expect(ran.code == code, "\(place)\(ran.output)\(ran.error)")
        let said = ran.output + ran.error
        for trace in ["Fatal error", "Optional(", ".swift:", "Stack dump", "NSError"] {
            #expect(!said.contains(trace), "\(place)\(said)")
        }
        #expect(!said.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" }, "\(place)a control reached the reader")
        if isJSON, [0, 3].contains(ran.code) { #expect((try? ran.json()) != nil, "\(place)\(ran.output)") }
        if code != 0, code != 3 { #expect(ran.error.count > 5, "\(place)nothing was said") }
        if isChinese, !isJSON || ran.code == 1 {
            let english = said.firstMatch(of: /[A-Za-z]{2,} [a-z]{2,} [a-z]{2,} [a-z]{2,}/)
            #expect(english == nil, "\(place)\(english.map { String($0.0) } ?? "")")
        }
    }
}

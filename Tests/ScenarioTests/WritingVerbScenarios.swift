import Foundation
import Testing

/// Every verb that changes something, in every state of a device, in both languages, for people and for programs.
@Suite(.enabled(if: Programs.areBuilt, "Build both programs first: swift build -c release"), .timeLimit(.minutes(20)))
struct WritingVerbScenarios {
    /// In which form somebody asks.
    private struct Form {
        let language: String
        let isJSON: Bool

        static let all = ["en", "zh"].flatMap { language in [false, true].map { Form(language: language, isJSON: $0) } }

        var name: String { language + (isJSON ? "-json" : "") }

        func words(_ words: [String], hasJSON: Bool = true) -> [String] {
            words + ["--lang", language] + (isJSON && hasJSON ? ["--json"] : [])
        }
    }

    @Test func syncAndVerifySayHowTheyEndedInEveryState() async throws {
        let valley = try await Valley.make(shipped: "hubei-2022")
        try await valley.start()
        _ = try await DeviceState.prepare(valley)
        func run(
            _ state: DeviceState,
            _ words: [String],
            _ form: Form,
            on device: String? = nil,
            _ code: Int32
        ) async throws {
            let words = form.words(words)
            Said(try await valley.device(device ?? state.device, words), state, words).expect(code)
        }
        for form in Form.all {
            for (verb, ended) in [("sync", Int32(0)), ("verify", 0)] {
                let fresh = "fresh-\(verb)-\(form.name)"
                try await valley.enroll(fresh, as: DeviceState.role, at: "竹山县人民医院")
                try await run(.neverSynced, [verb], form, on: fresh, ended)
            }
            try await run(.notEnrolled, ["sync"], form, 1)
            try await run(.empty, ["sync"], form, 0)
            try await run(.small, ["sync"], form, 0)
            try await run(.filled, ["sync"], form, 3)
            try await run(.small, ["verify", "--repair"], form, 0)
            try await run(.filled, ["verify", "--repair"], form, 0)
        }
        #expect(await valley.stop() == 0)
        for form in Form.all {
            for state in DeviceState.allCases {
                for verb in [["sync"], ["verify"]] { try await run(state, verb, form, state == .notEnrolled ? 1 : 4) }
            }
        }
    }

    /// Each form gets a copy of its own, which never meets the server: what one typed must not meet the other.
    @Test func whatIsTypedIsTakenOrRefusedInEveryState() async throws {
        let valley = try await Valley.make(shipped: "hubei-2022")
        try await valley.start()
        let records = try await DeviceState.prepare(valley)
        #expect(await valley.stop() == 0)
        for state in DeviceState.allCases {
            for form in Form.all {
                let desk = try Desk(valley, state, form)
                try await desk.types(on: records.pair(of: state))
                try await desk.carriesTables(on: records.pair(of: state))
                if state == .filled { try await desk.decides(records) }
            }
        }
    }

    /// A copy of a device in one state, asked in one form.
    private struct Desk {
        let valley: Valley
        let state: DeviceState
        let form: Form
        let name: String

        init(_ valley: Valley, _ state: DeviceState, _ form: Form) throws {
            (self.valley, self.state, self.form) = (valley, state, form)
            name = "\(state)-\(form.name)"
            let home = valley.folder.appendingPathComponent(state.device)
            guard state != .notEnrolled else { return }
            try FileManager.default.copyItem(at: home, to: valley.folder.appendingPathComponent(name))
        }

        /// Whether it has a programme to record by.
        private var canRecord: Bool { state.rawValue >= DeviceState.empty.rawValue }

        /// Runs a verb; a device that cannot record refuses it.
        @discardableResult
        private func run(_ words: [String], _ code: Int32, hasJSON: Bool = true) async throws -> Programs.Ran {
            let words = form.words(words, hasJSON: hasJSON)
            let ran = try await valley.device(name, words)
            Said(ran, state, words).expect(canRecord ? code : 1)
            return ran
        }

        private func file(_ suffix: String) -> String { valley.folder.appendingPathComponent("\(name)-\(suffix)").path }

        func types(on pair: String) async throws {
            let added = try await run(["add", "technology", "pair=\(pair)", "kind=technique", "name=+新"], 0)
            try await run(["add", "technology", "pair=\(pair)", "kind=nothing", "name=x"], 1)
            try await run(["add", "technology", "pair=\(pair)", "kind=technique"], 1)
            try await run(["add", "technology", "name"], 2)
            try await run(["add", "nothing", "name=x"], 1)
            guard canRecord else { return }
            let object = try? added.json() as? [String: Any]
            let id = try #require(
                form.isJSON ? object?["id"] as? String : added.output.trimmingCharacters(in: .whitespacesAndNewlines)
            )
            try await run(["set", "technology", id, "cases=+2", "suitable=true"], 0)
            try await run(["set", "technology", id, "suitable=true"], 0)
            try await run(["set", "technology", id, "cases=2"], 2)
            try await run(["set", "technology", id, "first_case_on=2024-02-30"], 1)
            try await run(["set", "technology", id, "nothing=1"], 1)
            try await run(["show", "technology", id, "--local"], 0)
            try await run(["delete", "technology", id, "--yes"], 0, hasJSON: false)
            try await run(["show", "technology", id, "--local"], 1)
        }

        func carriesTables(on pair: String) async throws {
            let (good, mixed, out) = (file("good.csv"), file("mixed.csv"), file("out.csv"))
            let header = "pair,kind,name\n"
            try (header + (1...30).map { "\(pair),technique,表\($0)\n" }.joined()).write(
                toFile: good,
                atomically: true,
                encoding: .utf8
            )
            try (header + "\(pair),technique,好\n\(pair),nothing,坏\n").write(
                toFile: mixed,
                atomically: true,
                encoding: .utf8
            )
            try await run(["import", "technology", good, "--dry-run"], 0)
            let first = try await run(["import", "technology", good], 0)
            let second = try await run(["import", "technology", good], 0)
            if canRecord, form.isJSON {
                #expect((try first.json() as? [String: Any])?["inserted"] as? Int == 30)
                #expect((try second.json() as? [String: Any])?["alreadyHere"] as? Int == 30)
            }
            try await run(["import", "technology", mixed], 3)
            try await run(["import", "technology", file("none.csv")], 1)
            try await run(["import", "technology", valley.folder.path], 1)
            try await run(["export", "technology", out], 0, hasJSON: false)
            try await run(["export", "technology", out], 0, hasJSON: false)
            try await run(["export", "technology", valley.folder.path], 1, hasJSON: false)
            let back = try await run(["import", "technology", out], 0)
            if canRecord, form.isJSON {
                let counts = try back.json() as? [String: Any]
                #expect(counts?["inserted"] as? Int == 0 && counts?["updated"] as? Int == 0, "\(back.output)")
            }
        }

        func decides(_ records: DeviceState.Records) async throws {
            let conflicts = try await valley.device(name, "conflicts", "--json").json() as? [[String: Any]]
            let conflict = try #require(conflicts?.first?["id"] as? String)
            try await run(["conflicts", "resolve", conflict, "--take", "9"], 1)
            try await run(["conflicts", "resolve", conflict, "--take", "1", "--reason", "看过原件"], 0)
            try await run(["conflicts"], 0)
            let refused = try await valley.device(name, "refused", "--json").json() as? [[String: Any]]
            let entry = try #require(refused?.first?["id"])
            try await run(["refused", form.isJSON ? "retry" : "discard", "\(entry)"], 0, hasJSON: false)
            try await run(["refused"], 0)
        }
    }
}

import Foundation
import Testing

/// The repository checks itself: who imports whom, sizes, purity of the core, links of the documents.
@Suite struct HouseTests {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    static func files(_ suffix: String) throws -> [(path: String, text: String)] {
        let enumerator = try #require(FileManager.default.enumerator(atPath: root.path))
        var found: [(String, String)] = []
        for case let path as String in enumerator {
            if path.hasPrefix(".") || path.contains("/.") {
                if path.split(separator: "/").count == 1 { enumerator.skipDescendants() }
                continue
            }
            // What stands in a catalogue is a document: its Swift is a copy of sources that stand elsewhere.
            guard path.hasSuffix(suffix), !path.contains("/Generated/"), suffix != ".swift" || !path.contains(".docc/")
            else { continue }
            found.append((path, try String(contentsOf: root.appending(path: path), encoding: .utf8)))
        }
        return found.sorted { $0.0 < $1.0 }
    }

    @Test func everyFileKeepsTheRulesOfTheHouse() throws {
        let files = try Self.files(".swift")
        #expect(files.count > 50, "the tree was not found")
        let rules = [
            ImportTable.findings, HouseRules.length, HouseRules.purity, HouseRules.manners, HouseRules.promises,
            HouseRules.files, HouseRules.door, HouseRules.rules, HouseRules.verbs, ShapeRules.functions,
            ShapeRules.exposed, ShapeRules.wide,
        ]
        let findings = files.flatMap { file in rules.flatMap { $0(file.path, file.text) } }
        #expect(findings.isEmpty, "\(findings.joined(separator: "\n"))")
    }

    @Test func everyLinkInADocumentLeadsSomewhere() throws {
        for (path, text) in try Self.files(".md") {
            for link in text.matches(of: /\]\(([^)#:\s]+)(#[^)]*)?\)/) {
                let target = Self.root.appending(path: path).deletingLastPathComponent().appending(path: String(link.1))
                #expect(FileManager.default.fileExists(atPath: target.path), "\(path): no file behind \(link.1)")
            }
        }
    }

    @Test func aCoreModuleThatImportsADatabaseIsFound() {
        let text = "import SyncModel\npublic import GRDB\n@preconcurrency import struct Foundation.Date\n"
        #expect(
            ImportTable.findings(path: "Protocol/Merge/Bad.swift", text: text) == [
                "Protocol/Merge/Bad.swift: Protocol/Merge may not import GRDB",
                "Protocol/Merge/Bad.swift: Protocol/Merge may not import Foundation",
            ]
        )
    }

    @Test func whatMayBeImportedIsImported() throws {
        #expect(ImportTable.unused(try Self.files(".swift")).isEmpty)
        let files = ImportTable.permitted.map { (path: $0.folder + "/A.swift", text: "") }
        #expect(
            ImportTable.unused(files).contains("Protocol/Merge imports SyncModel nowhere: take it out of the table")
        )
    }

    @Test func theDevicesProgramMayNotReachIntoTheServer() {
        #expect(!ImportTable.findings(path: "Sources/duikou/Bad.swift", text: "import ChangeFeed").isEmpty)
        #expect(!ImportTable.findings(path: "Sources/duikou-server/Bad.swift", text: "import Replica").isEmpty)
    }

    @Test(arguments: [
        "try FileManager.default.removeItem(atPath: folder)", "try? files.removeItem(at: place)",
        "_ = try files.replaceItemAt(place, withItemAt: part)", "files.createFile(atPath: path, contents: nil)",
        "try files.createDirectory(atPath: folder, withIntermediateDirectories: true)",
        "try Data(bytes).write(to: URL(filePath: path), options: .atomic)",
        "try data.write(to: place, options: [.atomic])",
        "try text.write(toFile: path, atomically: true, encoding: .utf8)",
    ])
    func foundationsWaysOfWritingAreFound(line: String) {
        for path in ["Sources/duikou/Bad.swift", "ClientCore/Client/Bad.swift", "Server/HTTP/Bad.swift"] {
            #expect(!HouseRules.files(path: path, text: "    \(line)\n").isEmpty, "\(path)")
        }
        #expect(HouseRules.files(path: "Tests/AnyTests/Good.swift", text: line).isEmpty)
        #expect(HouseRules.files(path: "Shared/Console/Good.swift", text: "element.write(to: &text)").isEmpty)
    }

    @Test(arguments: [
        "let a = try await b()", "await b()", "for await c in d {", "let a = ContinuousClock.now",
        "SuspendingClock().now",
        "let a = Date.now", "Date()", "let a = UInt64.random(in: 0...9)", "Int.random(in: 1...6, using: &dice)",
        "let a = all.randomElement()", "all.shuffled()", "clock_gettime(CLOCK_REALTIME, &a)", "var a = time(nil)",
        "try await Task.sleep(for: .seconds(1))", "var a = SystemRandomNumberGenerator()", "let id = UUID()",
    ])
    func whatTheCoreMayNotAskIsFound(line: String) {
        #expect(!HouseRules.purity(path: "Server/Feed/Bad.swift", text: "    \(line)\n").isEmpty)
        #expect(HouseRules.purity(path: "ClientCore/Client/Good.swift", text: "    \(line)\n").isEmpty)
    }

    @Test(arguments: [
        "state = .awaitingReply(current)", "let bits = host.random()", "EnrolmentCode(random: host.random)",
        "case .time(let at): isDate(at)", "/// Waits as `await` does.", "let update(nil)",
    ])
    func whatTheCoreMaySayIsNotFound(line: String) {
        #expect(HouseRules.purity(path: "Server/Feed/Good.swift", text: "    \(line)\n").isEmpty)
    }

    @Test func badMannersAreFound() {
        let sleeping = "func wait() {\n    Thread.sleep(forTimeInterval: 1)\n}\n"
        #expect(HouseRules.purity(path: "Server/Feed/Bad.swift", text: sleeping).count == 1)
        #expect(HouseRules.manners(path: "Server/HTTP/Bad.swift", text: "let a = try! b()\n    print(a)\n").count == 2)
        let around = "print(a)\nFileHandle.standardOutput.write(b)\nfputs(c, d)\nGlibc.write(1, e, f)\nOutput.line(g)\n"
        #expect(HouseRules.door(path: "Sources/duikou/Bad.swift", text: around).count == 4)
        #expect(HouseRules.door(path: "Shared/Console/Output.swift", text: around).isEmpty)
        let advising = #"case .a: "Run duikou sync.""# + "\n/// As duikou sync does.\ncase .b: \"（请加 --yes）\"\n"
        #expect(HouseRules.verbs(path: "ClientCore/Client/Bad.swift", text: advising).count == 2)
        #expect(HouseRules.verbs(path: "Sources/duikou/Good.swift", text: advising).isEmpty)
        let serving = #"case .a(let b): "\(b) is empty; run `duikou-server init --data \(b)` first.""#
        #expect(!HouseRules.verbs(path: "Server/Feed/Bad.swift", text: serving).isEmpty)
        #expect(HouseRules.promises(path: "A.swift", text: "final class A: @unchecked Sendable {}").count == 1)
        #expect(HouseRules.length(path: "A.swift", text: String(repeating: "\n", count: 401)).count == 1)
        #expect(HouseRules.length(path: "Tests/A.swift", text: String(repeating: "\n", count: 401)).isEmpty)
    }

    @Test func aQuestionForAMergeRuleByNameIsFound() {
        let text = "if field.rule == .counter {}\nguard collection.rule != .set\n[.min, .max].contains(field.rule)\n"
        #expect(HouseRules.rules(path: "ClientCore/Replica/A.swift", text: text).count == 3)
        #expect(HouseRules.rules(path: "Protocol/Merge/A.swift", text: text).isEmpty)
        #expect(HouseRules.rules(path: "Server/Feed/A.swift", text: "if new.rule == old.rule {}\n").isEmpty)
    }

    @Test func eachTableOfTheStoreIsWrittenByItsOwnerAlone() throws {
        let findings = OwnerRules.findings(try Self.files(".swift"))
        #expect(findings.isEmpty, "\(findings.joined(separator: "\n"))")
    }

    @Test func whoWritesATableThatIsNotItsOwnIsFound() {
        let text =
            """
            run("INSERT OR REPLACE INTO _card(id) VALUES(?)")\nrun("UPDATE OR IGNORE _set SET id = 1")\n\
            run(\"\"\"\nDELETE FROM\n_lane\n\"\"\")\nrun("SELECT id FROM _stream")\n
            """
        #expect(OwnerRules.written(in: text) == ["_card", "_set", "_lane"])
        let findings = OwnerRules.findings([("ClientCore/Replica/Review/DeviceCards.swift", text)])
        #expect(findings.contains("DeviceCards.swift writes _set, which is not its own"))
        #expect(findings.contains("DeviceCards.swift writes _lane, which is not its own"))
        #expect(!findings.contains { $0.hasPrefix("DeviceCards.swift writes _card") })
        let naming =
            #"run("UPDATE OR IGNORE \(table.quotedName) SET a = 1"); run("SELECT id FROM \(table.quotedName)")"#
        #expect(OwnerRules.written(in: naming) == [OwnerRules.rows])
        #expect(
            OwnerRules.findings([("ClientCore/Replica/Review/DeviceCards.swift", naming)]).contains {
                $0.hasPrefix("DeviceCards.swift writes \(OwnerRules.rows)")
            }
        )
    }

    /// Who owns which table is said in the document of the store and beside each owner as the rule has it.
    @Test func whereverOwnersAreNamedTheyAreTheSame() throws {
        let design = try String(
            contentsOf: Self.root.appending(path: "ClientCore/Replica/DESIGN.md"),
            encoding: .utf8
        )
        #expect(OwnerRules.told(byTable: design) == OwnerRules.owned)
        for file in try Self.files(".swift") where file.path.hasPrefix(OwnerRules.room) {
            let name = String(file.path.split(separator: "/").last?.dropLast(".swift".count) ?? "")
            for table in OwnerRules.told(byComment: file.text) {
                #expect(OwnerRules.owned[table] == name, "\(file.path): \(table) is another's")
            }
        }
    }
}

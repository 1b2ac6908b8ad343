import Foundation
import Programme
import SyncModel
import Testing

/// Whatever stands in a pack, it is read or refused soon, with the line and without an end of the process.
@Suite(.timeLimit(.minutes(1))) struct HostilePacks {
    private static let reference = "Anchors (&name) and aliases (*name) have no place in a pack; write the value out."

    /// Thirty lines, each of which holds the one before twice.
    private static func bomb(_ first: String, _ line: (Int) -> String) -> String {
        first + "\n" + (1..<30).map(line).joined()
    }

    @Test func bombsOfReferencesAreRefused() throws {
        let bombs = [
            Self.bomb("a0: &a0 [x]") { "a\($0): &a\($0) [*a\($0 - 1), *a\($0 - 1)]\n" },
            Self.bomb("a0: &a0 {x: y}") { "a\($0): &a\($0) {? *a\($0 - 1) : *a\($0 - 1)}\n" },
        ]
        for yaml in bombs {
            #expect(try PackFolder(yaml + PackFolder.clinics).complaint() == "programme.yaml:1: \(Self.reference)")
        }
    }

    @Test(arguments: [
        ("a: &a [*a]\n", 1), ("version: &v 1\n", 1), ("a: &a {}\n", 1), ("programme: x\nversion: *v\n", 2),
    ])
    func referencesAreRefused(yaml: String, line: Int) throws {
        #expect(try PackFolder(yaml + PackFolder.clinics).complaint() == "programme.yaml:\(line): \(Self.reference)")
    }

    @Test func signsOfReferencesInsideTextsAreText() throws {
        let yaml = PackFolder.clinics.replacingOccurrences(
            of: "{en: Clinics, zh: 诊所}",
            with: "{en: \"*R&D* & more\", zh: R&D *诊所}"
        )
        #expect(try PackFolder(yaml).load().programme.title == Programme.Label(en: "*R&D* & more", zh: "R&D *诊所"))
    }

    @Test(arguments: [
        ("[", 10_000, "]"), ("[", 200_000, "]"), ("{a: ", 100_000, "}"), ("- ", 100_000, ""), ("? ", 100_000, ""),
        ("[\n", 100_000, ""),
    ])
    func depthIsRefused(opening: String, count: Int, closing: String) throws {
        let yaml = String(repeating: opening, count: count) + "x" + String(repeating: closing, count: count)
        for yaml in [yaml, "x:\n  " + yaml] {
            let complaint = try PackFolder(yaml).complaint()
            #expect(complaint.contains("at most 64 levels deep"), "\(complaint)")
        }
    }

    @Test func depthByIndentationIsRefused() throws {
        let yaml = (0..<1_500).map { String(repeating: " ", count: $0) + "a:\n" }.joined()
        #expect(
            try PackFolder(yaml).complaint().hasPrefix(
                "programme.yaml:64: A pack may be nested at most 64 levels deep."
            )
        )
    }

    @Test func sizeIsRefused() throws {
        #expect(
            try PackFolder("programme: " + String(repeating: "x", count: 20 << 20)).complaint().contains(
                "more than 4 MiB"
            )
        )
        let many = "x: [" + String(repeating: "a,", count: 1_500_000) + "a]"
        #expect(try PackFolder(many).complaint() == "programme.yaml:1: A pack may hold at most 200000 values.")
        #expect(
            try PackFolder("programme: " + String(repeating: "x", count: 2 << 20)).complaint().hasPrefix(
                "programme.yaml:1: A programme"
            )
        )
    }

    @Test(arguments: [
        ("<<: {x: 1}\n", "programme.yaml:1: A programme has no setting `<<`"),
        ("---\na: b\n---\n", "A second document begins here"),
        ("? [a, b]\n: c\n", "programme.yaml:1: A name is missing before the colon."), ("a: \0b\n", "This is not YAML"),
        ("a: [\n", "This is not YAML"), ("a: !!binary x\n", "no setting `a`"), ("\"a\": 1\na: 2\n", "`a` stands twice"),
        ("%YAML 9.9\n---\na: b\n", "This is not YAML"), ("\tx: 1\n", "This is not YAML"),
    ])
    func oddFilesAreRefusedWithTheirLine(yaml: String, complaint: String) throws {
        let said = try PackFolder(yaml + PackFolder.clinics).complaint()
        #expect(said.hasPrefix("programme.yaml:") && said.contains(complaint), "\(said)")
    }

    @Test func aNameThatStandsTwiceIsNamed() throws {
        let twice = PackFolder.clinics.replacingOccurrences(of: "version: 1", with: "version: 1\nversion: 2")
        #expect(try PackFolder(twice).complaint() == "programme.yaml:3: `version` stands twice in a programme.")
    }

    @Test func emptyFilesAndBytesThatAreNoTextAreRefused() throws {
        #expect(try PackFolder("").complaint() == "programme.yaml: The file is empty.")
        #expect(try PackFolder("# nothing\n").complaint() == "programme.yaml: The file is empty.")
        let folder = try PackFolder("")
        try Data([0xff, 0xfe, 0x00]).write(to: URL(fileURLWithPath: folder.path + "/programme.yaml"))
        #expect(folder.complaint() == "programme.yaml: The file is not UTF-8.")
    }

    // Each key leads to the next collection twice: written down, the last would have 2^40 parts.
    @Test func keysOfKeysOfKeysAreCountedOnce() throws {
        var yaml = PackFolder.clinics + "\n"
        for number in 0..<40 {
            let target = number == 0 ? "clinic" : "c\(number - 1)"
            let field = "{type: ref, to: \(target), required: true}"
            yaml += "  c\(number):\n    scope: province\n    key: [a, b]\n    fields: {a: \(field), b: \(field)}\n"
        }
        #expect(
            try PackFolder(yaml).complaint().contains("The key of c6 has more than 64 parts when it is written down.")
        )
    }

    @Test func aLongListIsReadInOneWalk() throws {
        let options = (0..<50_000).map { "o\($0)" }.joined(separator: ", ")
        let yaml = PackFolder.clinics.replacingOccurrences(
            of: "{no: {en: None, zh: 无}, true: {}, 会诊: {}}",
            with: "[\(options)]"
        )
        #expect(
            try PackFolder(yaml).load().programme.collection(named: "visit")?.field(named: "no")?.options.count
                == 50_000
        )
    }
}

import Console
import Foundation
import Testing

/// What others typed is read, and does nothing.
@Suite struct VisibleTests {
    /// Characters that steer a terminal, turn the order of letters round, end a line, or hide.
    static let mischief: [Unicode.Scalar] =
        (0..<0x20).compactMap(Unicode.Scalar.init) + (0x7f..<0xa0).compactMap(Unicode.Scalar.init)
        + [
            "\u{ad}", "\u{61c}", "\u{180e}", "\u{200b}", "\u{200d}", "\u{200e}", "\u{200f}", "\u{2028}", "\u{2029}",
            "\u{202a}", "\u{202e}",
            "\u{2060}", "\u{2066}", "\u{2069}", "\u{3164}", "\u{feff}", "\u{ffff}", "\u{e0001}", "\u{10ffff}",
        ]

    @Test(arguments: mischief)
    func whatNobodyWouldSeeIsShown(_ scalar: Unicode.Scalar) {
        let text = "a" + String(scalar) + "b"
        let shown = Visible.line(text)
        #expect(!shown.unicodeScalars.contains(scalar), "\(scalar.value)")
        #expect(shown.hasPrefix("a") && shown.hasSuffix("b") && shown.count > 2)
        #expect(Visible.line(shown) == shown, "what was made visible stays as it is")
        var table = Table([text, "next"])
        table.add([text, "x"])
        #expect(!table.text.unicodeScalars.contains(where: { $0 == scalar && $0 != "\n" }))
        #expect(Set(table.lines.prefix(2).map(DisplayWidth.of)).count == 1, "the rule is as wide as its column")
    }

    @Test(arguments: mischief)
    func jsonSaysTheSameWithoutOneOfThem(_ scalar: Unicode.Scalar) throws {
        let text = "a" + String(scalar) + "b"
        for json in [
            JSON.array([.text(text)]).compact, JSON.array([.text(text)]).pretty,
            JSON.visible(JSON.array([.text(text)]).pretty),
        ] {
            #expect(!json.unicodeScalars.contains(where: { $0 == scalar && $0 != "\n" }), "\(json)")
            #expect(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String] == [text])
        }
    }

    @Test(arguments: [
        "郧西县人民医院，第 1 批（“对口”）", "naïve — ½ €", "👩 ⚕️ 🏥", "葛\u{e0100}城", "é e\u{301}",
    ])
    func whatPeopleWriteStaysAsItIs(_ text: String) {
        #expect(Visible.line(text) == text)
    }

    @Test func nobodysTextLooksLikeALineOfOurs() {
        #expect(Visible.line("seen\r\nRefused: 0\n\tid") == "seen⏎Refused: 0⏎⇥id")
        #expect(Visible.line("\u{1b}[2J\u{9b}31m\u{202e}") == #"\u{1B}[2J\u{9B}31m\u{202E}"#)
    }
}

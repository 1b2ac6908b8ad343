import SyncModel
import Testing

@Suite struct ValueTests {
    @Test func nullComesFirstThenIntegersThenTextsByTheirBytes() {
        let ordered: [Value] = [
            .null, .integer(-5), .integer(3), .text(""), .text("2024-03-01"), .text("a"), .text("ab"), .text("会"),
        ]
        #expect(ordered.reversed().sorted() == ordered)
        #expect(ordered.shuffled().sorted() == ordered)
    }

    @Test func twoSpellingsOfALetterAreTwoValues() {
        let composed = Value.text("\u{e9}")
        let combined = Value.text("e\u{301}")
        #expect(composed != combined)
        #expect(Set([composed, combined, .text("\u{e9}")]).count == 2)
        #expect(combined < composed)
    }

    @Test func oneByteMakesAnotherText() {
        for count in 1...24 {
            let letters = [UInt8](repeating: 0x61, count: count)
            let text = String(decoding: letters, as: UTF8.self)
            #expect(Value.text(text) == .text(String(decoding: letters, as: UTF8.self)))
            for place in 0..<count {
                var changed = letters
                changed[place] = 0x62
                #expect(Value.text(text) != .text(String(decoding: changed, as: UTF8.self)))
            }
        }
    }

    @Test func aTextIsNoInteger() {
        #expect(Value.text("1") != .integer(1))
        #expect(Value.text("1").integer == nil)
        #expect(Value.integer(1).text == nil)
        #expect(Value.null.isNull && !Value.text("").isNull)
    }
}

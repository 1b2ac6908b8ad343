import SyncModel
import Testing

@Suite struct ValueTests {
    @Test func nullComesFirstThenIntegersThenTextsByTheirBytes() {
        let ordered: [Value] = [.null, .integer(-5), .integer(3), .text(""), .text("2024-03-01"), .text("a"), .text("ab"), .text("会")]
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

    @Test func aTextIsNoInteger() {
        #expect(Value.text("1") != .integer(1))
        #expect(Value.text("1").integer == nil)
        #expect(Value.integer(1).text == nil)
        #expect(Value.null.isNull && !Value.text("").isNull)
    }
}

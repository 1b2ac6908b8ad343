import SyncModel
import Testing

@Suite struct SetTextTests {
    @Test func elementsStandSortedByBytesAndOnce() {
        #expect(SetText.write(["lung", "heart", "lung"]) == #"["heart","lung"]"#)
        #expect(SetText.write([]) == "[]")
        #expect(SetText.write(["b", "会", "B", ""]) == #"["","B","b","会"]"#)
    }

    @Test func everyTextComesBackAsItWas() {
        for element in ["", "a\"b\\c", "line\nbreak\ttab\u{1}", "会诊", "👍🏽", "\u{e9}", "e\u{301}", "/", "</x>"] {
            #expect(SetText.read(SetText.write([element]))?.map { Array($0.utf8) } == [Array(element.utf8)])
        }
    }

    @Test func otherSpacingAndOrderAreRead() {
        #expect(SetText.read(" [ \"b\" ,\n\"a\" ] ") == ["b", "a"])
        #expect(SetText.read("[]") == [])
        #expect(SetText.read(#"["\u4f1a\u8bca","\ud83d\udc4d","\/\b\f\n\r\t"]"#) == ["会诊", "👍", "/\u{8}\u{c}\n\r\t"])
    }

    @Test(arguments: [
        "", "[", "]", "[\"a\"", "[\"a\",]", "[a]", "[1]", "{}", "\"a\"", "[\"a\"]x", "[\"a\" \"b\"]", "[\"\\x\"]",
        "[\"\\u12\"]",
        "[\"\\ud83d\"]",
        "[\"\\ud83dx\"]", "[\"\\udc4d\"]", "[[\"a\"]]", "null", "[\"a\\",
    ])
    func whatIsNoListOfTextsIsNotRead(text: String) {
        #expect(SetText.read(text) == nil)
    }
}

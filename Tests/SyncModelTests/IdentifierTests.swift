import SyncModel
import Testing

@Suite struct IdentifierTests {
    private let text = "01890a5d-ac96-774b-bcce-b302099a8057"

    @Test func aUUIDIsReadInEitherCaseAndWrittenInLowerCase() {
        #expect(RecordID(text)?.text == text)
        #expect(RecordID(text.uppercased())?.text == text)
        #expect(RecordID(text)?.bits == 0x01890a5d_ac96_774b_bcce_b302099a8057)
        #expect(DeviceID(text)?.text == text)
        #expect(DeviceID.server.text == "00000000-0000-0000-0000-000000000000")
    }

    @Test(arguments: [
        "", "01890a5d", "01890a5dac96774bbcceb302099a8057", "01890a5d-ac96-774b-bcce-b302099a805",
        "01890a5d-ac96-774b-bcce-b302099a80577",
        "01890a5d-ac96-774b-bcce-b302099a805g", "01890a5d+ac96-774b-bcce-b302099a8057",
        "０1890a5d-ac96-774b-bcce-b302099a80",
    ])
    func whatIsNoUUIDIsNotRead(text: String) {
        #expect(RecordID(text) == nil)
    }

    @Test func namesAreOrderedAsTheirTexts() {
        let low = RecordID(bits: 5)
        let high = RecordID(bits: UInt128(1) << 127)
        #expect(low < high && low.text < high.text)
    }

    @Test func scopesAndStreamsHaveTheirTexts() throws {
        let record = try #require(RecordID(text))
        #expect(Scope(text: "province") == Scope("province"))
        #expect(Scope(text: "site/\(text)") == Scope("site", record))
        #expect(Scope(text: "site/nowhere") == nil)
        #expect(Stream(scope: Scope("site", record), lane: .urgent).text == "site/\(text):urgent")
        #expect(Stream(scope: Scope("z"), lane: .urgent) < Stream(scope: Scope("a"), lane: .bulk))
    }

    @Test func numbersHoweverFarApartAreCompared() {
        let (none, last) = (SendNumber.zero, SendNumber(.max))
        #expect(none != last && none < last && max(none, last) == last)
        #expect(Set([none, last, 1, 1]).count == 3)
        #expect(Array(none...2) == [0, 1, 2] && none.next == 1)
        #expect(SendNumber(7).advanced(by: -3) == 4 && SendNumber(7).distance(to: 4) == -3)
    }

    @Test func dotsAreOrderedByDeviceEditAndIndex() {
        let one = DeviceID(bits: 1)
        let two = DeviceID(bits: 2)
        let dots = [
            Dot(device: one, edit: 9), Dot(device: two, edit: 1), Dot(device: two, edit: 1, index: 1),
            Dot(device: two, edit: 10),
        ]
        #expect(dots.reversed().sorted() == dots)
        #expect(dots[2].text == "\(two.text)/1/1")
        #expect(dots[0].text == "\(one.text)/9")
    }

    @Test func anUnsureClockIsOlderThanAnySureOne() {
        let stamps = [
            Stamp(sure: false, milliseconds: 5), Stamp(sure: false, milliseconds: .max),
            Stamp(sure: true, milliseconds: .min),
            Stamp(sure: true, milliseconds: 0),
        ]
        #expect(stamps.reversed().sorted() == stamps)
    }

    @Test func newNamesBeginWithTheTimeAndHaveTheirVersion() {
        let host = Host(wallClock: { 0x0189_0a5d_ac96 }, bootClock: { 0 }, random: { .max })
        let name = host.newRecordID()
        #expect(name.text == "01890a5d-ac96-7fff-bfff-ffffffffffff")
        let before = Host(wallClock: { -5 }, bootClock: { 0 }, random: { 0 }).newRecordID()
        #expect(before.text == "00000000-0000-7000-8000-000000000000")
    }
}

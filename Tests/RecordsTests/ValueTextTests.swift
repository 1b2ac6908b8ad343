import Records
import SyncModel
import Testing

@Suite struct TypedText {
    private static let zone = "Asia/Shanghai"

    private static func field(_ type: Programme.FieldType) -> Programme.Field {
        var field = Programme.Field(number: 0, name: "x", type: type, rule: type == .set ? .set : .keepBoth)
        if type == .decimal { field.digits = 2 }
        if type == .option {
            field.options = [
                Programme.Option(key: "first", title: Programme.Label(en: "First visit", zh: "初诊")),
                Programme.Option(key: "会诊"),
            ]
        }
        return field
    }

    private static func value(_ text: String, _ type: Programme.FieldType, zone: String = zone) -> Value? {
        try? ValueText.parse(text, as: field(type), zone: zone)
    }

    @Test(arguments: [
        ("61.25", "61.25"), ("61.250", "61.25"), ("5.00", "5"), ("+3", "3"), ("-0", "0"), ("-0.00", "0"),
        ("007.5", "7.5"),
        ("-12.30", "-12.3"),
        ("0.05", "0.05"), (" 4 ", "4"),
    ])
    func decimalsBecomeCanonical(text: String, canonical: String) {
        #expect(Self.value(text, .decimal) == .text(canonical))
    }

    @Test(arguments: ["61.255", "1e3", "1,5", ".5", "5.", "--1", "一", "1 2", "+"])
    func whatIsNoDecimalIsRefused(text: String) {
        #expect(Self.value(text, .decimal) == nil)
    }

    @Test func decimalsAreComparedAsNumbers() throws {
        var field = Self.field(.decimal)
        (field.min, field.max) = (-5, 10)
        for inside in ["9.99", "10", "-5", "-4.99", "0"] {
            #expect(throws: Never.self) { try ValueText.parse(inside, as: field, zone: "UTC") }
        }
        for outside in ["10.01", "100", "-5.01", "-50"] {
            #expect(throws: ValueProblem.outOfRange(outside, min: -5, max: 10)) {
                try ValueText.parse(outside, as: field, zone: "UTC")
            }
        }
    }

    @Test(arguments: [("12", 12), ("-3", -3), ("+7", 7), ("9223372036854775807", Int64.max)])
    func integersAreRead(text: String, integer: Int64) {
        #expect(Self.value(text, .integer) == .integer(integer))
    }

    @Test func wideDigitsAreDigits() {
        #expect(Self.value("３００", .integer) == .integer(300) && Self.value("－１２", .integer) == .integer(-12))
        #expect(Self.value("＋６１．２５", .decimal) == .text("61.25") && Self.value("１", .boolean) == .integer(1))
        for text in ["２０２４－０３－０１", "２０２４／３／１", "２０２４年３月１日"] { #expect(Self.value(text, .date) == .text("2024-03-01")) }
        #expect(Self.value("２０２４－０３－０１Ｔ０８：３０", .datetime) == Self.value("2024-03-01T08:30", .datetime))
        #expect(Self.value("３０１病房", .text) == .text("３０１病房"), "texts stay as they were typed")
        #expect(Self.value("１，０００", .integer) == nil && Self.value("三百", .integer) == nil)
    }

    @Test(arguments: [
        ("45357", Programme.FieldType.date), ("45357.5", .date), ("45357.354", .datetime), ("４５３５７", .date),
    ])
    func theNumberOfADayInASpreadsheetIsSaidToBeOne(text: String, type: Programme.FieldType) {
        #expect {
            try ValueText.parse(text, as: Self.field(type), zone: Self.zone)
        } throws: {
            "\($0)".contains("number for 2024-03-06")
        }
        #expect(Self.value("20240306", .date) == nil && Self.value("453571", .date) == nil)
    }

    @Test(arguments: ["many", "1.5", "9223372036854775808", "1 000"])
    func whatIsNoIntegerIsRefused(text: String) {
        #expect(Self.value(text, .integer) == nil)
    }

    @Test(arguments: [
        ("2024-03-01", "2024-03-01"), ("2024-02-29", "2024-02-29"), ("2024/3/1", "2024-03-01"),
        ("2024年3月1日", "2024-03-01"),
        ("2000-02-29", "2000-02-29"),
    ])
    func datesBecomeCanonical(text: String, canonical: String) {
        #expect(Self.value(text, .date) == .text(canonical))
    }

    @Test(arguments: [
        "2024-02-30", "2023-02-29", "1900-02-29", "2024-13-01", "2024-00-10", "24-03-01", "0000-01-01", "2024-03",
        "tomorrow",
    ])
    func whatIsNoDateIsRefused(text: String) {
        #expect(Self.value(text, .date) == nil)
    }

    @Test func timesAreOfTheProgrammesZone() {
        #expect(Self.value("1970-01-01T08:00", .datetime) == .integer(0))
        #expect(Self.value("2024-03-01T08:30", .datetime) == .integer(1_709_253_000_000))
        #expect(Self.value("2024-03-01 08:30:15.250", .datetime) == .integer(1_709_253_015_250))
        #expect(Self.value("2024-03-01T00:30Z", .datetime) == .integer(1_709_253_000_000))
        #expect(Self.value("2024-03-01T02:30+02:00", .datetime) == .integer(1_709_253_000_000))
        for wrong in ["2024-03-01", "2024-03-01T24:00", "2024-02-30T08:00", "2024-03-01T08:30:15.1234"] {
            #expect(Self.value(wrong, .datetime) == nil)
        }
    }

    @Test(arguments: [
        0, -1, 1_709_253_000_000, 1_709_253_015_250, -62_135_510_400_000, 253_402_214_399_999, 579_000_000_000,
        Int64.max,
        -62_135_596_800_000, 253_402_300_799_999, -2_177_481_600_000, -2_177_481_943_000, -2_177_481_700_000,
    ])
    func timesSurviveBeingWritten(milliseconds: Int64) throws {
        let written = ValueText.write(.integer(milliseconds), of: Self.field(.datetime), zone: Self.zone)
        if milliseconds == .max {
            #expect(written == String(milliseconds))
        } else {
            #expect(Self.value(written, .datetime) == .integer(milliseconds), "\(written)")
        }
    }

    @Test func noTimeIsTakenThatCannotBeKept() {
        #expect(
            Self.value("0001-01-01T12:00", .datetime).map {
                ValueText.write($0, of: Self.field(.datetime), zone: Self.zone)
            }
                == "0001-01-01T12:00"
        )
        #expect(Self.value("0001-01-01T00:00", .datetime) == nil, "in UTC that is before the year 1")
        #expect(
            Self.value("9999-12-31T23:59", .datetime, zone: "America/New_York") == nil,
            "in UTC that is after the year 9999"
        )
    }

    @Test func anHourThatTheClockShowsTwiceSaysWhichItIs() {
        let zone = "Europe/Berlin"
        let first: Int64 = 1_729_989_000_000  // 2024-10-27 02:30 summer time
        let second = first + 3_600_000
        let field = Self.field(.datetime)
        #expect(ValueText.write(.integer(first), of: field, zone: zone) == "2024-10-27T02:30")
        #expect(ValueText.write(.integer(second), of: field, zone: zone) == "2024-10-27T02:30+01:00")
        #expect(Self.value("2024-10-27T02:30", .datetime, zone: zone) == .integer(first))
        #expect(Self.value("2024-10-27T02:30+01:00", .datetime, zone: zone) == .integer(second))
    }

    @Test func booleansSpeakBothLanguages() {
        #expect(Self.value("是", .boolean) == .integer(1))
        #expect(Self.value("False", .boolean) == .integer(0))
        #expect(Self.value("maybe", .boolean) == nil)
        #expect(ValueText.write(.integer(1), of: Self.field(.boolean), zone: Self.zone) == "true")
    }

    @Test func optionsGoByKeyOrLabel() {
        for text in ["first", "初诊", "First visit", "first visit"] {
            #expect(Self.value(text, .option) == .text("first"))
        }
        #expect(Self.value("会诊", .option) == .text("会诊"))
        #expect(throws: ValueProblem.noChoice("third", of: ["first", "会诊"])) {
            try ValueText.parse("third", as: Self.field(.option), zone: "UTC")
        }
    }

    @Test func setsAreJoinedByBars() {
        let value = Self.value("乙| a |乙|", .set)
        #expect(value == .text("[\"a\",\"乙\"]"))
        #expect(ValueText.write(value ?? .null, of: Self.field(.set), zone: Self.zone) == "a|乙")
        #expect(Self.value("a|-b", .set) == nil)
        #expect(Self.value(" | ", .set) == .null)
    }

    @Test(arguments: [
        ["a|b", "+x"], ["-y", "\\", "c:\\d"], [" a ", "\u{3000}b", "\\|"], ["a+b", "1-2", "=x"], ["\\ "],
    ])
    func anElementMayHoldAnything(elements: [String]) {
        let value = Value.text(SetText.write(elements))
        let written = ValueText.write(value, of: Self.field(.set), zone: Self.zone)
        #expect(Self.value(written, .set) == value, "\(written)")
    }

    @Test func aBackslashBeforeOtherLettersIsOne() {
        #expect(Self.value("C:\\temp|b", .set) == .text(SetText.write(["C:\\temp", "b"])))
        #expect(SetElements.parts("a\\|b|+c") == ["a\\|b", "+c"])
    }

    @Test func emptyTextIsNoValue() {
        for type in Programme.FieldType.allCases { #expect(Self.value("", type) == .null) }
        for blank in [" ", "\t", "\u{3000}", "\u{a0}", "\u{feff}", "\u{200b} \u{2060}", "\r\n"] {
            for type in Programme.FieldType.allCases { #expect(Self.value(blank, type) == .null, "\(type)") }
        }
        #expect(Self.value(" a ", .text) == .text(" a "), "what was typed stays")
    }

    @Test func referencesAreIdsInLowerCase() {
        #expect(
            Self.value("00000000-0000-0000-0000-0000000000AF", .ref) == .text("00000000-0000-0000-0000-0000000000af")
        )
        #expect(Self.value("A", .ref) == nil)
    }
}

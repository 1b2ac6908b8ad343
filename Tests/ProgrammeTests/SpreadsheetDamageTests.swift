import Programme
import Testing

/// Spreadsheets save numbers and dates where somebody wrote codes.
@Suite struct SpreadsheetDamages {
    @Test(arguments: ["4.20322E+17", "4.20322199001011E+17", "1E+05", "4.2e+17", "-1.5E+20"])
    func aNumberThatWasCutShortIsKnown(cell: String) { #expect(SpreadsheetDamage.isShortened(cell)) }

    @Test(arguments: ["", "E+17", "12.5E+3", "4.2E17", "3E12", "420322199001011234", "A4.2E+17", "4.2E+"])
    func codesAreNoShortenedNumbers(cell: String) { #expect(!SpreadsheetDamage.isShortened(cell)) }

    @Test(arguments: [
        ("420322199001011234", "420322199001011000"), ("420322199001011834", "420322199001012000"), ("007", "7"),
        ("000", "0"),
        ("61.50", "61.5"), ("+8613800001111", "8613800001111"), ("1-2", "1月2日"), ("1-2", "2-Jan"), ("3/50", "Mar-50"),
        ("2024-01-02", "2024/1/2"), ("MARCH1", "1-Mar"), ("Sept-2", "9月2日"), ("true", "TRUE"),
    ])
    func whatATextBecomesIsKnown(text: String, cell: String) {
        #expect(SpreadsheetDamage.forms(of: text).contains(cell))
    }

    @Test(arguments: ["7", "A007", "S01", "42032219900101123X", "竹山", "13-40", "TRUE", "marble", "-", "1.5"])
    func whatNoSpreadsheetTouchesHasNoOtherForm(text: String) { #expect(SpreadsheetDamage.forms(of: text).isEmpty) }
}

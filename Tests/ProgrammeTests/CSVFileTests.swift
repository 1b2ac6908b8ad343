import Programme
import SyncModel
import Testing

@Suite struct CSVFiles {
    private static func cells(_ text: String) throws -> [[String]] {
        try CSVFile(bytes: Array(text.utf8)).rows.map(\.cells)
    }

    @Test func quotesCommasAndLineEndsStayInTheirCells() throws {
        let table = try CSVFile(bytes: Array("\u{feff}a,b\r\n\"x,\"\"y\"\"\",\"1\n2\"\r\n\r\nlast,\r\n".utf8))
        #expect(table.header == ["a", "b"])
        #expect(table.rows.map(\.cells) == [["x,\"y\"", "1\n2"], ["last", ""]])
        #expect(table.rows.map(\.line) == [2, 5])
    }

    @Test func whatIsWrittenIsReadAgain() throws {
        let rows = [
            CSVFile.Row(line: 2, cells: ["a,\"b\"\r\n", " 谷城 ", "="]), CSVFile.Row(line: 4, cells: ["", "0", ""]),
        ]
        let table = CSVFile(header: ["x", "y", "z"], rows: rows)
        #expect(try CSVFile(bytes: table.encoded()) == table)
        #expect(table.encoded().starts(with: [0xef, 0xbb, 0xbf]))
        #expect(!table.encoded(withMark: false).starts(with: [0xef]))
    }

    @Test func chineseSpreadsheetsAreRead() throws {
        // "名称\n郧西" in GB18030.
        let table = try CSVFile(bytes: [0xc3, 0xfb, 0xb3, 0xc6, 0x0a, 0xd4, 0xc7, 0xce, 0xf7, 0x0a])
        #expect(table.encoding == .gb18030)
        #expect(table.header == ["名称"])
        #expect(table.rows.first?.cells == ["郧西"])
    }

    @Test func shortRowsAreFilledAndLongOnesRefused() throws {
        #expect(try Self.cells("a,b,c\n1\n2,,,,\n") == [["1", "", ""], ["2", "", ""]])
        #expect(Self.failure("a,b\n1,2\n1,2,3\n")?.description == "line 3: The row has 3 cells, the header only 2.")
    }

    @Test func columnsWithoutHeadingAndValuesAreNone() throws {
        let table = try CSVFile(bytes: Array("a,,b,,\r\n1, ,2,\u{3000},\r\n,,,,\r\n".utf8))
        #expect(table.header == ["a", "b"])
        #expect(table.rows.map(\.cells) == [["1", "2"]])
        #expect {
            try CSVFile(bytes: Array("a,\n1,\n2,x\n".utf8))
        } throws: {
            ($0 as? CSVFile.Failure)?.description
                == "line 3: Column 2 has a value here, but no heading in the first row."
        }
    }

    private static func failure(_ text: String) -> CSVFile.Failure? {
        do {
            _ = try CSVFile(bytes: Array(text.utf8))
            return nil
        } catch {
            return error
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func aFewBytesDoNotFillTheMemory() throws {
        func names(_ count: Int) -> String { (0..<count).map { "c\($0)" }.joined(separator: ",") }
        let short = String(repeating: "1\n", count: 200_000)
        #expect(Self.failure(names(20_000) + "\n" + short)?.problem == .rowTooWide(max: 16_384))
        #expect(Self.failure(names(2_000) + "\n" + short)?.problem == .tooManyCells(max: 50_000_000))
        #expect(Self.failure("a\n" + String(repeating: ",", count: 5_000_000))?.line == 2)
        let sparse = names(8_000) + String(repeating: ",", count: 8_000) + "\n" + String(repeating: "1\n", count: 2_000)
        let table = try CSVFile(bytes: Array(sparse.utf8))
        #expect(table.header.count == 8_000 && table.rows.count == 2_000)
    }

    @Test(arguments: [
        "sep=,\na,b\n1,2\n", "sep=,,\na,b,c\n", "名册（2024年）\na,b\n1,2\n", "名册,,\na,b,c\n1,2,3\n", "\"sep=\n\"\na,b\n",
    ])
    func aTitleAboveTheHeaderIsNamed(text: String) {
        let failure = Self.failure(text)
        #expect(
            failure?.line == 1 && failure.map { "\($0.problem)".contains("no header") } == true,
            "\(String(describing: failure))"
        )
    }

    @Test(arguments: ["=1+1", "+86", "-x", "@a", "\tx", "\rx", "'=x", "''-", "'plain", "'", "plain", "1-2", ""])
    func textsThatLookLikeFormulasAreGuardedAndComeBack(text: String) {
        let field = Programme.Field(number: 0, name: "x", type: .text, rule: .keepBoth)
        let cell = CSVFile.cell(.text(text), of: field, zone: "UTC")
        #expect(CSVFile.typed(cell, of: field) == text)
        #expect(cell.first.map { !"=+-@\t\r".contains($0) } ?? true, "\(cell)")
        #expect((cell == text) == ["'plain", "'", "plain", "1-2", ""].contains(text))
    }

    @Test func numbersAreNoFormulas() {
        let field = Programme.Field(number: 0, name: "x", type: .integer, rule: .keepBoth)
        #expect(CSVFile.cell(.integer(-5), of: field, zone: "UTC") == "-5")
    }

    @Test(arguments: [[], [0xff, 0xfe, 0x41, 0x00], [0xef, 0xbb, 0xbf, 0xff], [0x61, 0xff, 0xff]])
    func bytesThatAreNoTableAreRefused(bytes: [UInt8]) {
        #expect(throws: CSVFile.Failure.self) { try CSVFile(bytes: bytes) }
    }

    @Test func anOpenQuoteIsNamedWithItsLine() {
        do {
            _ = try CSVFile(bytes: Array("a\n1\n\"2\n3".utf8))
            Issue.record("The table passed.")
        } catch {
            #expect(error.line == 3)
        }
    }
}

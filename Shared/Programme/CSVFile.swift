import Records

/// A table of texts as spreadsheets exchange it: RFC 4180, read as UTF-8 or GB18030, written as UTF-8 with a byte order
/// mark.
package struct CSVFile: Hashable, Sendable {
    /// One row and where it stands.
    package struct Row: Hashable, Sendable {
        /// The line in the file on which the row begins, from 1.
        package var line: Int
        /// As many as the header has.
        package var cells: [String]

        /// A row from its parts.
        package init(line: Int, cells: [String]) {
            self.line = line
            self.cells = cells
        }
    }

    /// How a file's characters are written as bytes.
    package enum Encoding: String, Hashable, Sendable, CaseIterable {
        case utf8 = "utf-8"
        case gb18030
    }

    /// Why bytes are no table.
    package struct Failure: Error, Hashable, CustomStringConvertible {
        /// From 1; `nil` where the whole file is meant.
        package var line: Int?
        /// What is wrong and what to do.
        package var problem: TableProblem
        /// The encodings in which the bytes can be read all the same, if somebody knows that they are text in it.
        package var readable: [Encoding] = []

        /// The bytes are text in either encoding, so somebody must say which.
        package static let eitherEncoding = Self(.eitherEncoding, readable: [.utf8, .gb18030])

        /// The bytes may be GB18030, which nearly all bytes could be, but do not look like it.
        package static let uncertainEncoding = Self(.uncertainEncoding, readable: [.gb18030])

        init(line: Int? = nil, _ problem: TableProblem, readable: [Encoding] = []) {
            self.line = line
            self.problem = problem
            self.readable = readable
        }

        /// `line N: what is wrong`.
        package var description: String { line.map { "line \($0): \(problem)" } ?? "\(problem)" }
    }

    /// As wide as the widest sheet of a spreadsheet.
    static let columnsMax = 16_384
    /// Full sheets of 47 columns pass; a few bytes of commas or line ends must not become cells that fill the memory.
    private static let cellsMax = 50_000_000

    /// The names in the first row.
    package var header: [String]
    /// The rows below it; empty ones are left out.
    package var rows: [Row]
    /// The encoding in which the bytes were read.
    package var encoding = Encoding.utf8

    /// A table from its parts.
    package init(header: [String], rows: [Row]) {
        self.header = header
        self.rows = rows
    }

    /// Reads a table; short rows are filled up with empty cells, columns without heading and values are left out.
    /// - Parameter encoding: `nil` tells it from the bytes.
    /// - Throws: ``Failure`` with the line.
    package init(bytes: [UInt8], encoding: Encoding? = nil) throws(Failure) {
        let (text, encoding) = try CSVText.read(bytes, as: encoding)
        var parser = CSVParser(bytes: Array(text.utf8))
        guard let first = try parser.next() else { throw Failure(.noHeader) }
        let columns = CSVColumns(headedBy: first)
        guard !columns.names.isEmpty else { throw Failure(.noHeader) }
        header = columns.names
        rows = []
        self.encoding = encoding
        while let row = try parser.next() {
            guard row.cells.contains(where: { !$0.trimmedBlanks.isEmpty }) else { continue }
            rows.append(try columns.filled(row, isFirst: rows.isEmpty))
            guard rows.count * header.count <= Self.cellsMax else {
                throw Failure(.tooManyCells(max: Self.cellsMax))
            }
        }
    }

    /// Writes the table with CR LF line ends.
    package func encoded(withMark: Bool = true) -> [UInt8] {
        rows.reduce(into: Self.row(header, withMark: withMark)) { $0 += Self.row($1.cells) }
    }

    /// Writes one row, for tables that are never whole in memory; the first may carry the byte order mark.
    package static func row(_ cells: [String], withMark: Bool = false) -> [UInt8] {
        var bytes: [UInt8] = withMark ? [0xef, 0xbb, 0xbf] : []
        for (index, cell) in cells.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            bytes += quoted(cell)
        }
        return bytes + [13, 10]
    }

    private static func quoted(_ cell: String) -> [UInt8] {
        let bytes = Array(cell.utf8)
        let quote = UInt8(ascii: "\"")
        let isPlain = !bytes.contains { $0 == quote || $0 == UInt8(ascii: ",") || $0 == 10 || $0 == 13 }
        if isPlain, bytes.first != 32, bytes.last != 32 { return bytes }
        return [quote] + bytes.flatMap { $0 == quote ? [quote, quote] : [$0] } + [quote]
    }
}

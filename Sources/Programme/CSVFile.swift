/// A table of texts as spreadsheets exchange it: RFC 4180, read as UTF-8 or GB18030, written as UTF-8 with a byte order mark.
public struct CSVFile: Hashable, Sendable {
    /// One row and where it stands.
    public struct Row: Hashable, Sendable {
        /// The line in the file on which the row begins, from 1.
        public var line: Int
        /// As many as the header has.
        public var cells: [String]

        /// A row from its parts.
        public init(line: Int, cells: [String]) {
            self.line = line
            self.cells = cells
        }
    }

    /// How a file's characters are written as bytes.
    public enum Encoding: String, Hashable, Sendable, CaseIterable {
        case utf8 = "utf-8"
        case gb18030
    }

    /// Why bytes are no table.
    public struct Failure: Error, Hashable, CustomStringConvertible {
        /// From 1; `nil` where the whole file is meant.
        public var line: Int?
        /// One sentence.
        public var reason: String

        /// The bytes could be text in either encoding, so somebody must say which.
        public static let unclearEncoding = Self(line: nil, reason: "The file could be UTF-8 or GB18030; save it as \"CSV UTF-8\".")

        /// `line N: reason`.
        public var description: String { line.map { "line \($0): \(reason)" } ?? reason }
    }

    /// The names in the first row.
    public var header: [String]
    /// The rows below it; empty ones are left out.
    public var rows: [Row]
    /// The encoding in which the bytes were read.
    public var encoding = Encoding.utf8

    /// A table from its parts.
    public init(header: [String], rows: [Row]) {
        self.header = header
        self.rows = rows
    }

    /// Reads a table; short rows are filled up with empty cells, columns without heading and values are left out.
    /// - Parameter encoding: `nil` tells it from the bytes.
    /// - Throws: ``Failure`` with the line.
    public init(bytes: [UInt8], encoding: Encoding? = nil) throws(Failure) {
        let (text, encoding) = try CSVText.read(bytes, as: encoding)
        var parser = CSVParser(bytes: Array(text.utf8))
        var rows = try parser.rows()
        guard !rows.isEmpty else { throw Failure(line: nil, reason: "The file has no header row.") }
        header = rows.removeFirst().cells.map(\.trimmedBlanks)
        self.encoding = encoding
        self.rows = []
        self.rows.reserveCapacity(rows.count)
        for var row in rows where row.cells.contains(where: { !$0.trimmedBlanks.isEmpty }) {
            while row.cells.count > header.count, row.cells.last?.trimmedBlanks == "" { row.cells.removeLast() }
            guard row.cells.count <= header.count else {
                throw Failure(line: row.line, reason: "The row has \(row.cells.count) cells, the header only \(header.count).")
            }
            row.cells += Array(repeating: "", count: header.count - row.cells.count)
            self.rows.append(row)
        }
        try leaveOutEmptyColumns()
        guard !header.isEmpty else { throw Failure(line: nil, reason: "The file has no header row.") }
    }

    /// Spreadsheets save the columns that somebody once clicked into.
    private mutating func leaveOutEmptyColumns() throws(Failure) {
        let empty = header.indices.filter { header[$0].isEmpty }
        guard !empty.isEmpty else { return }
        for column in empty {
            guard let row = rows.first(where: { !$0.cells[column].trimmedBlanks.isEmpty }) else { continue }
            throw Failure(line: row.line, reason: "Column \(column + 1) has a value here, but no heading in the first row.")
        }
        for column in empty.reversed() { header.remove(at: column) }
        for index in rows.indices {
            for column in empty.reversed() { rows[index].cells.remove(at: column) }
        }
    }

    /// Writes the table with CR LF line ends.
    public func encoded(withMark: Bool = true) -> [UInt8] {
        rows.reduce(into: Self.row(header, withMark: withMark)) { $0 += Self.row($1.cells) }
    }

    /// Writes one row, for tables that are never whole in memory; the first may carry the byte order mark.
    public static func row(_ cells: [String], withMark: Bool = false) -> [UInt8] {
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

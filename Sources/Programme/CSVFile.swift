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

    /// Why bytes are no table.
    public struct Failure: Error, Hashable, CustomStringConvertible {
        /// From 1; `nil` where the whole file is meant.
        public var line: Int?
        /// One sentence.
        public var reason: String

        /// `line N: reason`.
        public var description: String { line.map { "line \($0): \(reason)" } ?? reason }
    }

    /// The names in the first row.
    public var header: [String]
    /// The rows below it; empty ones are left out.
    public var rows: [Row]
    /// The bytes were GB18030, which a reader may want to know.
    public var wasGB18030 = false

    /// A table from its parts.
    public init(header: [String], rows: [Row]) {
        self.header = header
        self.rows = rows
    }

    /// Reads a table; short rows are filled up with empty cells.
    /// - Throws: ``Failure`` with the line.
    public init(bytes: [UInt8]) throws(Failure) {
        let (text, wasGB18030) = try Self.text(of: bytes)
        var parser = CSVParser(bytes: Array(text.utf8))
        var rows = try parser.rows()
        guard !rows.isEmpty else { throw Failure(line: nil, reason: "The file has no header row.") }
        header = rows.removeFirst().cells.map(\.trimmedBlanks)
        self.wasGB18030 = wasGB18030
        self.rows = []
        for var row in rows where row.cells.contains(where: { !$0.isEmpty }) {
            while row.cells.count > header.count, row.cells.last == "" { row.cells.removeLast() }
            guard row.cells.count <= header.count else {
                throw Failure(line: row.line, reason: "The row has \(row.cells.count) cells, the header only \(header.count).")
            }
            row.cells += Array(repeating: "", count: header.count - row.cells.count)
            self.rows.append(row)
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

    private static func text(of bytes: [UInt8]) throws(Failure) -> (String, Bool) {
        let isMarked = bytes.starts(with: [0xef, 0xbb, 0xbf])
        if let text = String(validating: isMarked ? bytes.dropFirst(3) : bytes[...], as: UTF8.self) { return (text, false) }
        guard !bytes.starts(with: [0xff, 0xfe]), !bytes.starts(with: [0xfe, 0xff]) else {
            throw Failure(line: nil, reason: "The file is UTF-16; save it as \"CSV UTF-8\".")
        }
        guard !isMarked, let text = GB18030.text(of: bytes) else {
            throw Failure(line: nil, reason: "The file is neither UTF-8 nor GB18030; save it as \"CSV UTF-8\".")
        }
        return (text, true)
    }
}

/// Splits UTF-8 text into rows of cells.
private struct CSVParser {
    let bytes: [UInt8]
    private var index = 0
    private var line = 1

    init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    mutating func rows() throws(CSVFile.Failure) -> [CSVFile.Row] {
        var rows: [CSVFile.Row] = []
        while index < bytes.count {
            let start = line
            rows.append(CSVFile.Row(line: start, cells: try cells()))
        }
        return rows
    }

    private mutating func cells() throws(CSVFile.Failure) -> [String] {
        var cells: [String] = []
        while true {
            cells.append(try cell())
            guard index < bytes.count else { return cells }
            let byte = bytes[index]
            index += 1
            if byte == UInt8(ascii: ",") { continue }
            if byte == 13, index < bytes.count, bytes[index] == 10 { index += 1 }
            line += 1
            return cells
        }
    }

    private mutating func cell() throws(CSVFile.Failure) -> String {
        guard index < bytes.count, bytes[index] == UInt8(ascii: "\"") else {
            let start = index
            while index < bytes.count, !Self.ends(bytes[index]) { index += 1 }
            return String(decoding: bytes[start..<index], as: UTF8.self)
        }
        let start = line
        index += 1
        var content: [UInt8] = []
        while index < bytes.count {
            let byte = bytes[index]
            index += 1
            if byte == 10 || (byte == 13 && (index == bytes.count || bytes[index] != 10)) { line += 1 }
            guard byte == UInt8(ascii: "\"") else {
                content.append(byte)
                continue
            }
            if index < bytes.count, bytes[index] == byte {
                content.append(byte)
                index += 1
                continue
            }
            guard index == bytes.count || Self.ends(bytes[index]) else {
                throw CSVFile.Failure(line: line, reason: "A quoted cell goes on after its closing quote; double the quotes inside it.")
            }
            return String(decoding: content, as: UTF8.self)
        }
        throw CSVFile.Failure(line: start, reason: "A quoted cell is not closed.")
    }

    private static func ends(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: ",") || byte == 10 || byte == 13
    }
}

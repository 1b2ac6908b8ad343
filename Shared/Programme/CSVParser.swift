/// Splits UTF-8 text into rows of cells.
struct CSVParser {
    private let bytes: [UInt8]
    private var index = 0
    private var line = 1

    init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// The next row; `nil` at the end. Nobody holds rows that are not wanted.
    mutating func next() throws(CSVFile.Failure) -> CSVFile.Row? {
        guard index < bytes.count else { return nil }
        let start = line
        return CSVFile.Row(line: start, cells: try cells())
    }

    private mutating func cells() throws(CSVFile.Failure) -> [String] {
        var cells: [String] = []
        while true {
            guard cells.count < CSVFile.columnsMax else {
                throw CSVFile.Failure(line: line, .rowTooWide(max: CSVFile.columnsMax))
            }
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
                throw CSVFile.Failure(line: line, .afterQuote)
            }
            return String(decoding: content, as: UTF8.self)
        }
        throw CSVFile.Failure(line: start, .openQuote)
    }

    private static func ends(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: ",") || byte == 10 || byte == 13
    }
}

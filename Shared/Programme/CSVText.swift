/// The text of a file, and in which encoding its bytes are.
///
/// Neither encoding says its name. A file that was cut or damaged must not be read as the other one, in which every
/// letter would be another: so the bytes are weighed, and where they could be either, a person says which.
enum CSVText {
    private typealias Failure = CSVFile.Failure

    private static let mark: [UInt8] = [0xef, 0xbb, 0xbf]

    /// What DOS, and programs of its time, write behind the end of a text.
    private static let end: UInt8 = 0x1a

    /// - Parameter wanted: the encoding that somebody named; `nil` tells it from the bytes.
    static func read(
        _ file: [UInt8],
        as wanted: CSVFile.Encoding?
    ) throws(CSVFile.Failure) -> (String, CSVFile.Encoding) {
        let bytes = file.last == end ? Array(file[..<((file.lastIndex { $0 != end } ?? -1) + 1)]) : file
        guard !bytes.starts(with: [0xff, 0xfe]), !bytes.starts(with: [0xfe, 0xff]) else {
            throw Failure(.isUTF16)
        }
        // Behind the mark of UTF-8 it is one: an export writes what stands in a text.
        if !bytes.starts(with: mark), let place = bytes.firstIndex(of: 0) {
            throw Failure(line: line(of: place, in: bytes), .zeroByte)
        }
        let isMarked = bytes.starts(with: mark)
        let content = isMarked ? bytes[mark.count...] : bytes[...]
        switch wanted {
        case .utf8?: return (try utf8(content, in: bytes), .utf8)
        case .gb18030?: return (try gb18030(bytes), .gb18030)
        case nil: return try told(content, isMarked: isMarked, in: bytes)
        }
    }

    private static func told(
        _ content: ArraySlice<UInt8>,
        isMarked: Bool,
        in bytes: [UInt8]
    ) throws(CSVFile.Failure) -> (String, CSVFile.Encoding) {
        if let text = String(validating: content, as: UTF8.self) {
            guard !isMarked, !content.contains(where: { $0 >= 0xe0 }), content.contains(where: { $0 >= 0x80 }),
                isLikelyGB(content)
            else {
                return (text, .utf8)
            }
            throw Failure.eitherEncoding
        }
        if isMarked { return (try utf8(content, in: bytes), .utf8) }
        let scan = UTF8Scan(bytes)
        // Chinese in GB18030 is hardly ever a whole long sequence of UTF-8, and stumbles at almost every character.
        let isLikelyUTF8 = scan.longer * 3 >= scan.faults && scan.longer + scan.torn > 0
        guard let text = GB18030.text(of: bytes) else {
            return isLikelyUTF8 ? (try utf8(content, in: bytes), .utf8) : (try gb18030(bytes), .gb18030)
        }
        if isLikelyUTF8, scan.longer >= scan.faults {
            var failure = fault(in: bytes)
            failure.readable = [.gb18030]
            throw failure
        }
        guard GB18030.looks(of: bytes) == .chinese, !GB18030.isPrivate(text), !isLikelyUTF8, scan.alien > 0,
            scan.pairs <= scan.faults
        else { throw Failure.uncertainEncoding }
        return (text, .gb18030)
    }

    private static func utf8(_ content: ArraySlice<UInt8>, in bytes: [UInt8]) throws(CSVFile.Failure) -> String {
        guard let text = String(validating: content, as: UTF8.self) else { throw fault(in: bytes) }
        return text
    }

    private static func fault(in bytes: [UInt8]) -> Failure {
        Failure(line: UTF8Scan(bytes).firstFault.map { line(of: $0, in: bytes) }, .notUTF8)
    }

    private static func gb18030(_ bytes: [UInt8]) throws(CSVFile.Failure) -> String {
        if let text = GB18030.text(of: bytes) { return text }
        let line = Self.line(of: GB18030.validCount(of: bytes), in: bytes)
        throw Failure(line: line, .notText)
    }

    /// Valid UTF-8 of two-byte characters alone, all of which are also common Chinese characters and none of which is a
    /// letter of a Latin word.
    private static func isLikelyGB(_ content: ArraySlice<UInt8>) -> Bool {
        guard GB18030.looks(of: content) != .foreign else { return false }
        let isLetter: (UInt8) -> Bool = { 65...90 ~= $0 || 97...122 ~= $0 }
        return content.indices.dropLast().allSatisfy { index in
            let (one, next) = (content[index], content[index + 1])
            return !(isLetter(one) && next >= 0xc0) && !(one >= 0x80 && isLetter(next))
        }
    }

    private static func line(of place: Int, in bytes: [UInt8]) -> Int {
        var line = 1
        for index in bytes[..<min(place, bytes.count)].indices {
            if bytes[index] == 10 || (bytes[index] == 13 && (index + 1 == bytes.count || bytes[index + 1] != 10)) {
                line += 1
            }
        }
        return line
    }
}

/// What a reader of UTF-8 meets in bytes.
struct UTF8Scan {
    /// Whole characters of two bytes.
    private(set) var pairs = 0
    /// Whole characters of three and four bytes, to which all Chinese ones belong.
    private(set) var longer = 0
    /// Characters that begin right and lack their end.
    private(set) var torn = 0
    /// Bytes that begin nothing.
    private(set) var alien = 0
    /// Where the first fault begins.
    private(set) var firstFault: Int?

    var faults: Int { torn + alien }

    init(_ bytes: [UInt8]) {
        var index = 0
        while index < bytes.count {
            guard bytes[index] >= 0x80 else {
                index += 1
                continue
            }
            let (wanted, found) = Self.sequence(at: index, in: bytes)
            switch (wanted, found) {
            case (2, 2): pairs += 1
            case (3..., wanted): longer += 1
            default:
                firstFault = firstFault ?? index
                if found > 1 || (wanted > 1 && index + 1 == bytes.count) { torn += 1 } else { alien += 1 }
            }
            index += max(found, 1)
        }
    }

    /// How many bytes the character at a place should have, 0 if nothing begins there, and how many of them are right.
    private static func sequence(at start: Int, in bytes: [UInt8]) -> (wanted: Int, found: Int) {
        let (wanted, second): (Int, ClosedRange<UInt8>)
        switch bytes[start] {
        case 0xc2...0xdf: (wanted, second) = (2, 0x80...0xbf)
        case 0xe0: (wanted, second) = (3, 0xa0...0xbf)
        case 0xed: (wanted, second) = (3, 0x80...0x9f)
        case 0xe1...0xef: (wanted, second) = (3, 0x80...0xbf)
        case 0xf0: (wanted, second) = (4, 0x90...0xbf)
        case 0xf1...0xf3: (wanted, second) = (4, 0x80...0xbf)
        case 0xf4: (wanted, second) = (4, 0x80...0x8f)
        default: return (0, 0)
        }
        var found = 1
        while found < wanted, start + found < bytes.count {
            guard (found == 1 ? second : 0x80...0xbf) ~= bytes[start + found] else { break }
            found += 1
        }
        return (wanted, found)
    }
}

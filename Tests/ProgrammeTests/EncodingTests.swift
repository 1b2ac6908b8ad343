import Glibc
import Programme
import Testing

/// A damaged file is never read as another encoding, in which every letter would be another; a whole one is read.
@Suite struct Encodings {
    private static let head = "code,name\n"
    private static let names = [
        "竹山县人民医院", "房县中医医院", "郧西县妇幼保健院", "张琳", "阿卜杜热合曼", "王耀", "镕", "中", "涓", "内科、外科", "湖北省十堰市茅箭区", "José 医生",
    ]

    private static func names(_ bytes: [UInt8], _ encoding: CSVFile.Encoding? = nil) throws -> [String] {
        try CSVFile(bytes: bytes, encoding: encoding).rows.compactMap { $0.cells.last }
    }

    private static func gb(_ text: String) throws -> [UInt8] { try bytes(text, in: "GB18030") }

    /// What the system makes of a text in an encoding.
    private static func bytes(_ text: String, in encoding: String) throws -> [UInt8] {
        let converter = iconv_open(encoding, "UTF-8")
        try #require(converter != iconv_t(bitPattern: -1), "\(encoding)")
        defer { iconv_close(converter) }
        var input = text.utf8.map { CChar(bitPattern: $0) }
        var output = [CChar](repeating: 0, count: input.count * 4)
        let count = input.withUnsafeMutableBufferPointer { input in
            output.withUnsafeMutableBufferPointer { output in
                var (from, into) = (input.baseAddress, output.baseAddress)
                var (fromLeft, intoLeft) = (input.count, output.count)
                iconv(converter, &from, &fromLeft, &into, &intoLeft)
                return output.count - intoLeft
            }
        }
        return output[..<count].map { UInt8(bitPattern: $0) }
    }

    @Test(arguments: names)
    func everyCutOfAUTF8FileIsRefusedOrReadsWhatIsLeft(name: String) throws {
        let rows = Self.head + "A,\(name)\nB,\(name)"
        let bytes = Array(rows.utf8)
        for count in Self.head.utf8.count..<bytes.count {
            guard let read = try? Self.names(Array(bytes[..<count])) else { continue }
            #expect(read.allSatisfy { name.hasPrefix($0) || $0 == "B" || $0 == "A" }, "\(count): \(read)")
        }
    }

    @Test(arguments: names)
    func oneWrongByteIsNotTakenForAnotherEncoding(name: String) throws {
        let bytes = Array((Self.head + "A,\(name)\nB,谷城\n").utf8)
        for index in bytes.indices where bytes[index] >= 0x80 {
            for wrong: UInt8 in [0x3f, 0x20, 0xff, 0x80, 0xc0, 0xe4] {
                var damaged = bytes
                damaged[index] = wrong
                guard let table = try? CSVFile(bytes: damaged) else { continue }
                // Another valid character: nobody can tell that it is the wrong one.
                #expect(table.encoding == .utf8, "\(index) \(wrong): \(table.rows.map(\.cells))")
            }
        }
    }

    @Test func aDamagedFileIsNamedWithItsLine() throws {
        let bytes = Array((Self.head + "A,竹山医院\nB,房县医院").utf8).dropLast(2)
        #expect {
            try CSVFile(bytes: Array(bytes))
        } throws: {
            ($0 as? CSVFile.Failure)?.line == 3
        }
        #expect {
            try CSVFile(bytes: Array((Self.head + "A,x\0\n").utf8))
        } throws: {
            ($0 as? CSVFile.Failure)?.line == 2
        }
    }

    @Test(arguments: names)
    func aFileInGB18030IsReadOrAskedAbout(name: String) throws {
        let bytes = try Self.gb(Self.head + "A,\(name)\n")
        if let read = try? Self.names(bytes) { #expect(read == [name]) }
        #expect(try Self.names(bytes, .gb18030) == [name], "whoever names the encoding is believed")
    }

    @Test func wholeTablesInGB18030AreRead() throws {
        let text = Self.head + Self.names.map { "A,\($0)\n" }.joined()
        let table = try CSVFile(bytes: try Self.gb(text))
        #expect(table.encoding == .gb18030 && table.rows.map { $0.cells[1] } == Self.names)
        // Its first characters happen to be valid in the other encoding.
        #expect(try Self.names(try Self.gb(Self.head + "A,耀\nB,竹山县人民医院\n")) == ["耀", "竹山县人民医院"])
    }

    @Test func whatCouldBeEitherIsAskedAbout() throws {
        let bytes = try Self.gb(Self.head + "A,耀\n")
        #expect(throws: CSVFile.Failure.eitherEncoding) { try CSVFile(bytes: bytes) }
        #expect(try Self.names(bytes, .gb18030) == ["耀"])
        #expect(try Self.names(bytes, .utf8) == ["\u{4ab}"])
        #expect(try Self.names(Array((Self.head + "A,José\n").utf8)) == ["José"], "a letter of a Latin word is one")
    }

    @Test(arguments: [
        ("BIG5", "代碼,名稱\nA,臺北榮民總醫院\nB,高雄醫學大學附設醫院\nC,國立臺灣大學\n"),
        ("BIG5", "code,name\nA,林口長庚紀念醫院\n"),
        ("CP949", "코드,이름\nA,서울대학교병원\nB,부산의료원 응급실\n"),
        ("EUC-KR", "code,name\nA,서울특별시 강남구 보건소\n"),
        ("TIS-620", "code,name\nA,โรงพยาบาลศิริราช\nB,โรงพยาบาลรามาธิบดี\n"),
        ("SHIFT_JIS", "code,name\nA,さいたま市立病院\nB,ふじみのクリニック\n"),
        ("EUC-JP", "code,name\nA,さいたまクリニック\nB,ふじみのセンター\n"),
    ])
    func otherEncodingsAreNeverReadAsChinese(encoding: String, text: String) throws {
        let bytes = try Self.bytes(text, in: encoding)
        let readable: [CSVFile.Encoding] = (try? CSVFile(bytes: bytes, encoding: .gb18030)) == nil ? [] : [.gb18030]
        #expect {
            try CSVFile(bytes: bytes)
        } throws: {
            // Nearly all bytes could be GB18030: whoever knows that they are may say so, and nothing is offered that
            // would fail.
            ($0 as? CSVFile.Failure)?.readable == readable
        }
    }

    @Test func tooFewCharactersAreAskedAbout() throws {
        let bytes = try Self.bytes("code,name\nA,서울\n", in: "EUC-KR")
        #expect(throws: CSVFile.Failure.uncertainEncoding) { try CSVFile(bytes: bytes) }
    }

    /// Letters of four bytes, letters of Latin words, signs and boxes, characters that somebody made for himself.
    @Test(arguments: [
        "é", "ã ø", "José", "\u{e000}", "㐀㐁", "𠮷", "한글", "αβγ", "ニ", "①②", "│", "张\u{e863}", "ã李", "Ünal 竹山",
    ])
    func aWholeTableInGB18030IsNeverCalledDamaged(text: String) throws {
        for rows in ["A,\(text)\n", "A,\(text)\nB,竹山县人民医院\nC,郧西县妇幼保健院\n", String(repeating: "A,\(text)\n", count: 30)] {
            let bytes = try Self.gb(Self.head + rows)
            let names = rows.split(separator: "\n").map { String($0.dropFirst(2)) }
            #expect(try Self.names(bytes, .gb18030) == names)
            do throws(CSVFile.Failure) {
                #expect(try CSVFile(bytes: bytes).rows.map { $0.cells[1] } == names)
            } catch {
                #expect(error.readable.contains(.gb18030), "\(text): \(error)")
            }
        }
    }

    @Test func signsAndRareNamesAmongChineseAreChinese() throws {
        let text = "编码,名称（全称）\nA,“竹溪县”人民医院—急诊科、ＩＣＵ\nB,龑堃喆镕医师\nC,湖北省十堰市张湾区红卫街办社区卫生服务中心\n"
        #expect(try CSVFile(bytes: try Self.gb(text)).encoding == .gb18030)
    }

    @Test func theEndOfFileOfOldProgramsIsNoCell() throws {
        #expect(try Self.names(Array("code,name\nA,x\n\u{1a}".utf8)) == ["x"])
        #expect(try Self.names(try Self.gb("code,name\nA,竹山县人民医院\u{1a}\u{1a}")) == ["竹山县人民医院"])
        #expect(throws: CSVFile.Failure.self) { try CSVFile(bytes: [0x1a]) }
    }
}

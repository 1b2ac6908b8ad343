import Foundation
import Testing

@Suite(.enabled(if: Programs.areBuilt, "Build both programs first: swift build -c release"), .serialized)
struct TableScenarios {
    @Test(.timeLimit(.minutes(5)))
    func anExportReplacesFilesAndNothingElse() async throws {
        let town = try await Town.make()
        _ = try await town.take("place", "code,name\nA,Alpha\n")
        for _ in 1...2 { #expect(try await town.desk("export", "place", town.path("out.csv")).code == 0) }
        let folder = town.path("papers/deep")
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(
            atPath: town.path("link.csv"),
            withDestinationPath: town.path("out.csv")
        )
        #expect(try await town.desk("export", "place", town.path("link.csv")).code == 0)
        #expect(
            try FileManager.default.destinationOfSymbolicLink(atPath: town.path("link.csv")) == town.path("out.csv")
        )
        for place in [
            town.path("papers"), "/dev/null", town.path("desk/duikou.sqlite"), town.path("desk/new.csv"),
            town.path("no/x.csv"),
        ] {
            let ran = try await town.desk("export", "place", place)
            #expect(ran.code == 1 && ran.error.split(separator: "\n").count == 2, "\(place): \(ran.code) \(ran.error)")
        }
        #expect(FileManager.default.fileExists(atPath: folder))
        #expect(!FileManager.default.fileExists(atPath: town.path("desk/new.csv")))
        #expect(try await town.desk("list", "place").code == 0, "the device's own file is whole")
        let piped = try await town.desk("export", "place", "-")
        let written = try town.read("out.csv")
        #expect(piped.output == written && piped.error.contains("1 records"))
    }

    @Test(.timeLimit(.minutes(5)))
    func oneKeyIsOneRecordHoweverItIsWritten() async throws {
        let town = try await Town.make()
        let twins =
            "code,name\nA1,First\nA1 ,First\n\u{3000}A1,Second\nCafe\u{301},Bar\nCaf\u{e9},Bar\n\u{feff}A1\t,Third\n"
        let first = try await town.take("place", twins)
        #expect(first.counts == [2, 0, 2, 0] && first.lines == [4, 7] && first.code == 3, "\(first)")
        #expect(first.reasons.allSatisfy { $0.contains("line 2") })
        #expect(try await town.list("place", "code", "name", by: "code") == [["A1", "First"], ["Caf\u{e9}", "Bar"]])
        let padded = try await town.take("place", "code,name,beds\nA1        ,First,7\n")
        #expect(padded.counts == [0, 1, 0, 0], "\(padded)")
        let blank = try await town.take("place", "code,name\n \u{a0},x\nB,\u{3000}\nC,c\n")
        #expect(blank.counts == [1, 0, 0, 0] && blank.lines == [2, 3], "\(blank)")
        #expect(try await town.desk("add", "place", "code=D", "name= ").code == 1)
        #expect(try await town.desk("show", "place", " A1\u{3000}").code == 0)
    }

    @Test(.timeLimit(.minutes(5)))
    func aBlankKeyNamesNobody() async throws {
        let town = try await Town.make()
        _ = try await town.take("memo", "site,text\nA,has no number\n")
        let blank = try await town.take(
            "memo",
            "site,idno,text\nA,,other\nA, ,another\nA,7,third\n",
            as: "b.csv",
            "--key",
            "idno"
        )
        #expect(blank.counts == [1, 0, 0, 0] && blank.lines == [2, 3], "\(blank)")
        #expect(try await town.list("memo", "text", by: "text") == [["has no number"], ["third"]])
        let again = try await town.take("memo", "site,idno,text\nA,\u{3000}7 ,fourth\n", as: "b.csv", "--key", "idno")
        #expect(again.counts == [0, 1, 0, 0], "\(again)")
        _ = try await town.take("memo", "site,idno,text\nA,7,twin\n", as: "c.csv")
        let several = try await town.take("memo", "site,idno,text\nA,7,whose\n", as: "b.csv", "--key", "idno")
        #expect(several.code == 1 && several.lines == [2] && several.reasons[0].contains("2 records"), "\(several)")
    }

    @Test(.timeLimit(.minutes(5)))
    func theSameFileTwiceAddsNothing() async throws {
        let town = try await Town.make()
        let file = "site,text,tags\nA,x,b|a\nA,x,a|b\nA,y,\n"
        #expect(try await town.take("memo", file).counts == [3, 0, 0, 0], "equal rows are as many records")
        let second = try await town.take("memo", file)
        #expect(second.counts == [0, 0, 0, 3] && second.code == 0, "\(second)")
        #expect(try await town.take("memo", file + "A,x,a|b\n").counts == [1, 0, 0, 3])
        #expect(try await town.take("memo", file, as: "in.csv", "--again").counts == [3, 0, 0, 0])
    }

    /// Of a table with fewer columns nobody knows whether its row is the record that says the same and more.
    @Test(.timeLimit(.minutes(5)))
    func aRowThatSaysLessThanARecordIsAskedAbout() async throws {
        let town = try await Town.make()
        #expect(try await town.take("memo", "site,text,idno\nA,Wang Wei,1\nA,Li Na,\n").counts == [2, 0, 0, 0])
        let taken = try await town.take("memo", "site,text\nA,Wang Wei\nA,Li Na\nA,Zhao Min\n", as: "fewer.csv")
        #expect(taken.counts == [1, 0, 0, 1] && taken.code == 3 && taken.lines == [2], "\(taken)")
        #expect(taken.reasons[0].contains("--again"), "\(taken)")
        #expect(try await town.list("memo", "text", by: "text").count == 3)
        // What the sentence says: the file of such rows, with --again.
        let again = try await town.desk("import", "memo", town.path("fewer-refused.csv"), "--again")
        #expect(again.code == 0 && again.output.contains("inserted 1"), "\(again.output)\(again.error)")
        #expect(
            try await town.list("memo", "text", by: "text") == [["Li Na"], ["Wang Wei"], ["Wang Wei"], ["Zhao Min"]]
        )
    }

    @Test(.timeLimit(.minutes(5)))
    func anIdAndAKeyMustMeanOneRecord() async throws {
        let town = try await Town.make()
        _ = try await town.take("place", "code,name\nA,Alpha\nB,Beta\n")
        let ids = try await town.list("place", "id", by: "code").map { $0[0] }
        let rows =
            """
            \(ids[0]),A,Alpha 2\n\(ids[0]),B,stolen\n0192f0c0-0000-7000-8000-000000000001,A,stolen\n,B,Beta 2\n\
            \(ids[0]),C,stolen\n
            """
        let taken = try await town.take("place", "id,code,name\n" + rows)
        #expect(taken.counts == [0, 2, 0, 0] && taken.lines == [3, 4, 6], "\(taken)")
        #expect(try await town.list("place", "name", by: "code") == [["Alpha 2"], ["Beta 2"]])
    }

    @Test(.timeLimit(.minutes(5)))
    func rowsReferToEachOtherInAnyOrder() async throws {
        let town = try await Town.make()
        let deep = (1...400).map { "p\($0),Place,\($0 < 400 ? "p\($0 + 1)" : "")\n" }.joined()
        let circle = "r1,Ring,r2\nr2,Ring,r1\nself,Self,self\n"
        let lost =
            """
            x1,Lost,x2\nx2,Lost,nowhere\ny1,Late,y2\ny2,A name that is longer than twenty,\nz1,Circle,z2\n\
            z2,A name that is longer than it may be,z1\n
            """
        let late = "w1,A name that is longer than it may be,w2\nw2,Circle,w1\n"
        let taken = try await town.take("place", "code,name,parent\n" + deep + circle + lost + late)
        #expect(taken.counts == [403, 0, 0, 0] && taken.lines == Array(405...412), "\(taken)")
        #expect(
            taken.reasons[0].contains("line 406") && taken.reasons[1].contains("nowhere")
                && taken.reasons[4].contains("line 410")
        )
        #expect(taken.reasons[7].contains("line 411"), "what went in before its circle broke is taken back")
        #expect(try await town.desk("sync").code == 0, "the server sees nothing that refers to nothing")
        #expect(try await town.desk("verify").code == 0)
    }

    @Test(.timeLimit(.minutes(5)))
    func aCodeMayLookLikeAnId() async throws {
        let town = try await Town.make()
        let code = "1ce1b7d4-c865-4178-82b0-5932e51503d6"
        _ = try await town.take("place", "code,name,parent\nkid,Kid,\(code)\n\(code),Odd,\n")
        let ids = Dictionary(
            uniqueKeysWithValues: try await town.list("place", "code", "id", by: "code").map { ($0[0], $0[1]) }
        )
        let odd = try #require(ids[code])
        #expect(try await town.list("place", "parent", by: "code") == [[""], [odd]])
        #expect(try await town.desk("add", "memo", "site=A", "about=\(code)").code == 0)
        #expect(try await town.list("memo", "about", by: "id") == [[odd]])
        #expect(try await town.desk("set", "place", code, "beds=3").code == 0)
        #expect(try await town.desk("list", "place", "parent=\(code)", "--json").output.contains("kid"))
        #expect(try await town.desk("sync").code == 0)
        #expect(try await town.valley.server("show", "place", code).output.contains(odd))
        #expect(try await town.valley.server("list", "place", "parent=\(code)", "--json").output.contains("kid"))
        _ = try await town.take("place", "code,name\n\(odd),Twofold\n")
        let twofold = try await town.desk("add", "memo", "site=A", "about=\(odd)")
        #expect(twofold.code == 1 && twofold.error.contains("the key of another"), "\(twofold.error)")
    }

    @Test(.timeLimit(.minutes(5)))
    func theOwnExportChangesNothing() async throws {
        let town = try await Town.make()
        for text in ["=1+1", "'=x", "-5", "plain", "a,\"b\"\n", " blank ", "\u{3000}"] {
            #expect(
                try await town.desk(
                    "add",
                    "memo",
                    "site=A",
                    "text=\(text)",
                    "tags=\\+x|a\\|b|\\\\",
                    "seen=0001-01-01T12:00"
                ).code == 0
            )
        }
        #expect(try await town.desk("add", "memo", "site=A", "text=none").code == 0)
        let before = try await town.desk("list", "memo", "--json").output
        #expect(try await town.desk("export", "memo", town.path("out.csv")).code == 0)
        let lines = try town.read("out.csv")
        #expect(!lines.contains(",=1+1") && lines.contains(",'=1+1") && lines.contains(",''=x"))
        let taken = try Taken(try await town.desk("import", "memo", town.path("out.csv"), "--json"))
        #expect(taken.counts == [0, 0, 8, 0] && taken.code == 0, "\(taken)")
        #expect(try await town.desk("list", "memo", "--json").output == before)
    }

    @Test(.timeLimit(.minutes(5)))
    func refusedRowsAreMendedInAFileOfTheirOwn() async throws {
        let town = try await Town.make()
        let taken = try await town.take("place", "code,name,beds\nA,Alpha,3\nB,Beta,many\nC,Gamma,-1\n", as: "p.csv")
        #expect(taken.code == 3 && taken.file == town.path("p-refused.csv"), "\(taken)")
        let rows = try town.read("p-refused.csv").split(separator: "\r\n")
        #expect(
            rows[0].hasSuffix("code,name,beds,原因/reason") && rows[1].hasPrefix("B,Beta,many,") && rows.count == 3,
            "\(rows)"
        )
        _ = try await town.take("place", "code,name,beds\nB,Beta,many\nC,Gamma,-1\n", as: "p.csv")
        #expect(
            !FileManager.default.fileExists(atPath: town.path("p-refused-2.csv")),
            "the same rows stand there already"
        )
        let mended = try town.read("p-refused.csv").replacing("many", with: "5")
        let half = try await town.take("place", mended, as: "p-refused.csv")
        #expect(half.code == 3 && half.counts == [1, 0, 0, 0] && half.file == town.path("p-refused-2.csv"), "\(half)")
        #expect(try town.read("p-refused.csv") == mended, "what somebody mended stays")
        let rest = try town.read("p-refused-2.csv").replacing("-1", with: "1")
        #expect(try await town.take("place", rest, as: "rest.csv").counts == [1, 0, 0, 0])
        let own = try await town.take("place", "code,name\n,x\n", as: "q.csv", "--refused", town.path("q.csv"))
        #expect(own.code == 2 && own.file == nil, "\(own)")
        #expect(try town.read("q.csv") == "code,name\n,x\n")
        #expect(
            try await town.take("place", "code,name\n,x\n", as: "q.csv", "--refused", town.path("bad.csv")).code == 1
        )
        #expect(try town.read("bad.csv").contains(",x,"))
        #expect(try await town.take("place", "code,name\n,x\n", as: "d.csv", "--dry-run").file == nil)
        #expect(!FileManager.default.fileExists(atPath: town.path("d-refused.csv")))
    }

    @Test(.timeLimit(.minutes(5)))
    func whatCannotBeReadWithCertaintyIsRefusedWhole() async throws {
        let town = try await Town.make()
        let gb: [UInt8] = [0xd6, 0xf1, 0xc9, 0xbd, 0xcf, 0xd8, 0xd2, 0xbd, 0xd4, 0xba]
        let chinese = try await town.take("place", Data("code,name\nG,".utf8) + gb + Data("\n".utf8))
        #expect(chinese.encoding == "gb18030" && chinese.counts == [1, 0, 0, 0], "\(chinese)")
        #expect(try await town.list("place", "name", by: "code") == [["竹山县医院"]])
        let cut = try await town.take("place", Data("code,name\nA,竹山医院\nB,房县医院".utf8.dropLast(2)))
        #expect(cut.code == 1 && cut.error.contains("line 3"), "\(cut)")
        let either = Data("code,name\nY,".utf8) + [0xd2, 0xab] + Data("\n".utf8)
        #expect(try await town.take("place", either).error.contains("--encoding"))
        #expect(try await town.take("place", either, as: "in.csv", ["--encoding", "gb18030"]).counts == [1, 0, 0, 0])
        let heading = try await town.take("place", "code,name,电话\nA,Alpha,1\n")
        #expect(heading.code == 1 && heading.error.contains("phone, fax"), "\(heading)")
        for path in ["/dev/zero", town.path("desk"), town.path("nothing.csv")] {
            let ran = try await town.desk("import", "place", path)
            #expect(ran.code == 1 && ran.error.split(separator: "\n").count == 2, "\(path): \(ran.error)")
        }
        #expect(try await town.list("place", "code", by: "code") == [["G"], ["Y"]])
    }

    @Test(.timeLimit(.minutes(5)))
    func whatASpreadsheetMadeOfCodesReplacesNothing() async throws {
        let town = try await Town.make()
        let file = "code,name,phone\n007,Alpha,420322199001011234\nB,Beta,1-2\nC,Gamma,0719\n42032219900101123,Delta,\n"
        #expect(try await town.take("place", file).counts == [4, 0, 0, 0])
        let before = try await town.desk("list", "place", "--json").output
        let saved =
            """
            7,Alpha,420322199001011234\n007,Alpha,4.20322E+17\n007,Alpha,420322199001011000\nB,Beta,2-Jan\n\
            B,Beta,1月2日\nC,Gamma,719\n
            """
        let keys = "42032219900101100,Delta,\n4.20322E+16,Delta,\nD,New,4.2E+17\n"
        let taken = try await town.take("place", "code,name,phone\n" + saved + keys, as: "saved.csv")
        #expect(taken.counts == [0, 0, 0, 0] && taken.lines == Array(2...10) && taken.code == 1, "\(taken)")
        #expect(taken.reasons[0].contains("“007”") && taken.reasons[1].contains("4.20322E+17"), "\(taken)")
        #expect(try await town.desk("list", "place", "--json").output == before)
        let edited = try await town.take("place", "code,name,phone\nC,Gamma,0720\n8,Eight,7\n", as: "edited.csv")
        #expect(edited.counts == [1, 1, 0, 0], "other numbers are edits: \(edited)")
        #expect(try await town.desk("add", "memo", "site=A", "idno=007", "text=x").code == 0)
        let known = try await town.take("memo", "site,idno,text\nA,7,y\n", as: "memo.csv", "--key", "idno")
        #expect(known.lines == [2] && known.reasons[0].contains("“007”"), "\(known)")
    }

    @Test(.timeLimit(.minutes(5)))
    func oneFieldHasOneValue() async throws {
        let town = try await Town.make()
        let added = try await town.desk("add", "place", "code=A", "name=One", "name=Two")
        #expect(added.code == 2 && added.error.contains("name is given twice"), "\(added.error)")
        #expect(try await town.desk("add", "place", "code=A", "name=One").code == 0)
        #expect(try await town.desk("set", "place", "A", "beds=1", "beds=2").code == 2)
        #expect(try await town.list("place", "name", by: "code") == [["One"]])
    }

    @Test(.timeLimit(.minutes(5)))
    func aLongRefusedValueIsShortForPeopleAndWholeForPrograms() async throws {
        let town = try await Town.make()
        let tags = (1...2_000).map { "标签\($0)" }.joined(separator: "|")
        let nowhere = "about=0192f0c0-0000-7000-8000-000000000001"
        #expect(try await town.desk("add", "memo", "site=A", nowhere, "text=short", "tags=\(tags)").code == 0)
        #expect([0, 3].contains(try await town.desk("sync").code))
        let listed = try await town.desk("refused")
        #expect(
            listed.code == 3 && listed.output.contains("text = \"short\"") && listed.output.utf8.count < 2_000,
            "\(listed.output)"
        )
        #expect(listed.output.contains("whole with --json"))
        #expect(try await town.desk("refused", "--json").output.contains("标签2000"))
    }

    @Test func whatASpreadsheetPutInThePlaceOfLettersReplacesNothing() async throws {
        let town = try await Town.make()
        for (code, name) in [("A", "张伟"), ("B", "王\u{20bb7}"), ("C", "R&D 科"), ("D", "why?")] {
            #expect(try await town.desk("add", "place", "code=\(code)", "name=\(name)").code == 0)
        }
        #expect(try await town.desk("export", "place", town.path("out.csv")).code == 0)
        let table = try town.read("out.csv")
        for (old, new) in [
            ("张伟", "??"), ("张伟", "张?"), ("张伟", "\u{fffd}\u{fffd}"), ("王\u{20bb7}", "王?"), ("王\u{20bb7}", "王??"),
            ("R&D 科", "R&D ?"),
            ("张伟", "########"), ("张伟", "#NAME?"), ("why?", "#REF!"),
        ] {
            let taken = try await town.take("place", table.replacing(old, with: new))
            #expect(taken.lines.count == 1 && taken.counts[1] == 0, "\(new): \(taken)")
        }
        for (old, new) in [("张伟", "张三"), ("why?", "what?"), ("R&D 科", "R&D?")] {
            let taken = try await town.take("place", table.replacing(old, with: new))
            #expect(taken.counts[1] == 1, "\(new): \(taken)")
        }
        #expect(await town.valley.stop() == 0)
    }

    @Test func textsWithZeroCharactersComeBackFromAnExport() async throws {
        let town = try await Town.make()
        #expect(try await town.desk("add", "memo", "site=A", "text=before").code == 0)
        let python =
            """
            import sqlite3,sys;c=sqlite3.connect(sys.argv[1]);c.execute(\"update memo set \
            text='a'||char(0)||'b'\");c.commit()
            """
        #expect(try await Programs.run("/usr/bin/python3", ["-c", python, town.path("desk/duikou.sqlite")]).code == 0)
        #expect(try await town.desk("export", "memo", town.path("out.csv")).code == 0)
        let taken = try await town.take("memo", town.read("out.csv"))
        #expect(taken.lines.isEmpty && taken.counts == [0, 0, 1, 0], "\(taken)")
        #expect(await town.valley.stop() == 0)
    }

    @Test func oneTableImportedFourTimesAtOnceGoesInOnce() async throws {
        let town = try await Town.make()
        let rows = (1...2_000).map { "A,row \($0)\n" }.joined()
        try Data("site,text\n\(rows)".utf8).write(to: URL(fileURLWithPath: town.path("in.csv")))
        let (path, home) = (town.path("in.csv"), town.path("desk"))
        let codes = try await withThrowingTaskGroup(of: Int32.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    try await Programs.run(
                        Programs.path("duikou"),
                        ["import", "memo", path],
                        environment: ["DUIKOU_HOME": home]
                    ).code
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(codes == [0, 0, 0, 0])
        #expect((try await town.desk("list", "memo", "--json").json() as? [Any])?.count == 2_000)
        #expect(await town.valley.stop() == 0)
    }
}

import Foundation
import Testing

/// A table that lay about while its records went on: it undoes nothing.
@Suite(.enabled(if: Programs.areBuilt, "Build both programs first: swift build -c release"), .serialized)
struct OldTableScenarios {
    /// A town with a second desk, in which three notes and two places stand everywhere.
    private static func make() async throws -> Town {
        let town = try await Town.make()
        #expect(
            try await town.take("memo", "site,idno,text,tags\nA,1,kept,b|a\nA,2,changed,\nA,3,gone,\n").counts == [
                3, 0, 0, 0,
            ]
        )
        #expect(try await town.take("place", "code,name,beds\nP,Place,7\nQ,Quarter,\n").counts == [2, 0, 0, 0])
        #expect(try await town.desk("sync").code == 0)
        try await town.enroll("other")
        return town
    }

    /// The other desk changes the second note and deletes the third.
    private static func goOn(_ town: Town) async throws {
        let ids = try await town.list("memo", "id", by: "idno").map { $0[0] }
        #expect(try await town.valley.device("other", "set", "memo", ids[1], "text=theirs").code == 0)
        #expect(try await town.valley.device("other", "delete", "memo", ids[2]).code == 0)
        #expect(try await town.valley.device("other", "sync").code == 0)
        #expect(try await town.desk("sync").code == 0)
    }

    @Test(.timeLimit(.minutes(5)))
    func anOldExportUndoesNobodysWork() async throws {
        let town = try await Self.make()
        #expect(try await town.desk("export", "memo", town.path("old.csv")).code == 0)
        try await Self.goOn(town)
        let old = try town.read("old.csv")
        let edited = old.replacing(",kept,", with: ",mine,")
        for options in [["--dry-run"], []] {
            let taken = try await town.take("memo", Data(edited.utf8), as: "old.csv", options)
            #expect(taken.counts == [0, 1, 0, 0] && taken.reasons.count == 2 && taken.code == 3, "\(options) \(taken)")
            #expect(Set(taken.reasons.map { $0.contains("something else now") }) == [true, false], "\(taken)")
        }
        #expect(try await town.list("memo", "text", by: "idno") == [["mine"], ["theirs"]])
        let refused = try town.read("old-refused.csv")
        #expect(refused.contains("_version") && refused.contains("changed") && refused.contains("gone"))
        // Who has looked may write the rows all the same.
        let versions = refused.matches(of: /,([a-p]{12}),/).map { String($0.1) }
        #expect(versions.count == 2)
        let emptied = versions.reduce(refused) { $0.replacing($1, with: "") }
        #expect(try await town.take("memo", emptied, as: "mended.csv").counts == [1, 1, 0, 0])
        #expect(try await town.list("memo", "text", by: "idno") == [["mine"], ["changed"], ["gone"]])
    }

    @Test(.timeLimit(.minutes(5)))
    func whatChangesNothingIsTakenHoweverOldItIs() async throws {
        let town = try await Self.make()
        try await Self.goOn(town)
        for collection in ["memo", "place"] {
            #expect(try await town.desk("export", collection, town.path("here.csv")).code == 0)
            #expect(try await town.valley.device("other", "export", collection, town.path("there.csv")).code == 0)
            #expect(
                try town.read("here.csv") == town.read("there.csv"),
                "the same records are the same bytes on every device"
            )
            let back = try Taken(
                try await town.valley.device("other", "import", collection, town.path("here.csv"), "--json")
            )
            #expect(back.counts == [0, 0, 2, 0] && back.code == 0, "\(back)")
        }
        // An edit that was imported is no edit when the same table comes again.
        let edited = try town.read("here.csv").replacing("Place", with: "Square")
        #expect(try await town.take("place", edited).counts == [0, 1, 1, 0])
        #expect(try await town.take("place", edited).counts == [0, 0, 2, 0])
        // Without the column a table says what shall stand, as every other table does.
        let cut = try town.read("here.csv").split(separator: "\r\n").map {
            $0.split(separator: ",", omittingEmptySubsequences: false)
        }
        let plain = cut.map { $0.dropLast().joined(separator: ",") }.joined(separator: "\n")
        #expect(try await town.take("place", plain).counts == [0, 1, 1, 0])
    }

    /// A new record is often begun by copying the row of another one, above it or below.
    @Test(.timeLimit(.minutes(5)), arguments: [true, false])
    func aRowThatWasCopiedWritesOverNobody(isAbove: Bool) async throws {
        let town = try await Self.make()
        #expect(try await town.desk("export", "memo", town.path("out.csv")).code == 0)
        let lines = try town.read("out.csv").components(separatedBy: "\r\n")
        let place = try #require(lines.firstIndex { $0.contains(",changed,") })
        var table = lines
        table.insert(lines[place].replacing(",changed,", with: ",new,"), at: isAbove ? place : place + 1)
        let line = (isAbove ? place : place + 1) + 1
        let taken = try await town.take("memo", table.joined(separator: "\r\n"), as: "memo.csv")
        #expect(taken.counts == [0, 0, 3, 0] && taken.lines == [line] && taken.code == 3, "\(taken)")
        #expect(taken.reasons[0].contains("line \(isAbove ? line + 1 : line - 1) has the same id"), "\(taken)")
        // As it stands, the file of refused rows changes nothing either.
        let again = try await town.take("memo", try town.read("memo-refused.csv"), as: "again.csv")
        #expect(again.counts == [0, 0, 1, 0] && again.lines.count == 1, "\(again)")
        #expect(try await town.list("memo", "text", by: "idno") == [["kept"], ["changed"], ["gone"]])
        // What the reason says helps.
        let id = try #require(lines[place].split(separator: ",").first)
        let mended = try town.read("memo-refused.csv").components(separatedBy: "\r\n").map { row in
            row.contains(",new,") ? row.replacing(id, with: "").replacing(/,[a-p]{12},/, with: ",,") : row
        }
        #expect(try await town.take("memo", mended.joined(separator: "\r\n")).counts == [1, 0, 1, 0])
    }

    @Test(.timeLimit(.minutes(5)))
    func whatWasRefusedBesideAnotherRowIsRefusedAloneToo() async throws {
        let town = try await Self.make()
        let taken = try await town.take("place", "code,name\nN,First\nN ,Second\n", as: "new.csv")
        #expect(taken.counts == [1, 0, 0, 0] && taken.lines == [3], "\(taken)")
        let again = try await town.take("place", try town.read("new-refused.csv"), as: "again.csv")
        #expect(again.counts == [0, 0, 1, 0] && again.lines.count == 1, "\(again)")
        #expect(try await town.list("place", "name", by: "code").first == ["First"])
    }

    /// Who empties `_version` writes all of the row: the reason says what that is.
    @Test(.timeLimit(.minutes(5)))
    func theReasonSaysWhatAnOldRowWouldWrite() async throws {
        let town = try await Self.make()
        #expect(try await town.desk("export", "memo", town.path("old.csv")).code == 0)
        try await Self.goOn(town)
        let table = try town.read("old.csv").replacing("A,,2,", with: "A,,22,").replacing(
            ",2,changed",
            with: ",22,changed"
        )
        for (language, words) in [
            ("en", "idno “22” (now “2”), text “changed” (now “theirs”)"),
            ("zh", "idno “22”（现为 “2”）、text “changed”（现为 “theirs”）"),
        ] {
            let taken = try await town.take("memo", Data(table.utf8), as: "old.csv", ["--lang", language])
            #expect(taken.reasons.contains { $0.contains(words) }, "\(taken)")
        }
    }

    @Test(.timeLimit(.minutes(5)))
    func rowsOfAnExportAndRowsThatSomebodyAdded() async throws {
        let town = try await Self.make()
        #expect(try await town.desk("export", "place", town.path("out.csv")).code == 0)
        let text = try town.read("out.csv")
        let row = try #require(text.split(separator: "\r\n").first { $0.contains(",P,") })
        let cells = row.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        func line(_ code: String, _ name: String, _ version: String) -> String { "\(code),\(name),\(version)\r\n" }
        let head = "code,name,_version\r\n"
        let version = cells[cells.count - 1]
        let added = try await town.take(
            "place",
            head + line("N", "New", "") + line("P", "Place", "") + line("M", "Copied", version)
        )
        #expect(
            added.counts == [1, 0, 1, 0] && added.lines == [4] && added.reasons[0].contains("not here"),
            "\(added)"
        )
        // Of two rows the second is no older for the first one.
        let twice = try await town.take(
            "place",
            head + line("P", "First", version) + line("P", "First", version) + line("P", "Other", version)
        )
        #expect(twice.counts == [0, 1, 1, 0] && twice.lines == [4] && twice.reasons[0].contains("line 2"), "\(twice)")
        let damaged = try await town.take("place", head + line("P", "Third", "ABC"))
        #expect(damaged.lines == [2] && damaged.reasons[0].contains("“ABC”"), "\(damaged)")
        let nameless = try await town.take("memo", "site,text,_version\nA,x,\(version)\n")
        #expect(nameless.lines == [2] && nameless.reasons[0].contains("has no id"), "\(nameless)")
        #expect(try await town.take("place", "code,_version,_version\nP,,\n").error.contains("two columns _version"))
    }

    @Test(.timeLimit(.minutes(5)))
    func aHeadingInTheMiddleIsNoRecord() async throws {
        let town = try await Town.make()
        let taken = try await town.take(
            "place",
            "code,name,beds\nA,Alpha,1\n\u{feff}code,name,beds\nB,Beta,\ncode,name,\nname,code,\n"
        )
        #expect(taken.counts == [3, 0, 0, 0] && taken.lines == [3, 5] && taken.code == 3, "\(taken)")
        #expect(try await town.list("place", "code", by: "code") == [["A"], ["B"], ["name"]])
        let again = try await town.take("place", try town.read("in-refused.csv"), as: "again.csv")
        #expect(
            again.counts == [0, 0, 0, 0] && again.lines == [2, 3],
            "with the reason beside it, it is none either: \(again)"
        )
    }

    @Test(.timeLimit(.minutes(5)))
    func refusedRowsGoWhereTheyHarmNothing() async throws {
        let town = try await Town.make()
        let rows = "code,name\nA,Alpha\n,x\n"
        try Data("precious".utf8).write(to: URL(fileURLWithPath: town.path("there.csv")))
        for options in [[], ["--dry-run"]] {
            for (place, word) in [("-", "not -"), (town.path("there.csv"), "there already")] {
                let ran = try await town.take("place", Data(rows.utf8), as: "in.csv", ["--refused", place] + options)
                #expect(ran.code == 2 && ran.error.contains(word), "\(place): \(ran)")
            }
        }
        #expect(try town.read("there.csv") == "precious")
        #expect(!FileManager.default.fileExists(atPath: "-"))
        #expect(try await town.list("place", "code", by: "code").isEmpty, "nothing was imported before it was said")
        let home = ["DUIKOU_HOME": town.path("desk")]
        let path = Programs.path("duikou")
        let piped = try await Programs.run(
            "/bin/sh",
            ["-c", "printf '\(rows)' | \(path) import place - --lang en"],
            environment: home
        )
        #expect(piped.code == 3 && piped.error.contains("kept nowhere"), "\(piped.error)")
    }
}

import Foundation
import Testing

/// What a list shows can be typed back: names of records, titles of fields.
@Suite(.enabled(if: Programs.areBuilt, "Build both programs first: swift build -c release"), .serialized)
struct NameScenarios {
    @Test(.timeLimit(.minutes(5)))
    func namesThatAListShowsAreTakenBack() async throws {
        let town = try await Town.make()
        _ = try await town.take("place", "code,name\nA,Mill\nB,Twin\nC,Twin\nMill,Not the mill\n")
        let ids = Dictionary(
            uniqueKeysWithValues: try await town.list("place", "code", "id", by: "code").map { ($0[0], $0[1]) }
        )
        let added = try await town.desk("add", "memo", "site=Upper hospital", "about= Not the mill ", "text=x")
        #expect(added.code == 0, "\(added.error)")
        #expect(try await town.list("memo", "about", by: "id") == [[ids["Mill"] ?? ""]])
        let memo = added.output.trimmingCharacters(in: .whitespacesAndNewlines)
        // A key is the key, whatever others are called.
        #expect(try await town.desk("set", "memo", memo, "about=Mill").code == 0)
        #expect(try await town.list("memo", "about", by: "id") == [[ids["Mill"] ?? ""]])
        #expect(try await town.desk("list", "memo", "about=Not the mill", "--json").output.contains(memo))
        #expect(try await town.desk("set", "place", "Not the mill", "beds=３").code == 0)
        let sign = try await town.desk("set", "place", "Not the mill", "beds+=5")
        #expect(sign.code == 2 && sign.error.contains("beds=+5"), "\(sign.error)")
        for words in [
            ["add", "memo", "site=A", "about=Twin"], ["set", "memo", memo, "about=Twin"],
            ["list", "memo", "about=Twin"],
        ] {
            let several = try await town.valley.device("desk", words)
            #expect(several.code == 1 && several.error.contains("2 records of place"), "\(words): \(several.error)")
            let example = try #require(several.error.firstMatch(of: /such as ([BC])\./)).1
            #expect(try await town.desk("set", "memo", memo, "about=\(example)").code == 0)
        }
        let none = try await town.desk("add", "memo", "site=A", "about=Nowhere")
        #expect(
            none.code == 1 && none.error.contains("Nowhere") && none.error.contains(/named like (A|B|C|Mill)\./),
            "\(none.error)"
        )
        #expect(try await town.desk("set", "memo", memo, "about=Ｃ").code == 0, "a key typed in wide letters")
        #expect(try await town.list("memo", "about", by: "id") == [[ids["C"] ?? ""]])
        #expect(try await town.desk("sync").code == 0)
        #expect(try await town.valley.server("list", "memo", "site=Upper hospital", "--json").output.contains(memo))
    }

    @Test(.timeLimit(.minutes(5)))
    func cellsMayHoldNames() async throws {
        let town = try await Town.make()
        _ = try await town.take("place", "code,name\nA,Mill\nB,Twin\nC,Twin\n")
        let ids = Dictionary(
            uniqueKeysWithValues: try await town.list("place", "code", "id", by: "code").map { ($0[0], $0[1]) }
        )
        let taken = try await town.take(
            "memo",
            "site,about,text\nUpper hospital,\u{3000}Mill,1\nA,Twin,2\nA,Nobody,3\n"
        )
        #expect(taken.counts == [1, 0, 0, 0] && taken.lines == [3, 4], "\(taken)")
        #expect(taken.reasons[0].contains("2 records") && taken.reasons[1].contains("Nobody"), "\(taken)")
        #expect(taken.reasons[1].contains(/named like [ABC]\./), "\(taken)")
        #expect(try await town.list("memo", "about", by: "text") == [[ids["A"] ?? ""]])
        // Rows name each other too, in any order, and a name that a file brings twice is that of neither.
        let rows = "D,Dell,Edge\nE,Edge,Mill\nF,Ford,Double\nG,Double,\nH,Double,\n"
        let own = try await town.take("place", "code,name,parent\n" + rows)
        #expect(own.counts == [4, 0, 0, 0] && own.lines == [4], "\(own)")
        let parents = try await town.desk("list", "place", "code=D").output
        #expect(parents.contains("Edge"), "\(parents)")
    }

    @Test(.timeLimit(.minutes(5)))
    func fieldsMayBeCalledByTheirTitles() async throws {
        let town = try await Town.make()
        #expect(try await town.desk("add", "place", "code=A", "name=Mill", "Phone=7").code == 0)
        #expect(try await town.desk("set", "place", "A", "Fax=8").code == 0)
        #expect(try await town.list("place", "phone", "fax", by: "code") == [["7", "8"]])
        #expect(try await town.desk("list", "place", "Phone=7", "--json").output.contains("Mill"))
        let twice = try await town.desk("set", "place", "A", "phone=1", "Phone=2")
        #expect(twice.code == 2 && twice.error.contains("phone is given twice"), "\(twice.error)")
        for words in [
            ["set", "place", "A", "电话=1"], ["list", "place", "电话=7"], ["add", "place", "code=B", "name=x", "电话=1"],
        ] {
            let unclear = try await town.valley.device("desk", words)
            #expect(unclear.code == 1 && unclear.error.contains("phone, fax"), "\(words): \(unclear.error)")
        }
        #expect(try await town.desk("sync").code == 0)
        #expect(try await town.valley.server("list", "place", "Phone=7", "--json").output.contains("Mill"))
    }
}

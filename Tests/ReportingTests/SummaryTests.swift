import Reporting
import SyncModel
import Testing

@Suite struct TheSummary {
    @Test func aYearWithoutAnybodyIsAllGap() throws {
        var world = SmallWorld()
        try world.reported("2024-06-01")
        let total = try world.report().total.figures
        #expect(total.counties == 1 && total.pairs == 1)
        #expect(total.requiredOnPost == 2 && total.onPost == 0 && total.pairsAtStrength == 0)
        #expect(total.gapDays == 365)
    }

    @Test func itIsNarrowedToThePairsOfAnAreaOrAHospital() throws {
        var world = SmallWorld()
        world.pair(
            SmallWorld.secondPair,
            SmallWorld.recipient,
            SmallWorld.otherSupporter,
            "Upper ← Chinese",
            minimum: 3
        )
        world.pair(
            SmallWorld.otherPair,
            SmallWorld.otherRecipient,
            SmallWorld.otherSupporter,
            "Lower ← Chinese",
            minimum: 5
        )
        world.conflicts = [
            Scope("pair", SmallWorld.otherPair): 1, Scope("org", SmallWorld.recipient): 2, Scope("province"): 4,
        ]
        func figures(_ org: RecordID?) throws -> [Int] {
            let report = try world.report(of: org)
            #expect(report.org?.name == world.name(of: org))
            return [
                report.total.figures.pairs, report.total.figures.requiredOnPost, report.total.figures.openConflicts,
            ]
        }
        #expect(try figures(nil) == [3, 10, 7])
        #expect(try figures(SmallWorld.hills) == [2, 5, 2])
        #expect(try figures(SmallWorld.otherCounty) == [1, 5, 1])
        #expect(try figures(SmallWorld.supporter) == [1, 2, 0])
        #expect(try figures(SmallWorld.otherSupporter) == [2, 8, 1])
        #expect(try figures(SmallWorld.recipient) == [2, 5, 2])
        world.org(SmallWorld.id(99), "province", "420000", "Province")
        let whole = try world.report(of: SmallWorld.id(99))
        #expect(whole.org == nil && whole.total.figures.pairs == 3 && whole.total.figures.openConflicts == 7)
    }

    @Test func aLeapYearHasOneDayMore() throws {
        var world = SmallWorld()
        try world.reported("2025-06-01")
        #expect(try world.report(2024).total.figures.gapDays == 366)
        world.post(101, from: "2024-02-28", to: "2024-03-01")
        #expect(try world.report(2024).total.figures.gapDays == 363)
    }

    @Test func daysThatNobodyReportedAreUnknownNotGaps() throws {
        var world = SmallWorld()
        try world.reported("2023-01-31")
        #expect(try world.report().total.figures.gapDays == 31)
        #expect(try world.report(now: "2023-01-10").total.figures.gapDays == 10)
        world.sites = []
        #expect(try world.report().total.figures.gapDays == nil)
    }

    @Test func theGapBetweenTwoBatchesIsCounted() throws {
        var world = SmallWorld()
        try world.reported("2023-12-31")
        world.post(101, from: "2022-11-01", to: "2023-08-31")
        world.post(102, from: "2023-09-05", to: nil)
        let report = try world.report()
        #expect(report.total.figures.gapDays == 4)
        #expect(report.total.figures.onPost == 1)
        #expect(report.total.figures.pairsAtStrength == 0)
    }

    @Test func aTermWithoutAnEndOfItsOwnEndsWithItsBatch() throws {
        var world = SmallWorld()
        try world.reported("2023-12-31")
        let person = Value.text(SmallWorld.id(101).text)
        let planned = world.add("batch", ["starts_on": .text("2023-01-01"), "planned_end": .text("2023-06-30")])
        world.add("member", ["batch": .text(planned.text), "person": person, "starts_on": .text("2023-01-01")])
        #expect(try world.report().total.figures.gapDays == 184)
        let shorter: [String: Value] = [
            "starts_on": .text("2023-07-01"), "planned_end": .text("2023-12-31"), "ends_on": .text("2023-07-31"),
        ]
        let ended = world.add("batch", shorter)
        world.add("member", ["batch": .text(ended.text), "person": person, "starts_on": .text("2023-07-01")])
        #expect(try world.report().total.figures.gapDays == 184 - 31)
    }

    @Test func oneSupporterOnPostIsEnoughForARecipient() throws {
        var world = SmallWorld()
        world.pair(
            SmallWorld.secondPair,
            SmallWorld.recipient,
            SmallWorld.otherSupporter,
            "Upper ← Chinese",
            minimum: 3
        )
        try world.reported("2024-01-05")
        world.post(101, from: "2023-01-01", to: "2023-06-30")
        world.post(102, from: "2023-06-01", to: "2023-12-30", in: SmallWorld.secondPair)
        let report = try world.report()
        #expect(report.total.figures.gapDays == 1)
        #expect(report.total.figures.requiredOnPost == 5)
        let pairs = try #require(report.rows.first?.rows.first?.rows)
        #expect(pairs.map(\.figures.gapDays) == [152, 184])
    }

    @Test func peopleWhoAreAwayStayOnTheRosterButNotOnPost() throws {
        var world = SmallWorld()
        try world.reported("2023-12-31")
        world.post(101, from: "2023-01-01", to: nil)
        let second = world.post(102, from: "2023-01-01", to: nil)
        let away: [String: Value] = [
            "member": .text(second.text), "starts_on": .text("2023-12-30"), "ends_on": .text("2023-12-31"),
            "told_by": .text("recipient"),
        ]
        let account = world.add("absence", away)
        var figures = try world.report().total.figures
        #expect(figures.onPost == 1 && figures.pairsAtStrength == 1 && figures.gapDays == 0)
        var corrected = away
        corrected["ends_on"] = .text("2023-12-30")
        corrected["corrects"] = .text(account.text)
        world.add("absence", corrected)
        figures = try world.report().total.figures
        #expect(figures.onPost == 2)
    }

    @Test func onePersonInTwoBatchesIsOnePerson() throws {
        var world = SmallWorld()
        try world.reported("2023-12-31")
        world.post(101, from: "2023-01-01", to: nil)
        world.post(101, from: "2023-07-01", to: nil)
        #expect(try world.report().total.figures.onPost == 1)
    }

    @Test func pairsCountWhileTheyAreInForce() throws {
        var world = SmallWorld()
        world.pair(
            SmallWorld.secondPair,
            SmallWorld.recipient,
            SmallWorld.otherSupporter,
            "Over",
            minimum: 3,
            to: "2023-03-31"
        )
        world.pair(
            SmallWorld.otherPair,
            SmallWorld.otherRecipient,
            SmallWorld.otherSupporter,
            "Later",
            minimum: 3,
            from: "2023-12-31"
        )
        try world.reported("2024-02-01")
        let report = try world.report()
        #expect(report.total.figures.pairs == 2)
        #expect(report.total.figures.counties == 2)
        #expect(report.total.figures.gapDays == 365 + 1)
        #expect(report.rows.map(\.name) == ["Hills", "Valley"])
        #expect(report.rows.map(\.figures.pairs) == [1, 1])
    }

    @Test func onlyAgreementsThatCoverTheDayAreInForce() throws {
        var world = SmallWorld()
        try world.reported("2023-12-31")
        world.add("agreement", ["status": .text("agreed")])
        world.add("agreement", ["status": .text("in_force"), "ends_on": .text("2023-12-30")])
        #expect(try world.report().total.figures.agreementsInForce == 0)
        world.add("agreement", ["status": .text("in_force"), "starts_on": .text("2023-12-31")])
        world.add("agreement", ["status": .text("in_force")])
        #expect(try world.report().total.figures.agreementsInForce == 1)
    }

    @Test func eventsCountInTheirYear() throws {
        var world = SmallWorld()
        try world.reported("2024-02-01")
        for day in ["2022-12-31", "2023-01-01", "2023-12-31", "2024-01-01"] {
            world.session("consultation", day, by: "recipient")
            world.add("training", ["kind": .text("lecture"), "held_on": .text(day), "logged_by": .text("recipient")])
            world.add("technology", ["name": .text("x"), "first_case_on": .text(day)])
            world.add("trainee", ["person": .text(SmallWorld.id(101).text), "starts_on": .text(day)])
        }
        let figures = try world.report().total.figures
        #expect(figures.remoteServices == 2 && figures.trainingsHeld == 2 && figures.newTechniques == 2)
        #expect(figures.trainees == 1, "one person who came twice")
    }

    @Test func conflictsStandWhereTheyBelong() throws {
        var world = SmallWorld()
        try world.reported("2023-12-31")
        world.conflicts = [
            Scope("pair", SmallWorld.pair): 2, Scope("org", SmallWorld.recipient): 1, Scope("org", SmallWorld.hills): 4,
            Scope("province"): 8,
        ]
        let report = try world.report()
        #expect(report.total.figures.openConflicts == 15)
        #expect(report.rows[0].figures.openConflicts == 7)
        #expect(report.rows[0].rows[0].figures.openConflicts == 3)
        #expect(report.rows[0].rows[0].rows[0].figures.openConflicts == 2)
    }

    @Test func eachRowSaysUpToWhenItsSitesHaveReported() throws {
        var world = SmallWorld()
        for day in ["2023-05-02", "2023-05-04"] { try world.reported(day, by: SmallWorld.recipient) }
        var report = try world.report()
        #expect(report.total.through == "2023-05-04T12:00", "one slow desk does not stop its hospital's clock")
        #expect(report.total.sitesNotReported.map(\.name) == ["City hospital"])
        #expect(report.total.sitesNotReported.map(\.since) == [nil])
        try world.reported("2022-12-30", by: SmallWorld.supporter)
        report = try world.report()
        #expect(report.rows[0].through == "2023-05-04T12:00")
        #expect(report.rows[0].sitesNotReported.map(\.since) == ["2022-12-30T12:00"])
    }

    @Test func aYearThatIsNoneIsRefused() {
        #expect(throws: ReportError.noYear(20_233)) { try SmallWorld().report(20_233) }
    }
}

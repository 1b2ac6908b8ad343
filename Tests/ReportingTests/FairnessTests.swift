import Foundation
import Reporting
import SyncModel
import Testing

/// Nobody is accused by the silence of somebody else, and nobody's clock stands still for a lost device.
@Suite struct TheSummaryIsFair {
    /// A recipient's row, in which its supporter `supporter` and all others have reported as the days say; `nil` never
    /// did.
    private static func pair(
        recipient: String?,
        supporter: String?,
        _ tell: (inout SmallWorld) -> Void = { _ in }
    ) throws -> SummaryReport.Row {
        var world = SmallWorld()
        if let recipient { try world.reported(recipient, by: SmallWorld.recipient) }
        if let supporter { try world.reported(supporter, by: SmallWorld.supporter) }
        tell(&world)
        let report = try world.report()
        return try #require(report.rows.first?.rows.first?.rows.first)
    }

    @Test(arguments: [nil, "2022-12-31", "2023-01-31", "2023-12-31", "2024-06-01"] as [String?])
    func whatIsKnownOfARosterEndsWithTheEndThatReportedLess(other: String?) throws {
        for (recipient, supporter) in [("2023-12-31", other), (other, "2023-12-31")] {
            let row = try Self.pair(recipient: recipient, supporter: supporter)
            // Not a day of the year is known of a site that last reported before it, or never.
            let isSilent = other.map { $0 < "2023-01-01" } ?? true
            let days = other == "2023-01-31" ? 31 : 365
            #expect(row.figures.gapDays == (isSilent ? nil : days), "\(other ?? "never")")
            #expect(row.figures.onPost == (isSilent ? nil : 0) && row.figures.pairsAtStrength == (isSilent ? nil : 0))
            #expect(row.sitesNotReported.count == (isSilent ? 1 : 0))
            #expect(row.figures.remoteServices == 0, "one end is heard, and it recorded none")
        }
    }

    @Test func whereNobodyIsHeardNothingIsKnownButWhatIsRecorded() throws {
        let row = try Self.pair(recipient: nil, supporter: nil) {
            $0.session("ecg", "2023-03-01", by: "recipient", count: 12)
        }
        let figures = row.figures
        #expect(figures.remoteServices == 12, "what is recorded is known whoever told it")
        let unknown = [
            figures.gapDays, figures.onPost, figures.pairsAtStrength, figures.trainingsHeld, figures.trainees,
        ]
        #expect(unknown.allSatisfy { $0 == nil } && figures.newTechniques == nil && figures.agreementsInForce == nil)
        #expect(figures.pairs == 1 && figures.requiredOnPost == 2 && row.sitesNotReported.count == 2)
    }

    @Test func anotherHospitalsSilenceDoesNotHideWhatIsKnown() throws {
        var world = SmallWorld()
        world.pair(SmallWorld.otherPair, SmallWorld.otherRecipient, SmallWorld.otherSupporter, "Lower", minimum: 3)
        try world.reported("2023-01-10", by: SmallWorld.recipient)
        try world.reported("2023-02-10", by: SmallWorld.supporter)
        let report = try world.report()
        #expect(report.total.figures.gapDays == 10 && report.total.figures.onPost == 0)
        #expect(report.rows.map(\.figures.gapDays) == [10, nil])
        #expect(report.rows.map(\.figures.onPost) == [0, nil])
    }

    @Test func oneSilentSupporterOfTwoLeavesTheRecipientUnknown() throws {
        var world = SmallWorld()
        world.pair(
            SmallWorld.secondPair,
            SmallWorld.recipient,
            SmallWorld.otherSupporter,
            "Upper ← Chinese",
            minimum: 3
        )
        for site in [SmallWorld.recipient, SmallWorld.supporter] { try world.reported("2023-12-31", by: site) }
        #expect(
            try world.report().total.figures.gapDays == nil,
            "its people may stand in a record that nobody has seen"
        )
        try world.reported("2023-12-31", by: SmallWorld.otherSupporter)
        #expect(try world.report().total.figures.gapDays == 365)
    }

    @Test func aPairThatWasNotInForceHasNoGapsHoweverSilent() throws {
        var world = SmallWorld()
        world.tables["pair"] = []
        world.pair(SmallWorld.pair, SmallWorld.recipient, SmallWorld.supporter, "Over", minimum: 2, to: "2022-12-31")
        let figures = try world.report().total.figures
        #expect(figures.gapDays == 0 && figures.onPost == 0 && figures.pairs == 0)
    }

    // desk-2 was lost on 2 May; spare was never used; new came yesterday.
    private static func withLostDevices() throws -> SmallWorld {
        var world = SmallWorld()
        for site in [SmallWorld.recipient, SmallWorld.supporter] { try world.reported("2023-12-30", by: site) }
        world.sites += [
            SmallWorld.device(SmallWorld.recipient, "desk-2", through: try SmallWorld.noon("2023-05-02")),
            SmallWorld.device(SmallWorld.recipient, "desk-3", through: try SmallWorld.noon("2023-12-24")),
            SmallWorld.device(SmallWorld.recipient, "spare", through: nil),
            SmallWorld.device(SmallWorld.recipient, "new", enrolled: "2023-12-30", through: nil),
            SmallWorld.device(SmallWorld.otherRecipient, "elsewhere", through: nil),
        ]
        return world
    }

    @Test func aLostDeviceIsNamedAndStopsNoClock() throws {
        let report = try Self.withLostDevices().report(now: "2023-12-31")
        #expect(report.total.through == "2023-12-30T12:00" && report.total.figures.gapDays == 364)
        #expect(report.total.silentDevices.map(\.name) == ["spare", "desk-2"])
        #expect(report.total.silentDevices.map(\.lastSync) == [nil, "2023-05-02T12:00"])
        #expect(report.rows[0].rows[0].rows[0].silentDevices.map(\.org) == ["Upper hospital", "Upper hospital"])
    }

    /// What a hospital reported stands when its devices are taken out of use.
    @Test func retiredDevicesLeaveWhatTheyReported() throws {
        var world = try Self.withLostDevices()
        let before = try world.report(now: "2023-12-31")
        for index in world.sites.indices where world.sites[index].org == SmallWorld.recipient {
            world.sites[index].isRetired = true
        }
        let report = try world.report(now: "2023-12-31")
        #expect(
            report.total.through == before.total.through && report.total.figures.gapDays == before.total.figures.gapDays
        )
        #expect(report.total.silentDevices.isEmpty, "nothing more is waited for")
    }

    @Test func everyFormNamesThem() throws {
        let report = try Self.withLostDevices().report(now: "2023-12-31")
        let said =
            """
            spare (Upper hospital, recorder, never synced); desk-2 (Upper hospital, recorder, \
            last sync 2023-05-02 12:00)
            """
        #expect(report.table(in: .en).contains("May still hold unsent records: " + said))
        #expect(report.table(in: .zh).contains("可能有未发送记录的设备：spare（Upper hospital，recorder，从未同步）、desk-2"))
        #expect(
            String(decoding: report.html(in: .en), as: UTF8.self).contains("<p>May still hold unsent records: " + said)
        )
        #expect(String(decoding: report.csv(in: .en), as: UTF8.self).contains(said))
        #expect(String(decoding: try report.json(), as: UTF8.self).contains("\"lastSync\" : \"2023-05-02T12:00\""))
    }

    @Test func theUnknownIsNullAndADash() throws {
        var world = SmallWorld()
        try world.reported("2023-12-31", by: SmallWorld.supporter)
        let report = try world.report()
        let document = try #require(try JSONSerialization.jsonObject(with: Data(report.json())) as? [String: Any])
        let total = try #require(document["total"] as? [String: Any])
        #expect(total["gapDays"] is NSNull && total["onPost"] is NSNull && total["remoteServices"] as? Int == 0)
        #expect(report.table(in: .en).split(separator: "\n").contains { $0.hasPrefix("Total") && $0.contains(" — ") })
        #expect(report.table(in: .zh).contains("“—”表示有关单位尚未同步"))
    }
}

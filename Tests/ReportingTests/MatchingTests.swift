import Reporting
import SyncModel
import Testing

@Suite struct TwinsAreCountedOnce {
    private static func services(_ tell: (inout SmallWorld) throws -> Void) throws -> Int? {
        var world = SmallWorld()
        try world.reported("2023-12-31")
        try tell(&world)
        return try world.report().total.figures.remoteServices
    }

    @Test func bothEndsTellOfOneSession() throws {
        let count = try Self.services {
            $0.session("consultation", "2023-03-01", by: "recipient")
            $0.session("consultation", "2023-03-01", by: "supporter")
        }
        #expect(count == 1)
    }

    @Test func matchingIsOneToOne() throws {
        let count = try Self.services { world in
            for _ in 0..<3 { world.session("ecg", "2023-03-01", by: "recipient") }
            for _ in 0..<2 { world.session("ecg", "2023-03-01", by: "supporter") }
        }
        #expect(count == 3)
    }

    @Test func otherKindsAndDaysAreOtherSessions() throws {
        let count = try Self.services {
            $0.session("ecg", "2023-03-01", by: "recipient")
            $0.session("imaging", "2023-03-01", by: "supporter")
            $0.session("ecg", "2023-03-02", by: "supporter")
        }
        #expect(count == 3)
    }

    @Test func aMonthsTotalCountsAsItSays() throws {
        let count = try Self.services {
            $0.session("ecg", "2023-03-31", by: "recipient", count: 30)
            $0.session("ecg", "2023-03-31", by: "supporter", count: 28)
            $0.session("consultation", "2023-03-31", by: "recipient", count: 2)
        }
        #expect(count == 32)
    }

    // recipient  8:00   8:20
    // supporter     8:12   8:40   (no time)
    @Test func timesThatLieApartAreOtherSessions() throws {
        let count = try Self.services {
            $0.session("clinic", "2023-03-01", by: "recipient", started: 480)
            $0.session("clinic", "2023-03-01", by: "recipient", started: 500)
            $0.session("clinic", "2023-03-01", by: "supporter", started: 492)
            $0.session("clinic", "2023-03-01", by: "supporter", started: 520)
        }
        #expect(count == 3)
        let withUntimed = try Self.services {
            $0.session("clinic", "2023-03-01", by: "recipient", started: 480)
            $0.session("clinic", "2023-03-01", by: "recipient", started: 600)
            $0.session("clinic", "2023-03-01", by: "supporter", started: 495)
            $0.session("clinic", "2023-03-01", by: "supporter")
        }
        #expect(withUntimed == 2)
    }

    // recipient  0    10
    // supporter    9     20: each has a partner only if the first takes the first
    @Test func asManyAsPossibleAreMatched() throws {
        let count = try Self.services {
            $0.session("clinic", "2023-03-01", by: "recipient", started: 0)
            $0.session("clinic", "2023-03-01", by: "recipient", started: 10)
            $0.session("clinic", "2023-03-01", by: "supporter", started: 9)
            $0.session("clinic", "2023-03-01", by: "supporter", started: 20)
        }
        #expect(count == 2)
    }

    @Test func aCorrectionTakesThePlaceOfWhatItCorrects() throws {
        let count = try Self.services { world in
            let wrong = world.add(
                "tele_session",
                [
                    "kind": .text("ecg"), "held_on": .text("2023-03-01"), "logged_by": .text("recipient"),
                    "count": .integer(300),
                ]
            )
            world.add(
                "tele_session",
                [
                    "kind": .text("ecg"), "held_on": .text("2023-03-01"), "logged_by": .text("recipient"),
                    "count": .integer(30),
                    "corrects": .text(wrong.text),
                ]
            )
        }
        #expect(count == 30)
    }
}

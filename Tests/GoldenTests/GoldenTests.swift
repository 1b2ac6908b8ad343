import ClientCore
import Foundation
import SyncModel
import TestSupport
import Testing

/// What whole stories leave in both stores, beside what it was when somebody last looked at it.
@Suite struct GoldenTests {
    @Test func aConflictIsDecided() async throws {
        let world = try await GoldenWorld(asking: "desk", "ward")
        let (desk, ward) = (world.devices[0], world.devices[1])
        let note = try await world.note("asked twice", by: desk)
        _ = try await ward.sync()
        try await world.set(note, "text", "desk says one", by: desk)
        try await world.set(note, "text", "ward says two", by: ward)
        for device in [desk, ward, desk] { _ = try await device.sync() }
        try await world.expect("conflict-open")
        let conflict = try #require(try await desk.conflicts().first)
        world.host.advance(1_000)
        let right = try #require(conflict.candidates.first { $0.content == .value(.text("ward says two")) })
        try await desk.resolve(conflict, .take(right.id))
        for device in [desk, ward] { _ = try await device.sync() }
        try await world.expect("conflict-decided")
    }

    @Test func aRecordIsMoved() async throws {
        let world = try await GoldenWorld(asking: "matron", "ward")
        let (matron, ward) = (world.devices[0], world.devices[1])
        let note = try await world.note("goes to B", by: matron)
        _ = try await ward.sync()
        try await world.set(note, "site", world.site("B").text, by: matron)
        for device in [matron, ward] { _ = try await device.sync() }
        try await world.expect("record-moved")
    }

    @Test func aRefusedChangeIsTriedAgain() async throws {
        let world = try await GoldenWorld(asking: "desk", "ward")
        let (desk, ward) = (world.devices[0], world.devices[1])
        let note = try await world.note("first", by: desk)
        _ = try await ward.sync()
        try await world.set(note, "status", "closed", by: ward)
        _ = try await ward.sync()
        try await world.set(note, "text", "too late", by: desk)
        _ = try await desk.sync()
        try await world.expect("change-refused")
        try await world.set(note, "status", "open", by: ward)
        for device in [ward, desk] { _ = try await device.sync() }
        try await desk.retry(try #require(try await desk.refused().first).id)
        for device in [desk, ward] { _ = try await device.sync() }
        try await world.expect("change-retried")
    }

    @Test func whatIsRandomGetsAName() {
        let id = "01a21e7d-f895-75ba-aa23-5ea296afb970"
        let text = StoreText(names: [id: "NOTE"])
        #expect(text.shown("site/\(id) and fba81e91-51c4-8068-a669-1e86a04f1d7d") == "site/NOTE and ID")
        #expect(text.shown("9d16d7e5b1e314b4") == "HASH")
        #expect(
            text.shown(bytes: [
                0x01, 0xa2, 0x1e, 0x7d, 0xf8, 0x95, 0x75, 0xba, 0xaa, 0x23, 0x5e, 0xa2, 0x96, 0xaf, 0xb9, 0x70,
            ]) == "NOTE"
        )
        #expect(text.shown(bytes: [1, 2]) == "BYTES")
        #expect(text.shown(999) == "999" && text.shown(1_700_000_000_000) == "NUMBER")
    }
}

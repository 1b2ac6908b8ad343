import Foundation
import SyncModel
import SyncWire
import Testing

/// Bytes once written are read for ever: `Protocol/Vectors/wire` keeps them.
///
/// `DUIKOU_RECORD_VECTORS=1 swift test --filter GoldenTests` writes files that are not there yet and never replaces
/// one.
struct GoldenTests {
    private struct Vector: Codable {
        var clause: String
        var message: String
        var shows: String
        var hex: String
    }

    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../../Protocol/Vectors/wire").standardizedFileURL

    private static let device = DeviceID(bits: 0x0192_0000_0000_7000_8000_0000_0000_0001)
    private static let site = RecordID(bits: 0x8421_0000_0000_8abc_8def_0000_0000_0001)
    private static let stream = SyncModel.Stream(scope: Scope("site", site), lane: .normal)

    private static func bytes(
        _ name: String,
        clause: String,
        shows: String,
        now: () throws -> [UInt8]
    ) throws -> [UInt8] {
        let file = folder.appendingPathComponent("\(name).json")
        if !FileManager.default.fileExists(atPath: file.path),
            ProcessInfo.processInfo.environment["DUIKOU_RECORD_VECTORS"] != nil
        {
            let hex = try now().map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            try encoder.encode(Vector(clause: clause, message: name, shows: shows, hex: hex)).write(to: file)
        }
        let vector = try JSONDecoder().decode(Vector.self, from: Data(contentsOf: file))
        let digits = Array(vector.hex)
        return stride(from: 0, to: digits.count - 1, by: 2).compactMap { UInt8(String(digits[$0...$0 + 1]), radix: 16) }
    }

    @Test func theFirstRequestIsStillRead() throws {
        let request = SyncRequest(
            device: Self.device,
            counter: 12,
            programme: 3,
            epoch: Epoch(bits: 5),
            cursor: .whole([Self.stream: StreamCursor(complete: 7, upto: 9)]),
            lanes: [
                LaneMark(lane: .urgent, last: 0, chain: [], settledThrough: 0),
                LaneMark(lane: .normal, last: 41, chain: [UInt8](1...32), settledThrough: 40),
            ],
            ownFrom: 77,
            pageBytesMax: 65_536,
            parcels: [SignedParcel(bytes: [1, 2, 3], signature: [UInt8](repeating: 7, count: 64))]
        )
        let shows =
            """
            device …0001, counter 12, programme 3, epoch 5, site/8421…:normal 7/9, \
            lanes urgent 0 and normal 41 settled 40, own from 77
            """
        let bytes = try Self.bytes("request-1", clause: "W11", shows: shows) { try request.encoded() }
        #expect(try SyncRequest(decoding: bytes) == request)
    }

    @Test func theFirstPageIsStillRead() throws {
        let stamp = Stamp(sure: true, milliseconds: 1_790_000_000_000)
        let write = LiveWrite(
            value: .text("胸痛"),
            dot: Dot(device: Self.device, edit: 4),
            stamp: stamp,
            level: 1,
            position: 3
        )
        let hidden = LiveWrite(
            value: .integer(-1),
            dot: Dot(device: .server, edit: 1, index: 2),
            stamp: Stamp(sure: false, milliseconds: 0),
            level: 0,
            position: 2,
            elsewhere: [Place(stream: SyncModel.Stream(scope: Scope("province"), lane: .bulk), position: 900)]
        )
        func whole(_ position: Position, _ values: [Value]) -> PageEntry {
            let id = RecordID(bits: UInt128(position.number))
            let dot = Dot(device: Self.device, edit: 3)
            return .uniform(
                UniformRecord(
                    collection: 1,
                    record: id,
                    position: position,
                    dot: dot,
                    stamp: stamp,
                    level: 0,
                    values: values
                )
            )
        }
        let page = Page(
            stream: Self.stream,
            after: 0,
            complete: 0,
            through: 9,
            atHead: true,
            entries: [
                whole(1, [.text("2024-02-29"), .text(Self.site.text), .integer(30), .null]),
                .record(
                    RecordDelta(
                        collection: 2,
                        record: Self.site,
                        position: 3,
                        wholeFrom: 1,
                        moves: 1,
                        isWhole: false,
                        existence: nil,
                        fields: [NumberedField(number: 6, state: FieldState(writes: [hidden, write], changedAt: 3))]
                    )
                ),
                whole(5, [.text("2024-03-01"), .text(Self.site.text), .integer(-30), .text("é")]),
                .gone(GoneRecord(collection: 1, record: Self.site, position: 8, moves: 2, moved: true)),
            ],
            cards: [DeviceCard(device: Self.device, name: "登记台", role: "recorder", at: Self.site)]
        )
        let shows =
            "site/8421…:normal, (0, 9], at head: two whole records at 1 and 5, a change at 3, a move away at 8, a card"
        let bytes = try Self.bytes("page-1", clause: "W30", shows: shows) { try page.encoded() }
        #expect(try Page(decoding: bytes) == page)
    }

    @Test func theFirstParcelIsStillRead() throws {
        let changes = [
            FieldChange(field: 0, action: .write([.text("远程会诊")])),
            FieldChange(field: 2, action: .elements(add: ["王伟", "李芳"], remove: [])),
            FieldChange(field: 3, action: .add(-4)),
        ]
        let mended = FieldChange(
            field: 0,
            action: .write([.text("甲"), .null]),
            replaces: [Dot(device: Self.device, edit: 1)],
            base: 6,
            seen: [Dot(device: .server, edit: 9, index: 1)]
        )
        let scope = Scope("site", Self.site)
        let stamp = Stamp(sure: false, milliseconds: -5)
        let other = RecordID(bits: 99)
        let parcel = Parcel(
            device: Self.device,
            lane: .urgent,
            programme: 3,
            first: 10,
            previous: Parcel.noPrevious,
            sets: [
                ChangeSet(
                    edit: 20,
                    stamp: stamp,
                    bases: [Self.stream: 5],
                    operations: [
                        Operation(collection: 1, record: Self.site, kind: .create, scope: scope, changes: changes),
                        Operation(
                            collection: 1,
                            record: other,
                            kind: .update,
                            scope: Scope("province"),
                            base: 4,
                            changes: [mended]
                        ),
                    ],
                    reason: "电话核实"
                ),
                ChangeSet(
                    edit: 23,
                    stamp: Stamp(sure: true, milliseconds: 8),
                    bases: [Self.stream: 5],
                    operations: [
                        Operation(
                            collection: 1,
                            record: other,
                            kind: .delete,
                            scope: scope,
                            seen: [Dot(device: Self.device, edit: 20)]
                        )
                    ]
                ),
            ]
        )
        let shows =
            """
            device …0001, urgent, sends 10 and 11: edit 20 creates one record and mends another for a reason, \
            edit 23 deletes that one
            """
        let bytes = try Self.bytes("parcel-1", clause: "W40", shows: shows) { try parcel.encoded() }
        #expect(try Parcel(decoding: bytes) == parcel)
    }
}

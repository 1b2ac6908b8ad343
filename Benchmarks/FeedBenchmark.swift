import ChangeFeed
import FeedStoreSQLite
import SyncModel
import SyncWire

/// Times the centre in one process: records of twelve fields pushed in parcels, then read by a fresh device.
enum FeedBenchmark {
    /// What a run gave. Unit of the times: microseconds per record.
    struct Figures {
        var ingest: Double
        var serve: Double
        var bytesPerRecord: Double
        var emptyBytes: Int
    }

    static let programme = Programme(
        name: "consultations",
        version: 1,
        title: Programme.Label(en: "Benchmark"),
        timeZone: "Asia/Shanghai",
        scopes: [Programme.ScopeKind(name: "province"), Programme.ScopeKind(name: "site", of: "site")],
        roles: [
            Programme.Role(
                name: "recorder",
                at: "site",
                grants: [
                    Programme.Grant(scope: "province", reach: .own, read: nil),
                    Programme.Grant(scope: "site", reach: .own, read: nil, write: nil),
                ]
            )
        ],
        collections: [
            Programme.Collection(
                number: 0,
                name: "site",
                home: .constant("province"),
                rule: .authority,
                key: ["code"],
                fields: [Programme.Field(number: 0, name: "code", type: .text, rule: .authority, required: true)]
            ),
            Programme.Collection(
                number: 1,
                name: "consultation",
                home: .reference(kind: "site", field: "site"),
                key: ["site", "ref"],
                fields: [
                    field(0, "ref", .text),
                    Programme.Field(number: 1, name: "site", type: .ref, rule: .keepBoth, required: true, to: "site"),
                    field(2, "hospital", .text), field(3, "kind", .text), field(4, "date", .date), field(5, "age", .integer),
                    field(6, "department", .text), field(7, "diagnosis", .text), field(8, "experts", .set), field(9, "minutes", .integer),
                    field(10, "outcome", .text), field(11, "notes", .text),
                ]
            ),
        ]
    )

    private static func field(_ number: Int, _ name: String, _ type: Programme.FieldType) -> Programme.Field {
        Programme.Field(number: number, name: name, type: type, rule: type == .set ? .set : .keepBoth)
    }

    /// Pushes `count` records and reads them again, in a new store in `folder`.
    static func run(count: Int, folder: String, host: Host, now: () -> Double) throws -> Figures {
        let store = try FeedStoreSQLite.create(folder: folder, host: host)
        defer { store.close() }
        let service = try FeedService(store: store, host: host)
        _ = try service.load(programme: programme, rows: [ReferenceRows(collection: "site", rows: [[0: .text("S")]])])
        let site = NaturalKey.id(programme: programme.name, collection: "site", scope: nil, parts: [.text("S")])
        let (writer, reader) = (try device(store, host, site), try device(store, host, site))
        var cursor = try exchange(service, writer, counter: 1, cursor: nil).cursor
        let parcels = try parcels(count: count, site: site, device: writer.row.id, keys: writer.keys)
        let begun = now()
        var counter: UInt64 = 2
        for start in stride(from: 0, to: parcels.count, by: 32) {
            let some = Array(parcels[start..<min(start + 32, parcels.count)])
            cursor = try exchange(service, writer, counter: counter, cursor: cursor, parcels: some).cursor
            counter += 1
        }
        let pushed = now()
        let fill = try exchange(service, reader, counter: 1, cursor: nil)
        let filled = now()
        let empty = try exchange(service, reader, counter: 2, cursor: fill.cursor)
        return Figures(
            ingest: (pushed - begun) / Double(count) * 1e6,
            serve: (filled - pushed) / Double(count) * 1e6,
            bytesPerRecord: Double(fill.bytes) / Double(count),
            emptyBytes: empty.bytes
        )
    }

    private struct Device {
        var row: DeviceRow
        var keys: ReplicaKeys
    }

    private static func device(_ store: FeedStoreSQLite, _ host: Host, _ site: RecordID) throws -> Device {
        let keys = try ReplicaKeys.generate(on: host)
        let row = DeviceRow(
            id: DeviceID(bits: host.newRecordID().bits),
            label: "bench",
            signingKey: keys.signing.publicKey,
            sealingKey: keys.sealing.publicKey,
            org: site,
            role: "recorder",
            enrolledAt: 0
        )
        return Device(row: try store.write { try $0.add(row) }, keys: keys)
    }

    /// One request that asks for everything; unpacks head and tail only.
    private static func exchange(
        _ service: FeedService,
        _ device: Device,
        counter: UInt64,
        cursor: (epoch: Epoch, hash: UInt64, marks: [LaneMark])?,
        parcels: [(signed: SignedParcel, last: SendNumber)] = []
    ) throws -> (bytes: Int, cursor: (epoch: Epoch, hash: UInt64, marks: [LaneMark])) {
        var marks = cursor?.marks ?? []
        if let last = parcels.last {
            marks = [LaneMark(lane: .normal, last: last.last, chain: last.signed.hash, settledThrough: marks.first?.last ?? 0)]
        } else {
            marks = marks.map { LaneMark(lane: $0.lane, last: $0.last, chain: $0.chain, settledThrough: $0.last) }
        }
        let request = SyncRequest(
            device: device.row.id,
            counter: counter,
            programme: 1,
            epoch: cursor?.epoch,
            cursor: .known(cursor?.hash ?? 0),
            lanes: marks,
            ownFrom: 1,
            replyBytesMax: 64 << 20,
            parcels: parcels.map(\.signed)
        )
        let body = try SignedRequest.sign(request, by: device.keys.signing).encoded()
        var bytes = 0
        var frames: [[UInt8]] = []
        service.sync(body) { frame in
            bytes += frame.count
            if frame.count > 4, frame[4] != RawFrame.Kind.page.rawValue { frames.append(frame) }
        }
        var reader = FrameReader()
        for frame in frames { reader.append(frame) }
        var result: (epoch: Epoch, hash: UInt64, marks: [LaneMark])?
        while let frame = try reader.next() {
            switch frame {
            case .head(let head): result = (head.epoch, 0, marks)
            case .tail(let tail): result?.hash = tail.cursorHash
            case .failure(let failure): throw failure
            case .page: break
            }
        }
        guard let result else { throw WireFailure(.internalError, "no answer") }
        return (bytes, result)
    }

    private static func parcels(
        count: Int,
        site: RecordID,
        device: DeviceID,
        keys: ReplicaKeys
    ) throws -> [(signed: SignedParcel, last: SendNumber)] {
        let scope = Scope("site", site)
        var parcels: [(signed: SignedParcel, last: SendNumber)] = []
        var chain = Parcel.noPrevious
        var send: SendNumber = 1
        for start in stride(from: 0, to: count, by: 250) {
            let operations = (start..<min(start + 250, count)).map { operation($0, site, scope) }
            let stamp = Stamp(sure: true, milliseconds: 1_700_000_000_000 + Int64(start))
            let set = ChangeSet(edit: send, stamp: stamp, bases: [:], operations: operations)
            let parcel = Parcel(device: device, lane: .normal, programme: 1, first: send, previous: chain, sets: [set])
            let signed = try parcel.signed(by: keys.signing)
            chain = signed.hash
            parcels.append((signed, send))
            send += 1
        }
        return parcels
    }

    private static func operation(_ number: Int, _ site: RecordID, _ scope: Scope) -> Operation {
        let words = ["高血压", "糖尿病", "冠心病", "慢性阻塞性肺疾病", "脑卒中后遗症", "腰椎间盘突出"]
        let ref = "R\(number)"
        let values: [Value] = [
            .text(ref), .text(site.text), .text("郧西县人民医院"), .text(["远程会诊", "远程影像", "远程心电"][number % 3]),
            .text("2024-0\(1 + number % 9)-1\(number % 10)"), .integer(Int64(number % 97)), .text("心血管内科"),
            .text(words[number % 6] + "，" + words[number / 6 % 6]), .null, .integer(Int64(10 + number % 50)),
            .text(["就地治疗", "转上级医院"][number % 2]),
            .text(
                "患者\(number)，" + words[number % 6] + "，建议随访观察，调整用药，" + words[number / 7 % 6]
                    + "，两周后复查。\(number &* 2_654_435_761 % 1_000_003)"
            ),
        ]
        let changes = values.enumerated().map { field, value in
            field == 8
                ? FieldChange(field: 8, action: .elements(add: ["王医生", "李主任"], remove: []))
                : FieldChange(field: field, action: .write([value]))
        }
        let id = NaturalKey.id(programme: "consultations", collection: "consultation", scope: scope, parts: [.text(site.text), .text(ref)])
        return Operation(collection: 1, record: id, kind: .create, scope: scope, changes: changes)
    }
}

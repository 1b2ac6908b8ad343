import ChangeFeed
import FeedStoreSQLite
import Replica
import SyncModel
import SyncWire

/// The centre in this process, and how devices reach it: a function call for each round.
struct MeasuredCentre {
    let store: FeedStoreSQLite
    let service: FeedService
    let host: Host
    let site: RecordID

    init(folder: String, host: Host) throws {
        self.host = host
        store = try FeedStoreSQLite.create(folder: folder, host: host)
        service = try FeedService(store: store, host: host)
        let programme = Workload.programme
        _ = try service.load(programme: programme, rows: [ReferenceRows(collection: "site", rows: [[0: .text("S")]])])
        site = NaturalKey.id(programme: programme.name, collection: "site", scope: nil, parts: [.text("S")])
    }

    /// A device with keys that the centre knows, and with the programme.
    func device(folder: String) throws -> MeasuredDevice {
        let keys = try ReplicaKeys.generate(on: host)
        let id = DeviceID(bits: host.newRecordID().bits)
        let row = DeviceRow(
            id: id,
            label: "bench",
            signingKey: keys.signing.publicKey,
            sealingKey: keys.sealing.publicKey,
            org: site,
            role: "recorder",
            enrolledAt: 0
        )
        _ = try store.write { try $0.add(row) }
        let replica = try Replica(folder: folder, host: host)
        try replica.adopt(Identity(device: id, name: "bench", server: "", keys: keys.rawRepresentation, serverKeys: []))
        return MeasuredDevice(replica: replica, keys: keys)
    }
}

/// A device beside the centre.
struct MeasuredDevice {
    let replica: Replica
    let keys: ReplicaKeys

    /// What one round brought.
    struct Round {
        var request: SyncRequest
        var pages: [Page] = []
        var bytes: Int
        /// Nothing is left to send or to fetch.
        var isLast: Bool
    }

    /// Rounds until nothing is left, the parts timed under these names.
    func sync(with centre: MeasuredCentre, _ clock: Stopwatch, answer: Part, taking: Part) throws -> [Round] {
        var rounds: [Round] = []
        repeat {
            rounds.append(try round(centre, clock, answer: answer, taking: taking))
        } while rounds.last?.isLast == false
        return rounds
    }

    private func round(_ centre: MeasuredCentre, _ clock: Stopwatch, answer: Part, taking: Part) throws -> Round {
        let (outgoing, body) = try clock.time(.request) {
            let outgoing = try replica.makeRequest(RequestLimits(parcelBytesMax: 3 << 20))
            return (outgoing, try SignedRequest.sign(outgoing.request, by: keys.signing).encoded())
        }
        var reply: [[UInt8]] = []
        clock.time(answer) { centre.service.sync(body) { reply.append($0) } }
        let frames = try clock.time(.decodePage) {
            var reader = FrameReader()
            var frames: [ReplyFrame] = []
            for bytes in reply {
                reader.append(bytes)
                while let frame = try reader.next() { frames.append(frame) }
            }
            return frames
        }
        var round = Round(
            request: outgoing.request,
            bytes: body.count + reply.reduce(0) { $0 + $1.count },
            isLast: false
        )
        try clock.time(taking) { try take(frames, &round) }
        round.isLast = round.isLast && outgoing.setsLeft == 0
        return round
    }

    /// As the driver does it on a fast line: some pages together.
    private func take(_ frames: [ReplyFrame], _ round: inout Round) throws {
        var waiting: [Page] = []
        for frame in frames {
            if case .page(let page) = frame {
                waiting.append(page)
                guard waiting.count == 4 else { continue }
            }
            _ = try replica.take(waiting)
            round.pages += waiting
            waiting = []
            switch frame {
            case .head(let head): _ = try replica.take(head)
            case .page: break
            case .tail(let tail):
                _ = try replica.take(tail)
                round.isLast = !tail.more
            case .failure(let failure): throw failure
            }
        }
    }
}

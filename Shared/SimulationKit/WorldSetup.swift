import ChangeFeed
import FeedStoreSQLite
import Replica
import SyncModel
import SyncWire

/// A founded province: a server's folder with the programme and the enrolled devices, before anything was recorded.
///
/// Enrolment is slow on purpose (scrypt), so worlds begin with a copy of a founded province instead of setup one each.
struct WorldSetup: Sendable {
    /// At which site a device stands and what it may do.
    struct Placement: Hashable, Sendable {
        var site: Int
        var role: String
    }

    /// Seats by province; each has an overseer at the end.
    static let layouts: [[Placement]] = [
        [
            Placement(site: 0, role: Province.recorder), Placement(site: 0, role: Province.officer),
            Placement(site: 1, role: Province.overseer),
        ],
        [
            Placement(site: 0, role: Province.recorder), Placement(site: 0, role: Province.recorder),
            Placement(site: 1, role: Province.officer),
            Placement(site: 0, role: Province.overseer),
        ],
        [
            Placement(site: 0, role: Province.officer), Placement(site: 0, role: Province.recorder),
            Placement(site: 1, role: Province.recorder),
            Placement(site: 2, role: Province.officer), Placement(site: 1, role: Province.overseer),
        ],
    ]

    /// Where the server's folder was left, closed.
    let folder: String
    /// The seats with the identities that the devices begin with.
    let identities: [(placement: Placement, identity: Identity)]
    /// When the setup ended. Unit: milliseconds since 1970, UTC.
    let now: Int64

    /// Founds a province by the way that real devices take.
    init(layout: Int, folder: String) throws {
        let seats = Self.layouts[layout]
        let clock = WorldClock(milliseconds: 1_893_456_000_000)
        let server = Machine(clock: clock, dice: Dice(seed: 1_000 + UInt64(layout)))
        let devices = Machine(clock: clock, dice: Dice(seed: 2_000 + UInt64(layout)))
        let store = try FeedStoreSQLite.create(folder: folder, host: server.host)
        let service = try FeedService(store: store, host: server.host)
        let sites = (seats.map(\.site).max() ?? 0) + 1
        _ = try service.load(programme: Province.programme(version: 1), rows: [Province.sites(sites)])
        self.folder = folder
        identities = try seats.enumerated().map { index, placement in
            clock.advance(milliseconds: 1_000)
            return (placement, try Self.enroll("desk \(index)", at: placement, with: service, on: devices.host))
        }
        now = clock.milliseconds
        store.close()
    }

    /// Enrols a device as a person would, without the network.
    static func enroll(
        _ name: String,
        at placement: Placement,
        with service: FeedService,
        on host: Host
    ) throws -> Identity {
        let made = try service.makeCode(org: Province.siteCode(placement.site), role: placement.role, hours: 24)
        guard let code = EnrolmentCode(made.code) else {
            throw SimulationError("A code that the server made cannot be read.")
        }
        let keys = try ReplicaKeys.generate(on: host)
        let nonce = (0..<4).flatMap { _ in
            let bits = host.random()
            return (0..<8).map { UInt8(truncatingIfNeeded: bits >> (8 * UInt64($0))) }
        }
        let begin = EnrollBegin(
            lookup: code.lookup,
            nonce: nonce,
            signingKey: keys.signing.publicKey,
            sealingKey: keys.sealing.publicKey,
            name: name
        )
        let challenge = try EnrollChallenge(decoding: service.enrollBegin(begin.encoded()))
        let key = try code.key(salt: challenge.salt)
        let proof = EnrolmentProof.make(.device, key: key, begin: begin, challenge: challenge)
        let prove = EnrollProve(begin: begin, challengeNonce: challenge.nonce, proof: proof)
        let result = try EnrollResult(decoding: service.enrollProve(prove.encoded()))
        guard EnrolmentProof.isValid(result.proof, .server, key: key, begin: begin, challenge: challenge) else {
            throw SimulationError("The server did not prove that it knows the code.")
        }
        return Identity(
            device: result.device,
            name: name,
            server: "simulated",
            keys: keys.rawRepresentation,
            serverKeys: challenge.signingKey + challenge.sealingKey
        )
    }
}

/// What the simulation itself could not do.
struct SimulationError: Error, CustomStringConvertible {
    var description: String

    init(_ description: String) {
        self.description = description
    }
}

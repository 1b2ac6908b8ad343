import SyncModel
import SyncWire

/// Collections by number, or all of them.
struct CollectionSet: Hashable, Sendable {
    var isAll: Bool
    var numbers: Set<Int>

    func contains(_ number: Int) -> Bool { isAll || numbers.contains(number) }

    mutating func formUnion(_ other: Self) {
        isAll = isAll || other.isAll
        numbers.formUnion(other.numbers)
    }
}

/// A stream that a device may read.
struct ReadableStream: Sendable {
    let stream: Stream
    let collections: CollectionSet
}

/// What a role at a record may see and write, scope by scope (clause F30).
struct Rights: Sendable {
    private(set) var readable: [Scope: CollectionSet] = [:]
    private(set) var writable: [Scope: CollectionSet] = [:]
    /// In the order of streams: the most urgent lane first.
    private(set) var streams: [ReadableStream] = []
    private(set) var standing: Standing
    /// Names the standing, so that it is sent only when it changed.
    private(set) var standingHash: UInt64 = 0

    /// Resolves the grants of a role against the records as they are now.
    init(role: Programme.Role?, at org: RecordID, index: ProgrammeIndex, in snapshot: any FeedSnapshot) throws {
        standing = Standing(at: org, role: role?.name ?? "", writable: [:])
        for grant in role?.grants ?? [] {
            let read = Self.collections(grant.read, index)
            let write = Self.collections(grant.write, index)
            for scope in try Self.scopes(of: grant, at: org, index: index, in: snapshot) {
                readable[scope, default: CollectionSet(isAll: false, numbers: [])].formUnion(read)
                writable[scope, default: CollectionSet(isAll: false, numbers: [])].formUnion(write)
            }
        }
        listStreams(index)
        for (scope, collections) in writable where collections.isAll || !collections.numbers.isEmpty {
            standing.writable[scope] = collections.isAll ? [] : collections.numbers.sorted()
        }
        standingHash = hash()
    }

    func canRead(_ scope: Scope, _ collection: Int) -> Bool { readable[scope]?.contains(collection) ?? false }

    func canWrite(_ scope: Scope, _ collection: Int) -> Bool { writable[scope]?.contains(collection) ?? false }

    private static func collections(_ names: [String]?, _ index: ProgrammeIndex) -> CollectionSet {
        guard let names else { return CollectionSet(isAll: true, numbers: []) }
        return CollectionSet(isAll: false, numbers: Set(names.compactMap(index.number(of:))))
    }

    private static func scopes(
        of grant: Programme.Grant,
        at org: RecordID,
        index: ProgrammeIndex,
        in snapshot: any FeedSnapshot
    ) throws -> [Scope] {
        let owner = index.owner(of: grant.scope)
        switch grant.reach {
        case .own: return [Scope(grant.scope, owner == nil ? nil : org)]
        case .every:
            guard let owner else { return [Scope(grant.scope)] }
            var found: [Scope] = []
            try snapshot.scan(owner, where: []) { record in
                found.append(Scope(grant.scope, record.record))
                return true
            }
            return found
        case .along(let fields):
            guard let steps = index.steps(from: grant.scope, along: fields) else { return [] }
            return try snapshot.leading(to: org, along: steps).map { Scope(grant.scope, $0) }
        }
    }

    private mutating func listStreams(_ index: ProgrammeIndex) {
        var byKind: [String: [Int]] = [:]
        for collection in index.programme.collections {
            if let kind = index.owningScopes[collection.number]?.kind {
                byKind[kind, default: []].append(collection.number)
            }
        }
        for (scope, collections) in readable {
            for lane in Lane.allCases {
                let there = (byKind[scope.kind] ?? []).filter { index.programme.collections[$0].lane == lane }
                let seen = there.filter(collections.contains)
                guard !seen.isEmpty else { continue }
                let set = CollectionSet(isAll: seen.count == there.count, numbers: Set(seen))
                streams.append(ReadableStream(stream: Stream(scope: scope, lane: lane), collections: set))
            }
        }
        streams.sort { $0.stream < $1.stream }
    }

    private func hash() -> UInt64 {
        var writer = ByteWriter()
        writer.text(standing.role)
        writer.bits(standing.at.bits)
        for (scope, collections) in standing.writable.sorted(by: { $0.key < $1.key }) {
            writer.text(scope.text)
            for number in collections { writer.varint(UInt64(number)) }
            writer.byte(0)
        }
        return writer.bytes.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    }
}

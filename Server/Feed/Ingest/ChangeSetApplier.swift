import SyncMerge
import SyncModel
import SyncWire

/// Judges and applies one change set after the other, each whole or not at all.
///
/// A set is planned in memory first: a refusal costs no undo (clause F12). Plain creations take the fast path,
/// everything else the slow one.
struct ChangeSetApplier {
    let transaction: any FeedTransaction
    let service: FeedService
    let index: ProgrammeIndex
    let device: DeviceRow
    /// A record that decides about rights changed.
    private(set) var changedRights = false

    private let role: Programme.Role?
    private var rights: Rights
    /// References that were found good in this transaction, by collection.
    private var good: [Set<RecordID>]
    private var lastWritable: (scope: Scope, collection: Int)?
    private var lastScope: (value: Value, scope: Scope)?
    private var lastGood: (target: Int, text: String)?

    init(transaction: any FeedTransaction, service: FeedService, index: ProgrammeIndex, device: DeviceRow) throws {
        self.transaction = transaction
        self.service = service
        self.index = index
        self.device = device
        role = index.programme.role(named: device.role)
        rights = try service.rights(of: device, index: index, in: transaction)
        good = [Set<RecordID>](repeating: [], count: index.programme.collections.count)
    }

    /// Applies a set under the rules of the version of the programme that its device had.
    /// - Throws: ``Refusal`` with nothing done; anything else must undo the transaction.
    mutating func apply(_ set: ChangeSet, under rules: ProgrammeIndex) throws -> SetOutcome {
        guard !set.operations.isEmpty, set.operations.count <= Limits.operationsPerSetMax else {
            throw Refusal(.tooLarge, .set(.badSize(max: Limits.operationsPerSetMax)))
        }
        for operation in set.operations {
            guard rules.programme.collections.indices.contains(operation.collection),
                index.programme.collections.indices.contains(operation.collection)
            else { throw Refusal(.validation, .set(.noCollection(operation.collection))) }
            try Validation.check(operation, in: rules.programme.collections[operation.collection])
        }
        let author = Author(
            device: device.id,
            edit: set.edit,
            stamp: set.stamp,
            role: device.role,
            level: role?.level ?? 0,
            bases: set.bases
        )
        if let places = try applyCreations(set, author) { return .plain(places) }
        return try applyAny(set, author)
    }

    // MARK: - The fast path

    private typealias Creation = (record: UniformRecord, stream: Stream)

    /// - Returns: `nil`, with nothing done, unless all operations are plain creations of ids never used before.
    private mutating func applyCreations(_ set: ChangeSet, _ author: Author) throws -> [Place]? {
        let planned: [Creation]
        do {
            guard let plain = try planCreations(set, author) else { return nil }
            planned = plain
        } catch is Refusal {
            // The slow path alone refuses: there is one order of checks, whatever else a set holds (clause F13).
            return nil
        }
        for (offset, plan) in planned.enumerated() {
            if try transaction.insert(plan.record, into: plan.stream) { continue }
            for undone in planned[..<offset].reversed() { try transaction.takeBack(undone.record, from: undone.stream) }
            return nil
        }
        for plan in planned { try refreshRights(after: plan.record.collection) }
        return planned.map { Place(stream: $0.stream, position: $0.record.position) }
    }

    /// - Returns: `nil` unless all operations are creations in one stream that a uniform row can hold.
    private mutating func planCreations(_ set: ChangeSet, _ author: Author) throws -> [Creation]? {
        var planned: [Creation] = []
        planned.reserveCapacity(set.operations.count)
        var stream: Stream?
        var head = Position.zero
        for operation in set.operations {
            guard operation.kind == .create, !operation.changes.isEmpty else { return nil }
            let collection = index.programme.collections[operation.collection]
            let scope = try scope(of: operation)
            // One stream at a time: positions are counted on from its head.
            if stream?.scope != scope || stream?.lane != collection.lane {
                guard stream == nil, scope == operation.scope else { return nil }
                let target = Stream(scope: scope, lane: collection.lane)
                stream = target
                head = try transaction.head(of: target)
            }
            guard let stream else { return nil }
            try checkWritable(scope, operation)
            try checkReferences(operation, in: set)
            try checkKey(operation)
            head = head.next
            guard let record = Merge.uniform(operation, in: collection, by: author, at: head) else { return nil }
            planned.append((record, stream))
        }
        return planned
    }

    // MARK: - The slow path

    private struct Plan {
        var heads: [Stream: Position] = [:]
        var changes: [RecordChange] = []
        var isPlain = true
    }

    private mutating func applyAny(_ set: ChangeSet, _ author: Author) throws -> SetOutcome {
        var plan = Plan()
        var named: Set<RecordID> = []
        for operation in set.operations {
            guard named.insert(operation.record).inserted else {
                throw Refusal(
                    .validation,
                    .set(.recordTwice),
                    collection: operation.collection,
                    record: operation.record
                )
            }
            try self.plan(operation, in: set, author, &plan)
        }
        for change in plan.changes {
            try transaction.put(change)
            try refreshRights(after: change.state.collection)
        }
        let places = plan.changes.map { Place(stream: $0.state.stream, position: $0.state.position) }
        return plan.isPlain ? .plain(places) : .placed(places)
    }

    private mutating func plan(_ operation: Operation, in set: ChangeSet, _ author: Author, _ plan: inout Plan) throws {
        let collection = index.programme.collections[operation.collection]
        // A creation names where it goes: who may not write there is not told what exists (clause F13).
        let saysWhere = !operation.changes.isEmpty || index.owningScopes[operation.collection]?.field == nil
        if operation.kind == .create, saysWhere { try checkWritable(scope(of: operation), operation) }
        let stored = try known(operation)
        // It can only bring back what is there: hidden or absent, the answer is one (clause S1).
        if operation.kind == .create, !saysWhere, stored == nil { throw idTaken(operation) }
        let before = stored?.state(in: collection)
        let stream: Stream
        if let stored {
            stream = stored.stream
        } else {
            stream = Stream(scope: try scope(of: operation), lane: collection.lane)
        }
        try checkWritable(stream.scope, operation)
        try checkReferences(operation, in: set)
        if operation.kind == .create, !operation.changes.isEmpty { try checkKey(operation) }
        let place = Place(stream: stream, position: try next(stream, &plan))
        var merged = try Merge.apply(operation, to: before, in: collection, by: author, at: place)
        merged.state.stream = stream
        var change = RecordChange(
            state: merged.state,
            replaced: stored,
            movedAt: nil,
            authorship: authorship(of: operation, after: stored, author, in: stream),
            openConflicts: 0
        )
        // Of a tombstone a device has no data, so what came back is sent whole to everybody, its author included.
        if before?.isDeleted == true, !merged.state.isDeleted { change.authorship = nil }
        // An edit that a delete outlived made a tombstone of which its author knows nothing: nobody holds that as his
        // own (clause F22).
        if merged.state.isDeleted, operation.kind != .delete { change.authorship = nil }
        if !merged.state.isDeleted, let scope = try scope(of: merged.state, operation), scope != stream.scope {
            // Its home follows the field that names it (clauses F16, S7).
            try checkWritable(scope, operation)
            let target = Stream(scope: scope, lane: collection.lane)
            let there = Place(stream: target, position: try next(target, &plan))
            change.state = Merge.move(merged.state, to: there)
            change.movedAt = place.position
            change.authorship = nil
        }
        change.openConflicts = Merge.conflicts(change.state, in: collection).count
        let isExpected = change.movedAt == nil && stream.scope == operation.scope
        plan.isPlain = plan.isPlain && isExpected
        plan.changes.append(change)
    }

    /// Operations take consecutive positions of each stream, in the order of their set (clauses S3, S4, F15).
    private func next(_ stream: Stream, _ plan: inout Plan) throws -> Position {
        let position = (try plan.heads[stream] ?? transaction.head(of: stream)).next
        plan.heads[stream] = position
        return position
    }

    /// What is stored under an operation's name, if the author may know of it: hidden and absent get the same answer
    /// (clause S1).
    private func known(_ operation: Operation) throws -> StoredRecord? {
        let stored = try transaction.record(operation.record, in: operation.collection)
        if let stored, rights.canRead(stored.stream.scope, operation.collection) { return stored }
        if operation.kind == .create {
            guard stored == nil else { throw idTaken(operation) }
            return nil
        }
        if let refused = try transaction.refusedCreation(of: operation.record, in: operation.collection, by: device) {
            throw Refusal(
                .depends,
                .record(.needsRefused(lane: refused.lane.name, send: refused.send)),
                collection: operation.collection,
                record: operation.record
            )
        }
        throw Refusal(.gone, .record(.gone), collection: operation.collection, record: operation.record)
    }

    private func idTaken(_ operation: Operation) -> Refusal {
        Refusal(.gone, .record(.idTaken), collection: operation.collection, record: operation.record)
    }

    /// Who wrote everything above which position, as far as it can be proved (clause F22).
    private func authorship(
        of operation: Operation,
        after stored: StoredRecord?,
        _ author: Author,
        in stream: Stream
    ) -> Authorship? {
        guard let stored else { return Authorship(device: author.device, edit: author.edit, since: .zero) }
        let base = operation.base ?? author.bases[stream] ?? .zero
        if let authorship = stored.authorship, authorship.device == author.device, stored.position > base {
            return Authorship(device: author.device, edit: min(authorship.edit, author.edit), since: authorship.since)
        }
        return Authorship(device: author.device, edit: author.edit, since: stored.position)
    }

    /// A record on which rights depend was written: what was found out before it is asked anew.
    private mutating func refreshRights(after collection: Int) throws {
        guard index.deciding.contains(collection) else { return }
        changedRights = true
        rights = try Rights(role: role, at: device.org, index: index, in: transaction)
        lastWritable = nil
        lastGood = nil
        good = [Set<RecordID>](repeating: [], count: good.count)
    }
}

// MARK: - Checks

extension ChangeSetApplier {
    private mutating func checkWritable(_ scope: Scope, _ operation: Operation) throws(Refusal) {
        if let lastWritable, lastWritable.collection == operation.collection, lastWritable.scope == scope { return }
        guard rights.canWrite(scope, operation.collection) else {
            let name = index.programme.collections[operation.collection].name
            throw Refusal(
                .notYours,
                .record(.mayNotWrite(name)),
                collection: operation.collection,
                record: operation.record
            )
        }
        lastWritable = (scope, operation.collection)
    }

    /// Every reference written must name something in a scope that the author can read; tombstones are accepted (clause
    /// F13).
    private mutating func checkReferences(_ operation: Operation, in set: ChangeSet) throws {
        let references = index.references[operation.collection]
        guard !references.isEmpty else { return }
        for change in operation.changes {
            guard case .write(let values) = change.action,
                let reference = references.first(where: { $0.field == change.field })
            else {
                continue
            }
            for value in values {
                guard let text = value.text else { continue }
                if let lastGood, lastGood.target == reference.target, lastGood.text == text { continue }
                guard let id = RecordID(text) else { throw noSuchReference(operation, change.field) }
                if good[reference.target].contains(id) {
                    lastGood = (reference.target, text)
                    continue
                }
                if let stream = try transaction.stream(of: id, in: reference.target),
                    rights.canRead(stream.scope, reference.target)
                {
                    good[reference.target].insert(id)
                    continue
                }
                if set.operations.contains(where: {
                    $0.record == id && $0.collection == reference.target && $0.kind == .create
                }) {
                    continue
                }
                if let refused = try transaction.refusedCreation(of: id, in: reference.target, by: device) {
                    throw Refusal(
                        .depends,
                        .record(.refersToRefused(lane: refused.lane.name, send: refused.send)),
                        collection: operation.collection,
                        record: operation.record,
                        field: change.field
                    )
                }
                throw noSuchReference(operation, change.field)
            }
        }
    }

    private func noSuchReference(_ operation: Operation, _ field: Int) -> Refusal {
        let collection = index.programme.collections[operation.collection]
        return Refusal(
            .noSuchReference,
            .field(.noSuchReference("\(collection.name).\(collection.fields[field].name)")),
            collection: operation.collection,
            record: operation.record,
            field: field
        )
    }

    /// A natural key gives the id, so that twins become one record on every device (clause W60).
    private func checkKey(_ operation: Operation) throws(Refusal) {
        guard let key = index.keys[operation.collection], key.id(operation.written) != operation.record else { return }
        let collection = index.programme.collections[operation.collection]
        let problem = ChangeProblem.record(.idNotOfKey(collection.name, key: collection.key))
        throw Refusal(.validation, problem, collection: operation.collection, record: operation.record)
    }

    /// The scope that a creation goes to.
    private mutating func scope(of operation: Operation) throws(Refusal) -> Scope {
        guard let owning = index.owningScopes[operation.collection] else {
            throw Refusal(.validation, .set(.noHome), collection: operation.collection)
        }
        guard let field = owning.field else { return try scope(owning, operation) { _ in .null } }
        let value = operation.written(field)
        if let lastScope, lastScope.value == value, lastScope.scope.kind == owning.kind { return lastScope.scope }
        let scope = try scope(owning, operation) { _ in value }
        lastScope = (value, scope)
        return scope
    }

    /// The scope in which a record belongs by what it shows.
    private func scope(of state: RecordState, _ operation: Operation) throws(Refusal) -> Scope? {
        guard let owning = index.owningScopes[state.collection] else { return nil }
        let fields = index.programme.collections[state.collection].fields
        return try scope(owning, operation) { Merge.shown(state.field($0), of: fields[$0]) }
    }

    private func scope(_ owning: OwningScope, _ operation: Operation, _ value: (Int) -> Value) throws(Refusal) -> Scope
    {
        if let scope = owning.scope(of: operation.record, value) { return scope }
        let collection = index.programme.collections[operation.collection]
        let name = owning.field.map { ".\(collection.fields[$0].name)" } ?? ""
        throw Refusal(
            .validation,
            .field(.homeless),
            at: collection.name + name,
            collection: operation.collection,
            record: operation.record,
            field: owning.field
        )
    }
}

extension Operation {
    /// What the operation writes into a field that takes a value; null if it does not name it.
    func written(_ field: Int) -> Value {
        guard let change = changes.first(where: { $0.field == field }), case .write(let values) = change.action else {
            return .null
        }
        return values.first ?? .null
    }
}

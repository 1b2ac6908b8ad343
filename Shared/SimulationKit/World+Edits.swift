import Replica
import SyncModel

/// What people type through the library.
extension World {
    /// A part of one change set, noted in the oracle once the set is written.
    struct Draft {
        var form: Province.Form
        var record: RecordID
        var acts: [(field: Int, act: Typed.Act)]
        /// As it was shown before.
        var before: RecordDetail?
        var isDelete = false
        /// Taken back before it was sent, as if it had never been typed.
        var isTakenBack = false
        /// Something of the record was deleted before, as far as anybody knows.
        var isRevival = false
        /// The form was opened earlier: what stood there then is not what stands there now.
        var isLate = false
    }

    /// What is to be written, decided before the transaction.
    private enum Plan {
        case create([String: Value], id: RecordID?)
        case update(RecordID, [String: FieldEdit])
        case delete(RecordID, takingBack: Bool)

        func names(_ record: RecordID) -> Bool {
            switch self {
            case .create(_, let id): id == record
            case .update(let id, _), .delete(let id, _): id == record
            }
        }
    }

    /// One atomic change set of one to three parts.
    func edit(_ device: Participant) throws {
        device.undrained = [:]
        if dice.chance(0.1) {
            device.baseline = try device.replica.baseline()
            log("\(device.name) opens a form")
        }
        let baseline = dice.chance(0.15) ? device.baseline : nil
        if baseline != nil { device.baseline = nil }
        guard let programme = try device.replica.programme() else { return }
        var parts: [(plan: Plan, draft: Draft)] = []
        for _ in 0..<(dice.chance(0.2) ? dice.number(in: 2...3) : 1) {
            guard let part = try plan(device, programme) else { continue }
            if parts.contains(where: { $0.draft.record == part.draft.record && $0.draft.before != nil }) { continue }
            // Who writes a record twice in one transaction writes over what nobody could see.
            if case .create(_, let id?) = part.plan, parts.contains(where: { $0.plan.names(id) }) { continue }
            parts.append(part)
        }
        do {
            let drafts = try device.replica.write(asOf: baseline) { writer in
                try parts.compactMap { try carryOut($0.plan, $0.draft, writer) }
            }
            for (index, var draft) in drafts.enumerated() {
                draft.isLate = baseline != nil
                let first = oracle.typed.count
                try note(draft, by: device)
                try excuseAmended(draft, before: first, by: device)
                // Deleted and made again in one change set: what is sent is an edit.
                guard draft.isDelete, drafts[(index + 1)...].contains(where: { $0.record == draft.record }) else {
                    continue
                }
                for one in oracle.typed[first...] { oracle.excuse(one.id) }
            }
        } catch let error as ReplicaError {
            switch error.code {
            case .validation, .notYours, .noSuchRecord: log("\(device.name) may not: \(error.inEnglish)")
            case .notEnrolled, .noProgramme, .unknownName, .tooLarge, .changed, .noSuchEntry, .damaged, .badAnswer,
                .storage, .storeTooNew, .storeTooOld, .notAStore:
                throw error
            }
        }
    }

    /// - Returns: what was written; `nil` if the plan came to nothing.
    private func carryOut(_ plan: Plan, _ draft: Draft, _ writer: LocalWriter) throws -> Draft? {
        var draft = draft
        let name = draft.form.rawValue
        switch plan {
        case .delete(let id, let takingBack): try writer.delete(name, id, takingBack: takingBack)
        case .update(let id, let edits): try writer.update(name, id, edits)
        case .create(let values, let id):
            guard let collection = writer.programme.collection(named: name) else { return nil }
            // A twin that stands here would be edited: counters and sets then take what is given as the value to have.
            let keyed = try writer.keyedID(collection, collection.fields.map { values[$0.name] ?? .null })
            if let keyed, try writer.record(name, keyed) != nil { return nil }
            draft.record = try writer.create(name, values, id: id)
            draft.isRevival = oracle.records[draft.record] != nil
        }
        return draft
    }

    private func plan(_ device: Participant, _ programme: Programme) throws -> (plan: Plan, draft: Draft)? {
        let form = dice.pick(weighted: [
            (Province.Form.note, 8), (.board, 8), (.card, 4), (.tally, 5), (.agreement, 4), (.visit, 3), (.roster, 3),
            (.letter, 1),
        ])
        guard let form, let collection = programme.collection(named: form.rawValue) else { return nil }
        let record = try someRecord(form, device)
        if record == nil || dice.chance(form == .visit ? 0.6 : form == .board ? 0.12 : 0.25) {
            return try planCreation(form, collection, device)
        }
        guard let record, let before = try device.replica.detail(form.rawValue, record.id) else { return nil }
        var draft = Draft(form: form, record: record.id, acts: [], before: before)
        if dice.chance(0.1) {
            draft.isTakenBack = collection.delete == .forbid
            draft.isDelete = !draft.isTakenBack
            return (.delete(record.id, takingBack: draft.isTakenBack), draft)
        }
        var edits: [String: FieldEdit] = [:]
        let fields = collection.fields.filter {
            !collection.key.contains($0.name) && ($0.name != "site" || dice.chance(0.3))
        }
        for field in dice.shuffled(fields).prefix(dice.number(in: 1...3)) {
            guard let edit = try newEdit(of: field, shown: record.values[field.number], device) else { continue }
            edits[field.name] = edit
            draft.acts += Self.acts(edit).map { (field.number, $0) }
        }
        return edits.isEmpty ? nil : (.update(record.id, edits), draft)
    }

    private func planCreation(
        _ form: Province.Form,
        _ collection: Programme.Collection,
        _ device: Participant
    ) throws -> (plan: Plan, draft: Draft)? {
        var values: [String: Value] = [:]
        var acts: [(Int, Typed.Act)] = []
        for field in collection.fields {
            if field.name == "site" {
                values["site"] = try site(for: device)
            } else if collection.key.contains(field.name) {
                // Few keys, so that twins are born at several desks.
                let number = dice.below(6)
                values[field.name] = .text(field.type == .date ? "2030-01-0\(number + 1)" : "key \(number)")
            } else if let (value, act) = try firstValue(of: field, device) {
                values[field.name] = value
                acts.append((field.number, act))
            }
        }
        return (
            .create(values, id: try deadRecord(form, collection, device)),
            Draft(form: form, record: RecordID(bits: 0), acts: acts)
        )
    }

    private func firstValue(of field: Programme.Field, _ device: Participant) throws -> (Value, Typed.Act)? {
        guard field.required || dice.chance(0.4), !field.rule.hasMoves else { return nil }
        switch try newEdit(of: field, shown: .null, device) {
        case .set(let value)?: return value.isNull ? nil : (value, .write(value))
        case .add(let number)?: return (.integer((field.initial.integer ?? 0) + number), .add(number))
        case .elements(let adds, _)?: return adds.first.map { (.text(SetText.write([$0])), .element($0)) }
        case nil: return nil
        }
    }

    /// A record that somebody deleted comes back under its old id.
    private func deadRecord(
        _ form: Province.Form,
        _ collection: Programme.Collection,
        _ device: Participant
    ) throws -> RecordID? {
        guard collection.key.isEmpty, dice.chance(0.15) else { return nil }
        let dead = oracle.knownRecords.filter { id in
            oracle.records[id] == form && oracle.typed(into: id).contains { $0.act == .deleted }
        }
        guard let id = dice.pick(dead) else { return nil }
        return try device.replica.record(form.rawValue, id) == nil ? id : nil
    }

    func site(for device: Participant) throws -> Value {
        let sites = try device.replica.list("site")
        let own = sites.first { $0.values.first == .text(Province.siteCode(device.placement.site)) }
        let isFar = device.placement.role == Province.overseer || dice.chance(0.03)
        guard let site = isFar ? dice.pick(sites) : own else { throw SimulationError("\(device.name) sees no site.") }
        return .text(site.id.text)
    }

    // MARK: - The oracle

    static func acts(_ edit: FieldEdit) -> [Typed.Act] {
        switch edit {
        case .set(let value): [.write(value)]
        case .add(let number): [.add(number)]
        case .elements(let adds, let removes): adds.map { .element($0) } + removes.map { .removal($0) }
        }
    }

    /// Notes what was typed, with what its writer had seen.
    func note(_ draft: Draft, by device: Participant) throws {
        let (form, record) = (draft.form, draft.record)
        let verb =
            draft.isTakenBack ? "takes back" : draft.isDelete ? "deletes" : draft.before == nil ? "creates" : "edits"
        let what = draft.acts.map { "\($0.field) \(Typed.describe($0.act))" }.joined(separator: ", ")
        log("\(device.name) \(verb) \(form.rawValue) \(record.text)\(draft.isLate ? " as of before" : ""): \(what)")
        figures.typed += draft.acts.count
        excuseUnseen(draft, by: device)
        if draft.isDelete || draft.isRevival {
            let seen = try mayHaveSeen(record, device)
            oracle.note(
                draft.isDelete ? .deleted : .cleared,
                by: device.index,
                in: form,
                record,
                field: nil,
                seen: seen
            )
        }
        for (field, act) in draft.acts {
            var direct: Set<Int> = []
            var seen: Set<Int> = []
            if case .write(let value) = act, let before = draft.before {
                // What stands there already is no edit.
                if before.record.values[field] == value { continue }
                let live = before.state.field(field).writes.map(\.value)
                seen = oracle.tokens(record, field, live)
                if !draft.isLate { direct = oracle.tokens(record, field, [before.record.values[field]]) }
            }
            // Somebody who opened the form before the element came to this desk takes away what was not seen: that
            // keeps it.
            if case .removal(let element) = act, !draft.isLate {
                direct = oracle.additions(of: element, to: record, field)
            }
            oracle.note(act, by: device.index, in: form, record, field: field, direct: direct, seen: seen)
        }
    }

    /// Who overwrites or deletes what stands there replaces what another program wrote unseen; nobody else has seen it.
    func excuseUnseen(_ draft: Draft, by device: Participant) {
        let touched = draft.acts.map(\.field)
        for (key, ids) in device.unseen
        where key.record == draft.record && (draft.isDelete || key.field.map(touched.contains) == true) {
            for id in ids { oracle.excuse(id) }
        }
    }

    /// A record that nobody else has seen may be changed as if it had been typed so from the beginning (clause R40):
    /// what stood in the same fields before, or in all of a record taken back, is looked for nowhere.
    private func excuseAmended(_ draft: Draft, before first: Int, by device: Participant) throws {
        guard let before = draft.before, before.position == nil, let identity = device.devices.last else { return }
        let waiting = try device.replica.unanswered().flatMap(\.operations).filter { $0.record == draft.record }
        let kept = waiting.reduce(into: Set<String>()) { $0.formUnion(traces(of: $1, by: identity)) }
        let fields = Set(draft.acts.map(\.field))
        for one in oracle.typed(into: draft.record)
        where one.id < first && oracle.hasTyped(one.id, device.index) && !kept.contains(one.trace) {
            if draft.isTakenBack || one.field.map(fields.contains) == true { oracle.excuse(one.id) }
        }
    }

    /// What a device can know of a record: what it typed itself, and what the server has taken in by now.
    func mayHaveSeen(_ record: RecordID, _ device: Participant) throws -> Set<Int> {
        let applied = try audit(of: record).applied
        return Set(
            oracle.typed(into: record).filter { oracle.hasTyped($0.id, device.index) || applied.contains($0.trace) }
                .map(
                    \.id
                )
        )
    }
}

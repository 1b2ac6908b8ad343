import SyncModel

/// Remembers all that was ever typed, and what its writer had seen, apart from everything that the product remembers.
struct Oracle {
    /// In the order of typing; the number is the index.
    private(set) var typed: [Typed] = []
    /// The collection of each record that anything was typed into.
    private(set) var records: [RecordID: Province.Form] = [:]
    /// Typed over by the same program before anything could see it, or given up by a person.
    private(set) var excused: Set<Int> = []
    /// Unsent when a folder was copied.
    private(set) var doubled: Set<Int> = []
    /// Records in which the checks by value say nothing, with the reason.
    private(set) var unclear: [RecordID: String] = [:]

    /// What copied folders brought with them, by device.
    private var inherited: [Int: Set<Int>] = [:]
    private var byRecord: [RecordID: [Int]] = [:]

    /// All records, in order.
    var knownRecords: [RecordID] { records.keys.sorted() }

    /// What was typed into a record, in order.
    func typed(into record: RecordID) -> [Typed] { (byRecord[record] ?? []).map { typed[$0] } }

    /// What a field's live writes on a device's screen stand for.
    func tokens(_ record: RecordID, _ field: Int, _ values: [Value]) -> Set<Int> {
        guard !values.isEmpty else { return [] }
        let values = Set(values)
        return Set(
            (byRecord[record] ?? []).filter {
                guard typed[$0].field == field, case .write(let value) = typed[$0].act else { return false }
                return values.contains(value)
            }
        )
    }

    /// Who added an element to a set.
    func additions(of element: String, to record: RecordID, _ field: Int) -> Set<Int> {
        Set((byRecord[record] ?? []).filter { typed[$0].field == field && typed[$0].act == .element(element) })
    }

    /// Notes something typed.
    /// - Returns: its number.
    @discardableResult
    mutating func note(
        _ act: Typed.Act,
        by device: Int,
        in form: Province.Form,
        _ record: RecordID,
        field: Int?,
        direct: Set<Int> = [],
        seen: Set<Int> = []
    ) -> Int {
        var past = direct.union(seen)
        for one in past { past.formUnion(typed[one].past) }
        // A device has seen whatever it typed itself.
        for one in byRecord[record] ?? [] where hasTyped(one, device) && typed[one].field == field { past.insert(one) }
        let id = typed.count
        typed.append(Typed(id: id, device: device, record: record, field: field, act: act, direct: direct, past: past))
        byRecord[record, default: []].append(id)
        records[record] = form
        return id
    }

    /// A value will not be looked for.
    mutating func excuse(_ id: Int) {
        excused.insert(id)
    }

    /// What a device typed so far may be sent by a copy of it, too.
    mutating func double(by device: Int, copiedTo copy: Int) {
        let typedBefore = typed.map(\.id).filter { hasTyped($0, device) }
        doubled.formUnion(typedBefore)
        inherited[copy] = Set(typedBefore)
    }

    /// Whether a device typed it, or its original before the folder was copied.
    func hasTyped(_ id: Int, _ device: Int) -> Bool {
        typed[id].device == device || inherited[device]?.contains(id) == true
    }

    /// The checks by value leave a record out.
    mutating func leaveOut(_ record: RecordID, because reason: String) {
        unclear[record] = reason
    }
}

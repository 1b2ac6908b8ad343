package import SyncModel

/// Records that may tell of the same thing, as the programme's `duplicates` say: for a person to look at.
///
/// Whether a report counts them once is the business of the report; here stands only what the programme thinks of them.
package struct Duplicates {
    /// Records that agree in all fields of the rule, and lie close together in time where it says so.
    package struct Group {
        /// The collection whose records these are.
        package var collection: Programme.Collection
        /// The rule by which they were found.
        package var rule: Programme.Duplicates
        /// Two or more, in the order of their times or ids.
        package var records: [(id: RecordID, scope: Scope, values: [Value])]
    }

    /// The collections that have a rule.
    package let collections: [Programme.Collection]
    /// The programme's, for those who show them.
    package let zone: String
    /// What was found so far.
    package private(set) var found: [Group] = []

    /// A search in which nothing was found yet.
    package init(_ programme: Programme) {
        collections = programme.collections.filter { $0.duplicates != nil }
        zone = programme.timeZone
    }

    /// Looks through all records of a collection.
    package mutating func look(
        at records: [(id: RecordID, scope: Scope, values: [Value])],
        of collection: Programme.Collection
    ) {
        guard let rule = collection.duplicates else { return }
        let fields = rule.fields.compactMap { collection.field(named: $0)?.number }
        // What a later record corrects is no twin of it.
        let corrects = collection.field(named: "corrects")?.number
        let corrected = Set(
            records.compactMap { record in corrects.flatMap { record.values[$0].text }.flatMap { RecordID($0) } }
        )
        var groups: [[Value]: [(id: RecordID, scope: Scope, values: [Value])]] = [:]
        for record in records where !corrected.contains(record.id) {
            let key = fields.map { record.values[$0] }
            if !key.contains(.null) { groups[key, default: []].append(record) }
        }
        let time = rule.within.flatMap { collection.field(named: $0) }
        let twins = groups.values.flatMap { Self.close($0, time, rule.minutes) }.filter { $0.count > 1 }
        found += twins.sorted { $0[0].id < $1[0].id }.map { Group(collection: collection, rule: rule, records: $0) }
    }

    /// Splits equal records where the time between two neighbours is longer than the rule allows.
    private static func close(
        _ records: [(id: RecordID, scope: Scope, values: [Value])],
        _ time: Programme.Field?,
        _ minutes: Int
    ) -> [[(id: RecordID, scope: Scope, values: [Value])]] {
        guard let time, time.type == .datetime else { return [records.sorted { $0.id < $1.id }] }
        func moment(_ values: [Value]) -> Int64? { values[time.number].integer }
        let sorted = records.sorted { (moment($0.values) ?? .max, $0.id) < (moment($1.values) ?? .max, $1.id) }
        return sorted.reduce(into: []) { groups, record in
            let last = groups.last?.last.flatMap { moment($0.values) } ?? .max
            let now = moment(record.values) ?? .max
            if !groups.isEmpty, now == last || (now != .max && now - last <= Int64(minutes) * 60_000) {
                groups[groups.count - 1].append(record)
            } else {
                groups.append([record])
            }
        }
    }
}

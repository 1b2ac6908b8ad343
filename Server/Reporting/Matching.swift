import SyncModel

/// Counts facts that several ends record: twins are matched one to one and counted once.
enum Matching {
    private static let end = "logged_by"

    /// One fact with the records that tell it.
    private struct Fact {
        var time: Int64?
        var count: Int64
        var ends: Set<Value>
    }

    /// The number of facts; with `count`, the sum of that field, of which matched twins give the larger.
    static func counted(_ rows: [ReportRow], _ duplicates: Programme.Duplicates?, count: String? = nil) -> Int {
        let rows = uncorrected(rows)
        guard let duplicates, duplicates.action == .match else {
            return rows.reduce(0) { $0 + Int(clamping: number($1, count)) }
        }
        let groups = Dictionary(grouping: rows) { row in duplicates.fields.map { row.value($0) } }
        return groups.values.reduce(0) { sum, group in
            facts(in: group, duplicates, count).reduce(sum) { $0 + Int(clamping: $1.count) }
        }
    }

    /// Without records that a later one corrects.
    static func uncorrected(_ rows: [ReportRow]) -> [ReportRow] {
        let corrected = Set(rows.compactMap { $0.record("corrects") })
        return rows.filter { !corrected.contains($0.id) }
    }

    private static func number(_ row: ReportRow, _ count: String?) -> Int64 {
        count.map { row.value($0).integer ?? 1 } ?? 1
    }

    private static func facts(in rows: [ReportRow], _ duplicates: Programme.Duplicates, _ count: String?) -> [Fact] {
        var facts: [Fact] = []
        let ends = Dictionary(grouping: rows) { $0.value(end) }
        for (name, told) in ends.sorted(by: { $0.key < $1.key }) {
            var untimed: [ReportRow] = []
            // Earliest first: with one window for all, taking the first that fits matches as many as can be matched.
            for row in told.sorted(by: { order($0, duplicates) < order($1, duplicates) }) {
                guard let time = time(row, duplicates),
                    let index = facts.firstIndex(where: { near($0, time, end: name, duplicates) })
                else {
                    untimed.append(row)
                    continue
                }
                join(&facts[index], row, end: name, count: count)
            }
            for row in untimed {
                let time = time(row, duplicates)
                if let index = facts.firstIndex(where: { !$0.ends.contains(name) && ($0.time == nil || time == nil) }) {
                    join(&facts[index], row, end: name, count: count)
                } else {
                    facts.append(Fact(time: time, count: number(row, count), ends: [name]))
                }
            }
        }
        return facts
    }

    private static func join(_ fact: inout Fact, _ row: ReportRow, end: Value, count: String?) {
        fact.ends.insert(end)
        fact.count = max(fact.count, number(row, count))
    }

    private static func near(_ fact: Fact, _ time: Int64, end: Value, _ duplicates: Programme.Duplicates) -> Bool {
        guard let other = fact.time, !fact.ends.contains(end) else { return false }
        return (other > time ? other - time : time - other) <= Int64(duplicates.minutes) * 60_000
    }

    private static func time(_ row: ReportRow, _ duplicates: Programme.Duplicates) -> Int64? {
        duplicates.within.flatMap { row.value($0).integer }
    }

    private static func order(_ row: ReportRow, _ duplicates: Programme.Duplicates) -> (Int64, RecordID) {
        (time(row, duplicates) ?? .max, row.id)
    }
}

import SyncModel

/// Who was on post at the recipient of one pair, day by day.
struct Presence {
    /// One person's posting.
    struct Posting: Hashable {
        var person: RecordID
        var span: Span
        var absences: [Span]
    }

    var postings: [Posting] = []

    /// Distinct people on the roster.
    func roster(on day: Day) -> Set<RecordID> {
        Set(postings.lazy.filter { $0.span.contains(day) }.map(\.person))
    }

    /// Distinct people on the roster of whom nobody says that they were away.
    func present(on day: Day) -> Int {
        let away = postings.lazy.filter { $0.span.contains(day) && $0.absences.contains { $0.contains(day) } }.map(
            \.person
        )
        return roster(on: day).subtracting(away).count
    }

    /// Presence of each pair, by the pair of the batch; a posting ends with the person's term, else with the batch,
    /// else as planned.
    static func byPair(batches: [ReportRow], members: [ReportRow], absences: [ReportRow]) -> [RecordID: Presence] {
        let batches = Dictionary(batches.map { ($0.id, $0) }) { first, _ in first }
        let absences = Dictionary(grouping: Matching.uncorrected(absences)) { $0.record("member") }
        var presence: [RecordID: Presence] = [:]
        for member in members {
            guard let batch = member.record("batch").flatMap({ batches[$0] }), let pair = batch.record("pair") else {
                continue
            }
            guard let person = member.record("person"), let from = member.day("starts_on") else { continue }
            let end = member.day("ends_on") ?? batch.day("ends_on") ?? batch.day("planned_end")
            let away = (absences[member.id] ?? []).compactMap { row in
                row.day("starts_on").map { Span(from: $0, to: row.day("ends_on")) }
            }
            presence[pair, default: Presence()].postings.append(
                Posting(person: person, span: Span(from: from, to: end), absences: away)
            )
        }
        return presence
    }
}

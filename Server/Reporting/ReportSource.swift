package import SyncModel

/// What a report asks of a store: the records of one moment, their open conflicts, and how far the sites have reported.
///
/// All answers must be of one snapshot.
package protocol ReportSource {
    /// The kept records of a collection, as they are shown; in any order.
    func rows(of collection: String) throws -> [ReportRow]

    /// How many conflicts are open in each scope; scopes without one may be left out.
    func openConflicts() throws -> [Scope: Int]

    /// Every device that ever was.
    func devices() throws -> [ReportDevice]
}

/// One record for a report.
package struct ReportRow: Hashable, Sendable {
    /// Which record.
    package var id: RecordID
    /// By field name; fields without a value may be left out.
    package var values: [String: Value]

    /// A record from its parts.
    package init(id: RecordID, values: [String: Value]) {
        self.id = id
        self.values = values
    }

    func value(_ field: String) -> Value { values[field] ?? .null }
    func text(_ field: String) -> String { value(field).text ?? "" }
    func record(_ field: String) -> RecordID? { value(field).text.flatMap { RecordID($0) } }
    func day(_ field: String) -> Day? { value(field).text.flatMap { Day($0) } }
}

/// How far one device has reported.
package struct ReportDevice: Hashable, Sendable {
    /// The organisation at which its role is held.
    package var org: RecordID
    /// What people call it.
    package var name: String
    /// Its role's name.
    package var role: String
    /// When it enrolled, in milliseconds since 1970, UTC.
    package var enrolled: Int64
    /// The server's time of its last complete sync, in milliseconds since 1970, UTC; `nil` if there was none.
    package var through: Int64?
    /// Its rights were withdrawn: what it reported stands, and nothing more is waited for.
    package var isRetired: Bool

    /// A device from its parts.
    package init(org: RecordID, name: String, role: String, enrolled: Int64, through: Int64?, isRetired: Bool = false) {
        self.isRetired = isRetired
        self.org = org
        self.name = name
        self.role = role
        self.enrolled = enrolled
        self.through = through
    }
}

/// Why there is no report.
package enum ReportError: Explained {
    /// Not a number of four digits that a year could have.
    case noYear(Int)
    /// A collection that the summary needs, and the programme that lacks it.
    case notRecorded(String, programme: String)

    /// The sentence in English.
    package var inEnglish: String {
        switch self {
        case .noYear(let year): "\(year) is not a year such as 2024."
        case .notRecorded(let name, let programme):
            "The programme \(programme) records no `\(name)`, which the summary needs."
        }
    }
}

/// The language of a report's words.
package enum ReportLanguage: String, Hashable, Sendable, CaseIterable {
    case zh
    case en
}

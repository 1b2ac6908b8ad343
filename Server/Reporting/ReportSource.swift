public import SyncModel

/// What a report asks of a store: the records of one moment, their open conflicts, and how far the sites have reported.
///
/// All answers must be of one snapshot.
public protocol ReportSource {
    /// The kept records of a collection, as they are shown; in any order.
    func rows(of collection: String) throws -> [ReportRow]

    /// How many conflicts are open in each scope; scopes without one may be left out.
    func openConflicts() throws -> [Scope: Int]

    /// Every device that ever was.
    func devices() throws -> [ReportDevice]
}

/// One record for a report.
public struct ReportRow: Hashable, Sendable {
    /// Which record.
    public var id: RecordID
    /// By field name; fields without a value may be left out.
    public var values: [String: Value]

    /// A record from its parts.
    public init(id: RecordID, values: [String: Value]) {
        self.id = id
        self.values = values
    }

    func value(_ field: String) -> Value { values[field] ?? .null }
    func text(_ field: String) -> String { value(field).text ?? "" }
    func record(_ field: String) -> RecordID? { value(field).text.flatMap { RecordID($0) } }
    func day(_ field: String) -> Day? { value(field).text.flatMap { Day($0) } }
}

/// How far one device has reported.
public struct ReportDevice: Hashable, Sendable {
    /// The organisation at which its role is held.
    public var org: RecordID
    /// What people call it.
    public var name: String
    /// Its role's name.
    public var role: String
    /// When it enrolled, in milliseconds since 1970, UTC.
    public var enrolled: Int64
    /// The server's time of its last complete sync, in milliseconds since 1970, UTC; `nil` if there was none.
    public var through: Int64?
    /// Its rights were withdrawn: what it reported stands, and nothing more is waited for.
    public var isRetired: Bool

    /// A device from its parts.
    public init(org: RecordID, name: String, role: String, enrolled: Int64, through: Int64?, isRetired: Bool = false) {
        self.isRetired = isRetired
        self.org = org
        self.name = name
        self.role = role
        self.enrolled = enrolled
        self.through = through
    }
}

/// Why there is no report.
public enum ReportError: Explained {
    /// Not a number of four digits that a year could have.
    case noYear(Int)
    /// A collection that the summary needs, and the programme that lacks it.
    case notRecorded(String, programme: String)

    /// The sentence in English.
    public var inEnglish: String {
        switch self {
        case .noYear(let year): "\(year) is not a year such as 2024."
        case .notRecorded(let name, let programme): "The programme \(programme) records no `\(name)`, which the summary needs."
        }
    }
}

/// The language of a report's words.
public enum ReportLanguage: String, Hashable, Sendable, CaseIterable {
    case zh
    case en
}

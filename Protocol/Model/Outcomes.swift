/// Why a change set was not applied. The error table of the specification says what a device does about each.
package enum RefusalCode: RawRepresentable, Hashable, Sendable, CaseIterable {
    /// A value breaks the programme's rules.
    case validation
    /// The record is closed.
    case sealed
    /// The writer may not write there.
    case notYours
    /// The record does not exist for the writer.
    case gone
    /// Needs something whose creation was refused.
    case depends
    /// A reference names nothing that the writer can read.
    case noSuchReference
    /// More than a set may hold.
    case tooLarge
    /// The server no longer has the programme version of the set.
    case programmeTooOld
    /// Failed three times for an unknown reason; its bytes are kept for support.
    case held
    /// Not of the server: a repair put the server's copy in its place (clause R39).
    case replaced
    /// One of a newer server: it is kept and goes on as it came, and its sentence tells (clause W23).
    case other(String)

    /// Those that this program knows.
    package static let allCases: [Self] = [
        .validation, .sealed, .notYours, .gone, .depends, .noSuchReference, .tooLarge, .programmeTooOld, .held,
        .replaced,
    ]

    /// The code as it travels.
    package var rawValue: String {
        switch self {
        case .validation: "validation"
        case .sealed: "sealed"
        case .notYours: "not-yours"
        case .gone: "gone"
        case .depends: "depends"
        case .noSuchReference: "no-such-reference"
        case .tooLarge: "too-large"
        case .programmeTooOld: "programme-too-old"
        case .held: "held"
        case .replaced: "replaced"
        case .other(let word): word
        }
    }

    /// Reads a code that travelled.
    package init(rawValue: String) {
        self = Self.allCases.first { $0.rawValue == rawValue } ?? .other(rawValue)
    }
}

/// Why a change set was not applied, and what of it is to blame.
package struct Refusal: Explained {
    /// What a device does about it.
    package var code: RefusalCode
    /// What exactly is wrong; names fields and rules, never other records' values.
    package var problem: Told<ChangeProblem>
    /// The collection, or the field of it, behind which the problem's sentence stands.
    package var place: String?
    /// The collection's number, where one record is to blame.
    package var collection: Int?
    /// The record that it is about, if it is about one.
    package var record: RecordID?
    /// The field's number, where one is to blame.
    package var field: Int?

    /// A refusal from its parts.
    package init(
        _ code: RefusalCode,
        _ problem: ChangeProblem,
        at place: String? = nil,
        collection: Int? = nil,
        record: RecordID? = nil,
        field: Int? = nil
    ) {
        self.init(code, told: .known(problem), at: place, collection: collection, record: record, field: field)
    }

    /// A refusal as the other side told it, or a store kept it.
    package init(
        _ code: RefusalCode,
        told problem: Told<ChangeProblem>,
        at place: String? = nil,
        collection: Int? = nil,
        record: RecordID? = nil,
        field: Int? = nil
    ) {
        self.code = code
        self.problem = problem
        self.place = place
        self.collection = collection
        self.record = record
        self.field = field
    }

    /// The whole sentence in English; of a problem that is not known here the one that came with it.
    package var inEnglish: String {
        // The sentence of a problem that is not known here has its place in it.
        if case .unknown(_, let sentence) = problem, !sentence.isEmpty { return sentence }
        return place.map { "\($0): \(problem.inEnglish)" } ?? problem.inEnglish
    }
}

/// What became of one change set, where it was not simply applied as sent.
package enum SetException: Hashable, Sendable {
    /// Nothing of it was applied.
    case refused(Refusal)
    /// Applied, but a record lives elsewhere than the sender thought: where each operation went, in their order.
    case placed([Place])
}

/// What became of a run of change sets in one lane, in one server transaction.
package struct Receipt: Hashable, Sendable {
    /// The lane in which the sets were sent.
    package var lane: Lane
    /// The first send number.
    package var first: SendNumber
    /// The last send number.
    package var last: SendNumber
    /// Of each stream touched, the position of the first operation; the others follow by ones in the order of the
    /// operations, those of refused and placed sets left out.
    package var starts: [Stream: Position]
    /// By send number; all others in the range were applied as sent.
    package var exceptions: [SendNumber: SetException]

    /// A receipt from its parts.
    package init(
        lane: Lane,
        first: SendNumber,
        last: SendNumber,
        starts: [Stream: Position] = [:],
        exceptions: [SendNumber: SetException] = [:]
    ) {
        self.lane = lane
        self.first = first
        self.last = last
        self.starts = starts
        self.exceptions = exceptions
    }
}

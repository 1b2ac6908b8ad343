package import SyncModel

/// What is wrong where a replica could not do something.
package enum ReplicaProblem: Explained {
    /// The change may not be made.
    case change(Told<ChangeProblem>)
    /// The programme has no such thing, or is not here yet.
    case name(NameFault)
    /// A conflict, a decision or a refused change is not what somebody took it for.
    case review(ReviewFault)
    /// The file of the store, or the disk under it.
    case store(StoreFault)
    /// What another program did to the file.
    case others(OthersFault)
    /// What a server sent.
    case reply(ReplyFault)
    /// SQL of somebody's own.
    case sql(SQLFault)

    /// The sentence in English.
    package var inEnglish: String {
        switch self {
        case .change(let problem): problem.inEnglish
        case .name(let fault): fault.inEnglish
        case .review(let fault): fault.inEnglish
        case .store(let fault): fault.inEnglish
        case .others(let fault): fault.inEnglish
        case .reply(let fault): fault.inEnglish
        case .sql(let fault): fault.inEnglish
        }
    }

    /// What is not here.
    package enum NameFault: Hashable, Sendable {
        /// A device that was never enrolled.
        case notEnrolled
        /// The first synchronisation brings it.
        case noProgramme
        /// A collection.
        case noCollection(String)
        /// A field of a collection.
        case noField(String, of: String)

        var inEnglish: String {
            switch self {
            case .notEnrolled: "This device is not enrolled: enrol it with a code first."
            case .noProgramme: "This device has no programme yet: sync once with the server, which sends it."
            case .noCollection(let name): "The programme has no collection \u{201c}\(name)\u{201d}."
            case .noField(let name, let collection): "\(collection) has no field \u{201c}\(name)\u{201d}."
            }
        }
    }

    /// Why a person's decision was not taken.
    package enum ReviewFault: Hashable, Sendable {
        /// By its number.
        case noRefused(Int64)
        /// By its id.
        case noConflict(String)
        /// Somebody else was faster.
        case settledMeanwhile(String)
        /// Another role decides.
        case ofRole(String, collection: String, not: String)
        /// Others than the person saw.
        case candidatesChanged
        /// By its key.
        case noCandidate(String)
        /// Unit: bytes.
        case reasonTooLong(max: Int)
        /// By the conflict's id.
        case noDecision(String)
        /// A delete, or that a record was kept.
        case existenceStays
        /// Append-only.
        case recordedStays
        /// The record went since.
        case recordGone

        var inEnglish: String {
            switch self {
            case .noRefused(let id): "There is no refused change \(id)."
            case .noConflict(let id): "There is no open conflict \u{201c}\(id)\u{201d}."
            case .settledMeanwhile(let id): "The conflict \u{201c}\(id)\u{201d} was settled meanwhile."
            case .ofRole(let owner, let collection, let role):
                "Conflicts of \(collection) are settled by the role \(owner), not by \(role)."
            case .candidatesChanged: "The candidates of this conflict are others now: look at them again."
            case .noCandidate(let key): "This conflict has no candidate with the key \u{201c}\(key)\u{201d}."
            case .reasonTooLong(let max): "A reason has at most \(max) bytes; nothing was decided."
            case .noDecision(let id): "No decision about \u{201c}\(id)\u{201d} was made on this device."
            case .existenceStays:
                "Whether a record is kept or deleted cannot be taken back: delete it, or add it again."
            case .recordedStays:
                "What is recorded here never changes, so a decision about it stands: add a new record that corrects it."
            case .recordGone: "The record of this decision is not on this device any more."
            }
        }
    }
}

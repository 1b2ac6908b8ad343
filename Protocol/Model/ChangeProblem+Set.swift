extension ChangeProblem {
    /// Why a change set is not applied.
    package enum SetFault: Hashable, Sendable {
        /// The number of records that a set may name.
        case badSize(max: Int)
        /// More records than a set may name.
        case tooManyRecords(Int, max: Int)
        /// Unit: KiB after compression.
        case tooManyBytes(max: Int)
        /// A number that no collection of the programme has.
        case noCollection(Int)
        /// The same record again.
        case recordTwice
        /// The programme has no owning scope for it.
        case noHome
        /// The server failed at it again and again.
        case held
        /// The server no longer has this version.
        case programmeTooOld(Int64)
        /// A repair put the server's values there.
        case repaired
        /// A comparison did, after another program may have written unseen.
        case unwatched

        var inEnglish: String {
            switch self {
            case .badSize(let max): "A change set names 1 to \(max) records."
            case .tooManyRecords(let count, let max):
                "One change names at most \(max) records, this one \(count): make several of it."
            case .tooManyBytes(let max): "One change holds at most \(max) KiB after compression: make several of it."
            case .noCollection(let number): "The programme has no collection with number \(number)."
            case .recordTwice: "A change set names a record once."
            case .noHome: "The programme does not say where such records live."
            case .held: "This change failed three times for an unknown reason; its bytes are kept here for support."
            case .programmeTooOld(let version):
                "The server does not have version \(version) of the programme; sync, then retry."
            case .repaired:
                "A repair put the server's copy in the place of these values; try again to offer them to the server."
            case .unwatched:
                """
                Another program may have typed these values while nothing was captured; \
                the server's stand in their place. Try again to offer them.
                """
            }
        }
    }
}

package import SyncModel

/// What a replica could not do.
package struct ReplicaError: Explained {
    /// The kind of failure.
    package enum Code: String, Hashable, Sendable, CaseIterable {
        /// The device was never enrolled.
        case notEnrolled = "not-enrolled"
        /// No programme came yet: the first sync brings it.
        case noProgramme = "no-programme"
        /// No such collection or field in the programme.
        case unknownName = "unknown-name"
        /// No such record on this device.
        case noSuchRecord = "no-such-record"
        /// A value breaks the programme's rules.
        case validation
        /// The device may not write there.
        case notYours = "not-yours"
        /// More than one change set may hold.
        case tooLarge = "too-large"
        /// The conflict's candidates changed since they were listed; ``ReplicaError/conflict`` has the new list.
        case changed
        /// No such conflict, decision or refused change.
        case noSuchEntry = "no-such-entry"
        /// Bytes of our own are damaged.
        case damaged
        /// What the server answered cannot be used.
        case badAnswer = "bad-answer"
        /// A newer program made the store: this one neither reads nor writes it.
        case storeTooNew = "store-too-new"
        /// An earlier program made the store, and it cannot be brought up to date where it is.
        case storeTooOld = "store-too-old"
        /// What lies at the store's place is none.
        case notAStore = "not-a-store"
        /// SQLite failed, or the disk under it.
        case storage
    }

    /// The kind of failure.
    package var code: Code
    /// What is wrong, and what to do.
    package var problem: ReplicaProblem
    /// The collection, or the field of it, behind which the sentence stands.
    package var place: String?
    /// The field's name, where one is to blame.
    package var field: String?
    /// For ``Code/changed``: the conflict as it is now.
    package var conflict: Conflict?

    /// An error from its parts.
    package init(
        _ code: Code,
        _ problem: ReplicaProblem,
        at place: String? = nil,
        field: String? = nil,
        conflict: Conflict? = nil
    ) {
        self.code = code
        self.problem = problem
        self.place = place
        self.field = field
        self.conflict = conflict
    }

    /// A change that may not be made.
    package init(_ code: Code, _ problem: ChangeProblem, at place: String? = nil, field: String? = nil) {
        self.init(code, .change(.known(problem)), at: place, field: field)
    }

    /// One record is to blame, and others could be written beside it: a full disk is no fault of a record.
    package var isOfTheRecord: Bool {
        switch code {
        case .validation, .notYours, .noSuchRecord, .tooLarge, .unknownName: true
        case .notEnrolled, .noProgramme, .changed, .noSuchEntry, .damaged, .badAnswer, .storage, .storeTooNew,
            .storeTooOld, .notAStore:
            false
        }
    }

    /// What a refusal for the same reason is called; `nil` where no change is at fault.
    package var refusalCode: RefusalCode? {
        switch code {
        case .validation: .validation
        case .notYours: .notYours
        case .noSuchRecord: .gone
        case .tooLarge: .tooLarge
        case .unknownName, .notEnrolled, .noProgramme, .changed, .noSuchEntry, .damaged, .badAnswer, .storage,
            .storeTooNew, .storeTooOld, .notAStore:
            nil
        }
    }

    /// The whole sentence in English.
    package var inEnglish: String { place.map { "\($0): \(problem.inEnglish)" } ?? problem.inEnglish }
}

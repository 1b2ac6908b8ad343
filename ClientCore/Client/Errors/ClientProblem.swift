package import Records
package import Replica
package import SyncEngine
package import SyncModel
package import SyncWire

/// What is wrong where the library could not do something, beside what its store and the line say.
package enum ClientProblem: Explained {
    /// The store says why.
    case store(ReplicaProblem, at: String?)
    /// The line failed.
    case line(LineFailure)
    /// The server says why.
    case server(Told<WireProblem>)
    /// A refused change.
    case refused(Refusal)
    /// An app's type and the records.
    case mismatch(CellFault, at: String?)
    /// What was typed for a field.
    case typed(ValueProblem, at: String)

    /// The device was closed.
    case closed
    /// Somebody stopped it before it began.
    case cancelled
    /// Somebody stopped a synchronisation.
    case stopped
    /// Nothing moves, and nothing is done.
    case standstill
    /// The folder has no store.
    case noDevice(folder: String)
    /// The folder was never enrolled.
    case notEnrolled
    /// The keys in the store are none.
    case keys
    /// By its number.
    case noRefused(Int64)
    /// Beside those of the key: the fields that make it.
    case keyFields(String, fields: [String])
    /// Records of the collection have no key.
    case noKey(String)

    /// What was typed as a code.
    case noCode(String)
    /// Unit: bytes.
    case nameTooLong(max: Int)
    /// The records here are those of another server.
    case otherRecords
    /// The server did not make the code.
    case codeOfOther
    /// The file of certificates.
    case unreadableFile(String)
    /// The file has no certificates.
    case noCertificates(String)
    /// They cannot be kept.
    case certificatesNotKept

    /// Too much moves.
    case incomparable
    /// The server has less than it had.
    case putBack
    /// The answer is to another question.
    case answer
    /// The disk may be full soon.
    case littleRoom(megabytes: Int64)
    /// What SQLite says of the file.
    case damagedFile(String)
    /// Records, or the store's own books, are not as they should be.
    case unsound(records: Int, clauses: [String])
    /// This machine's clock is far from the server's: what that is ahead of it.
    case clockOff(seconds: Int64)
    /// What the system said, of which nothing is known here.
    case system(String)
}

extension ClientProblem {
    /// The sentence in English.
    package var inEnglish: String {
        switch self {
        case .store(let problem, let place?): "\(place): \(problem.inEnglish)"
        case .store(let problem, nil): problem.inEnglish
        case .line(let failure): failure.inEnglish
        case .server(let problem): problem.inEnglish
        case .refused(let refusal): refusal.inEnglish
        case .mismatch(let fault, let place): "The app's type does not fit \(place ?? "the rows"): \(fault.inEnglish)."
        case .typed(let problem, let field): "\(field): \(problem.inEnglish)"
        case .closed: "The device is closed."
        case .cancelled: "It was cancelled; nothing was changed."
        case .stopped: "The synchronisation was stopped; nothing is lost."
        case .standstill: "Nothing is on the line, and nothing is done."
        case .noDevice(let folder): "There is no device in \(folder)."
        case .notEnrolled: "This device is not enrolled yet."
        case .keys: "The keys of this device cannot be read."
        case .noRefused(let id): "There is no refused change \(id): it was offered again or given up meanwhile."
        case .keyFields(let collection, let fields):
            "\(collection): the natural key is made of \(fields.joined(separator: ", "))."
        case .noKey(let collection): "\(collection): these records have no natural key."
        case .noCode(let text):
            "“\(text)” is no enrolment code; a code has ten letters and digits, such as ABCDE-FGHJK."
        case .nameTooLong(let max): "The device's name is longer than \(max) bytes; give a shorter one."
        case .otherRecords:
            "This folder holds the records of another server, and those of two are never mixed. "
                + "Nothing was changed; use a folder of its own for this server."
        case .codeOfOther: "The server at this address does not know the code: it is not the one that issued it."
        case .unreadableFile(let file): "The file \(file) cannot be read."
        case .noCertificates(let file): "\(file) is no PEM file with certificates."
        case .certificatesNotKept:
            "The certificates cannot be copied into the device's folder: check its rights and the disk."
        case .incomparable:
            """
            Device and server could not be compared at one moment: records keep arriving, \
            or this device does not hold all that it may read yet. Synchronise, then try again.
            """
        case .putBack:
            "The server holds less than it once sent to this device: it was probably put back to an older copy. "
                + "Nothing was changed here; keep this device as it is and tell the administrator."
        case .answer: "The server's answer does not fit the question; nothing was changed. Upgrade the older side."
        case .littleRoom(let megabytes): "Only \(megabytes) MB are free on the disk: make room."
        case .damagedFile(let words): "The local database file is damaged (\(words))."
        case .unsound(0, let clauses):
            "The local database's own books do not agree (\(clauses.joined(separator: ", ")))."
        case .unsound(let count, let clauses):
            "\(count) records here are not as they should be (\(clauses.joined(separator: ", ")))."
        case .clockOff(let seconds):
            "This machine's clock is \(abs(seconds)) seconds \(seconds > 0 ? "behind" : "ahead of") the server's."
        case .system(let words): words
        }
    }

    /// What is wrong, of any error.
    init(_ error: any Error) {
        switch error {
        case let error as DuikouError: self = error.words
        case let error as ReplicaError: self = .store(error.problem, at: error.place)
        case let failure as WireFailure: self = .server(failure.problem)
        case let error as TransportError: self = .line(error.failure)
        case is CancellationError: self = .cancelled
        default: self = .system(String(describing: error))
        }
    }
}

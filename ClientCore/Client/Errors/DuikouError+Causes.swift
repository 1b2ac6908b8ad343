import Replica
import SyncEngine
import SyncModel
import SyncWire

/// Errors of the modules below, as they leave by the door.
extension DuikouError {
    static let closed = DuikouError(.closed, .closed)
    static let cancelled = DuikouError(.cancelled, .cancelled)
    static let standstill = DuikouError(.storage, .standstill)

    static func missing(_ collection: String, _ id: RecordID) -> DuikouError {
        DuikouError(
            .noSuchRecord,
            .store(.change(.known(.record(.noRecord(id.text)))), at: collection),
            collection: collection,
            record: id
        )
    }

    /// An error of the library's own; `nil` if it is somebody else's.
    init?(ours error: any Error, collection: String? = nil, record: RecordID? = nil) {
        switch error {
        case let error as DuikouError: self = error.naming(collection, record)
        case let error as ReplicaError: self.init(error, collection, record)
        case let error as WireFailure: self.init(error)
        case let error as TransportError: self.init(error.failure)
        case is CancellationError: self = .cancelled
        default: return nil
        }
    }

    /// Any error; of what cannot be known here the store is to blame.
    init(_ error: any Error, collection: String? = nil, record: RecordID? = nil) {
        self =
            DuikouError(ours: error, collection: collection, record: record)
            ?? DuikouError(.storage, ClientProblem(error))
    }

    private func naming(_ collection: String?, _ record: RecordID?) -> DuikouError {
        DuikouError(
            code,
            words,
            problem: problem,
            collection: self.collection ?? collection,
            field: field,
            record: self.record ?? record,
            conflict: conflict,
            cause: cause
        )
    }

    private init(_ error: ReplicaError, _ collection: String?, _ record: RecordID?) {
        let code: Code =
            switch error.code {
            case .notEnrolled: .notEnrolled
            case .noProgramme: .noProgramme
            case .unknownName: .unknownName
            case .noSuchRecord: .noSuchRecord
            case .validation: .validation
            case .notYours: .notYours
            case .tooLarge: .tooLarge
            case .changed: .changed
            case .noSuchEntry: .noSuchEntry
            case .damaged: .damaged
            case .badAnswer: .badAnswer
            case .storeTooNew: .storeTooNew
            case .storeTooOld: .storeTooOld
            case .notAStore: .notAStore
            case .storage where error.problem.isOfReadOnly: .readOnly
            case .storage: .storage
            }
        self.init(
            code,
            .store(error.problem, at: error.place),
            collection: collection,
            field: error.field,
            record: record,
            cause: .store(error)
        )
    }

    init(_ failure: WireFailure) {
        let code: Code =
            switch failure.code {
            case .revoked: .revoked
            case .identitySplit: .identitySplit
            case .busy, .internalError: .serverBusy
            case .badCode: .badCode
            case .tooLarge: .tooLarge
            case .badRequest, .badSignature, .unknownDevice, .version, .unknownCursor: .rejected
            }
        self.init(code, .server(failure.problem), cause: .wire(failure))
    }

    init(_ failure: LineFailure) {
        self.init(failure.code, .line(failure), cause: .line(failure))
    }

    init(_ refusal: Refusal, in programme: Programme) {
        let code: Code =
            switch refusal.code {
            case .validation: .validation
            case .sealed: .sealed
            case .notYours: .notYours
            case .gone: .gone
            case .depends: .depends
            case .noSuchReference: .noSuchReference
            case .tooLarge: .tooLarge
            case .programmeTooOld: .programmeTooOld
            case .held: .held
            case .replaced: .replaced
            case .other: .rejected
            }
        let collection = refusal.collection.flatMap { programme.collection($0) }
        let field = refusal.field.flatMap { number in collection.flatMap { $0.fieldName(number) } }
        self.init(
            code,
            .refused(refusal),
            collection: collection?.name,
            field: field,
            record: refusal.record,
            cause: .refusal(refusal)
        )
    }
}

extension LineFailure {
    /// What an app is told.
    var code: DuikouError.Code {
        switch self {
        case .refused, .unknownName, .lost, .silent, .stalled, .webPage: .noConnection
        case .status: mayPass ? .noConnection : .badInput
        case .untrusted, .otherServer: .untrustedServer
        case .wrongAddress: .badInput
        case .garbled, .newer: .badAnswer
        }
    }
}

extension Programme {
    /// The collection of a number; `nil` for one of a newer programme.
    func collection(_ number: Int) -> Programme.Collection? {
        collections.indices.contains(number) ? collections[number] : nil
    }
}

extension Programme.Collection {
    /// The name of a field; `nil` for one of a newer programme.
    func fieldName(_ number: Int) -> String? { fields.indices.contains(number) ? fields[number].name : nil }
}

/// Which of some names somebody probably meant.
enum NearestName {
    /// - Returns: `nil` if none is near: half of it would have to be typed anew.
    static func of(_ name: String, among names: [String]) -> String? {
        let distances = names.map { (name: $0, distance: distance(Array(name.lowercased()), Array($0.lowercased()))) }
        guard let nearest = distances.min(by: { $0.distance < $1.distance }), nearest.distance * 2 <= nearest.name.count
        else { return nil }
        return nearest.name
    }

    /// How many letters have to be put in, taken away or replaced.
    private static func distance(_ one: [Character], _ other: [Character]) -> Int {
        var row = Array(0...other.count)
        for (index, letter) in one.enumerated() {
            var before = row[0]
            row[0] = index + 1
            for column in other.indices {
                let replaced = before + (letter == other[column] ? 0 : 1)
                before = row[column + 1]
                row[column + 1] = min(replaced, row[column + 1] + 1, row[column] + 1)
            }
        }
        return row[other.count]
    }
}

extension ReplicaProblem {
    /// The folder can only be read, or was opened so.
    fileprivate var isOfReadOnly: Bool { self == .store(.notForWriting) || self == .store(.openedForReading) }
}

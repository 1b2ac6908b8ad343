import GRDB
import Records
import Replica
import SyncModel

// What an app can act on of what the modules below say. `nil` where the code tells all of it, or only a person can do
// something; each switch is exhaustive, so that a new case below is thought of here.

extension ClientProblem {
    var forApps: DuikouError.Problem? {
        switch self {
        case .store(let problem, _): problem.forApps
        case .refused(let refusal): refusal.problem.forApps
        case .keyFields(_, let fields): .keyFields(fields)
        case .nameTooLong(let max): .tooManyBytes(max)
        case .typed(let problem, at: _): problem.forApps
        case .line, .server, .mismatch, .closed, .cancelled, .stopped, .standstill, .noDevice, .notEnrolled, .keys,
            .noRefused, .noKey, .noCode, .otherRecords, .codeOfOther, .unreadableFile, .noCertificates,
            .certificatesNotKept, .incomparable, .putBack, .answer, .littleRoom, .damagedFile,
            .unsound, .clockOff, .system:
            nil
        }
    }
}

extension ReplicaProblem {
    fileprivate var forApps: DuikouError.Problem? {
        switch self {
        case .change(let problem): problem.forApps
        case .name(let fault): fault.forApps
        case .review(let fault): fault.forApps
        case .store(let fault): fault.forApps
        case .sql(let fault): fault.forApps
        case .others, .reply: nil
        }
    }
}

extension ReplicaProblem.NameFault {
    fileprivate var forApps: DuikouError.Problem? {
        switch self {
        case .noCollection(let name), .noField(let name, of: _): .noName(name, nearest: nil)
        case .notEnrolled, .noProgramme: nil
        }
    }
}

extension ReplicaProblem.ReviewFault {
    fileprivate var forApps: DuikouError.Problem? {
        switch self {
        case .ofRole(let role, collection: _, not: _): .decidedBy(role: role)
        case .reasonTooLong(let max): .tooManyBytes(max)
        case .recordedStays: .neverChanges
        case .noRefused, .noConflict, .settledMeanwhile, .candidatesChanged, .noCandidate, .noDecision,
            .existenceStays, .recordGone:
            nil
        }
    }
}

extension ReplicaProblem.StoreFault {
    fileprivate var forApps: DuikouError.Problem? {
        switch self {
        case .full, .noRoomToEnrol: .noRoom
        case .busy: .locked
        case .refused(let code, let words): .sqlite(code, words)
        case .format, .folder, .unreadable, .logUnreadable, .notForWriting, .openedForReading,
            .writtenMeanwhile, .disk, .damaged, .closed, .noTriggerSwitch, .insideItself, .capturedItself:
            nil
        }
    }
}

extension ReplicaProblem.SQLFault {
    fileprivate var forApps: DuikouError.Problem? {
        switch self {
        case .noTable(let name), .noColumn(let name): .noName(name, nearest: nil)
        case .syntax(let word): .sqlite(ResultCode.SQLITE_ERROR.rawValue, "near \"\(word)\": syntax error")
        case .incomplete: .sqlite(ResultCode.SQLITE_ERROR.rawValue, "incomplete input")
        case .failed(let words): .sqlite(ResultCode.SQLITE_ERROR.rawValue, words)
        case .guarded(let words): .sqlite(ResultCode.SQLITE_CONSTRAINT.rawValue, words)
        case .onlyReading, .onlyThisFile, .oneAtATime, .places: nil
        }
    }
}

extension Told<ChangeProblem> {
    fileprivate var forApps: DuikouError.Problem? {
        switch self {
        case .known(.value(let fault)): fault.forApps
        case .known(.field(let fault)): fault.forApps
        case .known(.record(let fault)): fault.forApps
        case .known(.set(let fault)): fault.forApps
        case .unknown: nil
        }
    }
}

extension ChangeProblem.ValueFault {
    fileprivate var forApps: DuikouError.Problem {
        switch self {
        case .required: .required
        case .notText(let max?), .notTexts(let max?): .tooLong(max)
        case .notText(nil), .notUTF8: .wrongType(.text)
        case .notTexts(nil): .wrongType(.set)
        case .notInteger(nil, nil): .wrongType(.integer)
        case .notInteger(let min, let max): .outOfRange(min, max)
        case .notDecimal(let digits, let min, let max): .noDecimal(digits: digits, min, max)
        case .notBoolean: .wrongType(.boolean)
        case .notDate: .wrongType(.date)
        case .notTime: .wrongType(.datetime)
        case .noOption(let options), .notOptions(let options): .noOption(of: options)
        case .notReference: .wrongType(.ref)
        case .notHash: .wrongType(.blob)
        }
    }
}

extension ValueProblem {
    fileprivate var forApps: DuikouError.Problem? {
        switch self {
        case .notInteger: .wrongType(.integer)
        case .outOfRange(_, let min, let max): .outOfRange(min, max)
        case .notBoolean: .wrongType(.boolean)
        case .notDecimal: .wrongType(.decimal)
        case .tooFine(_, let digits): .noDecimal(digits: digits, nil, nil)
        case .noChoice(_, let options): .noOption(of: options)
        case .notDate: .wrongType(.date)
        case .notTime, .outsideTime: .wrongType(.datetime)
        case .tooManyBytes(let max): .tooManyBytes(max)
        case .tooManyCharacters(_, let max): .tooLong(max)
        case .notID(let text, of: _), .notNamed(let text, of: _), .noneHere(let text, of: _, form: _),
            .notKey(let text, of: _, form: _, example: _), .notKeyOrName(let text, of: _, form: _, example: _):
            .noName(text, nearest: nil)
        case .serialDay, .unknownZone, .signedElement, .idAndKey, .severalNamed: nil
        }
    }
}

extension ChangeProblem.FieldFault {
    fileprivate var forApps: DuikouError.Problem? {
        switch self {
        case .noState, .homeless: .required
        case .noBeginning(let state): .noMove(from: nil, to: state)
        case .noMove(let from, let to): .noMove(from: from, to: to)
        case .tooManyElements: .tooManyEntries(Limits.elementsPerEditMax)
        case .tooManyEntries(let max): .tooManyEntries(max)
        case .takesElements, .takesNumber, .takesValue: .wrongEdit
        case .computed: .computed
        case .neverChanges: .neverChanges
        case .keyNeverChanges: .keyNeverChanges
        case .noSuchReference: .noSuchReference
        case .noField, .outOfOrder, .deleteChanges, .severalValues: nil
        }
    }
}

extension ChangeProblem.RecordFault {
    fileprivate var forApps: DuikouError.Problem? {
        switch self {
        case .closed(let field, let value): .closed(field: field, value: value)
        case .neverDeleted, .neverDeletedOnceSent, .notSentYet: .neverDeleted
        case .idNotOfKey(_, let key): .keyFields(key)
        case .nothingToChange, .nothingToDelete, .noRecord, .gone, .idTaken, .mayNotWrite, .roleMayNotWrite,
            .rightEnded, .needsRefused, .refersToRefused, .refersInCircle, .referredTo, .creationUnfit, .writtenPast,
            .rowTaken, .wrongCount:
            nil
        }
    }
}

extension ChangeProblem.SetFault {
    fileprivate var forApps: DuikouError.Problem? {
        switch self {
        case .badSize(let max), .tooManyRecords(_, let max): .tooManyRecords(max)
        case .tooManyBytes(let max): .tooManyBytes(max << 10)
        case .noCollection, .recordTwice, .noHome, .held, .programmeTooOld, .repaired, .unwatched: nil
        }
    }
}

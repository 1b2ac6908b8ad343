extension ChangeProblem {
    /// What each problem is called where it is written.
    package enum Word: String, CaseIterable, Sendable {
        // Of a value.
        case required
        case notText = "not-text"
        case notInteger = "not-integer"
        case notDecimal = "not-decimal"
        case notBoolean = "not-boolean"
        case notDate = "not-date"
        case notTime = "not-time"
        case noOption = "no-option"
        case notTexts = "not-texts"
        case notOptions = "not-options"
        case notReference = "not-reference"
        case notHash = "not-hash"
        case notUTF8 = "not-utf8"
        // Of a field.
        case noField = "no-field"
        case outOfOrder = "out-of-order"
        case computed
        case deleteChanges = "delete-changes"
        case severalValues = "several-values"
        case tooManyElements = "too-many-elements"
        case takesElements = "takes-elements"
        case takesNumber = "takes-number"
        case takesValue = "takes-value"
        case tooManyEntries = "too-many-entries"
        case noState = "no-state"
        case noBeginning = "no-beginning"
        case noMove = "no-move"
        case neverChanges = "never-changes"
        case keyNeverChanges = "key-never-changes"
        case noSuchReference = "no-such-reference"
        case homeless
        // Of a record.
        case closed
        case nothingToChange = "nothing-to-change"
        case nothingToDelete = "nothing-to-delete"
        case noRecord = "no-record"
        case neverDeleted = "never-deleted"
        case neverDeletedOnceSent = "never-deleted-once-sent"
        case notSentYet = "not-sent-yet"
        case gone
        case idTaken = "id-taken"
        case idNotOfKey = "id-not-of-key"
        case mayNotWrite = "may-not-write"
        case roleMayNotWrite = "role-may-not-write"
        case rightEnded = "right-ended"
        case needsRefused = "needs-refused"
        case refersToRefused = "refers-to-refused"
        case refersInCircle = "refers-in-circle"
        case referredTo = "referred-to"
        case creationUnfit = "creation-unfit"
        case writtenPast = "written-past"
        case rowTaken = "row-taken"
        case wrongCount = "wrong-count"
        // Of a change set.
        case badSize = "bad-size"
        case tooManyRecords = "too-many-records"
        case tooManyBytes = "too-many-bytes"
        case noCollection = "no-collection"
        case recordTwice = "record-twice"
        case noHome = "no-home"
        case held
        case programmeTooOld = "programme-too-old"
        case repaired
        case unwatched
    }

    /// The problem as it travels.
    package var written: WrittenProblem {
        let (word, values) =
            switch self {
            case .value(let fault): fault.words
            case .field(let fault): fault.words
            case .record(let fault): fault.words
            case .set(let fault): fault.words
            }
        return WrittenProblem(word.rawValue, values)
    }

    /// Reads what stands behind a word.
    package init(_ word: Word, _ values: inout ProblemValues) throws(UnknownProblem) {
        switch word {
        case .required: self = .value(.required)
        case .notText: self = .value(.notText(max: try values.perhapsCount()))
        case .notInteger: self = .value(.notInteger(min: try values.perhapsNumber(), max: try values.perhapsNumber()))
        case .notDecimal:
            let digits = try values.count(Int.self)
            self = .value(.notDecimal(digits: digits, min: try values.perhapsNumber(), max: try values.perhapsNumber()))
        case .notBoolean: self = .value(.notBoolean)
        case .notDate: self = .value(.notDate)
        case .notTime: self = .value(.notTime)
        case .noOption: self = .value(.noOption(try values.list()))
        case .notTexts: self = .value(.notTexts(max: try values.perhapsCount()))
        case .notOptions: self = .value(.notOptions(try values.list()))
        case .notReference: self = .value(.notReference(to: try values.perhapsText()))
        case .notHash: self = .value(.notHash)
        case .notUTF8: self = .value(.notUTF8)
        case .noField: self = .field(.noField)
        case .outOfOrder: self = .field(.outOfOrder)
        case .computed: self = .field(.computed)
        case .deleteChanges: self = .field(.deleteChanges)
        case .severalValues: self = .field(.severalValues)
        case .tooManyElements: self = .field(.tooManyElements)
        case .takesElements: self = .field(.takesElements)
        case .takesNumber: self = .field(.takesNumber)
        case .takesValue: self = .field(.takesValue)
        case .tooManyEntries: self = .field(.tooManyEntries(max: try values.count()))
        case .noState: self = .field(.noState)
        case .noBeginning: self = .field(.noBeginning(try values.text()))
        case .noMove: self = .field(.noMove(from: try values.perhapsText(), to: try values.text()))
        case .neverChanges: self = .field(.neverChanges)
        case .keyNeverChanges: self = .field(.keyNeverChanges)
        case .noSuchReference: self = .field(.noSuchReference(try values.text()))
        case .homeless: self = .field(.homeless)
        case .closed: self = .record(.closed(field: try values.text(), value: try values.text()))
        case .nothingToChange: self = .record(.nothingToChange)
        case .nothingToDelete: self = .record(.nothingToDelete)
        case .noRecord: self = .record(.noRecord(try values.perhapsText()))
        case .neverDeleted: self = .record(.neverDeleted)
        case .neverDeletedOnceSent: self = .record(.neverDeletedOnceSent)
        case .notSentYet: self = .record(.notSentYet)
        case .gone: self = .record(.gone)
        case .idTaken: self = .record(.idTaken)
        case .idNotOfKey: self = .record(.idNotOfKey(try values.text(), key: try values.list()))
        case .mayNotWrite: self = .record(.mayNotWrite(try values.text()))
        case .roleMayNotWrite: self = .record(.roleMayNotWrite(role: try values.text(), scope: try values.text()))
        case .rightEnded: self = .record(.rightEnded(try values.text()))
        case .needsRefused:
            self = .record(.needsRefused(lane: try values.text(), send: SendNumber(try values.number())))
        case .refersToRefused:
            self = .record(.refersToRefused(lane: try values.text(), send: SendNumber(try values.number())))
        case .refersInCircle: self = .record(.refersInCircle(try values.text()))
        case .referredTo: self = .record(.referredTo(by: try values.count()))
        case .creationUnfit: self = .record(.creationUnfit)
        case .writtenPast: self = .record(.writtenPast)
        case .rowTaken: self = .record(.rowTaken)
        case .wrongCount: self = .record(.wrongCount(try values.count(), fields: try values.count()))
        case .badSize: self = .set(.badSize(max: try values.count()))
        case .tooManyRecords: self = .set(.tooManyRecords(try values.count(), max: try values.count()))
        case .tooManyBytes: self = .set(.tooManyBytes(max: try values.count()))
        case .noCollection: self = .set(.noCollection(try values.count()))
        case .recordTwice: self = .set(.recordTwice)
        case .noHome: self = .set(.noHome)
        case .held: self = .set(.held)
        case .programmeTooOld: self = .set(.programmeTooOld(try values.count()))
        case .repaired: self = .set(.repaired)
        case .unwatched: self = .set(.unwatched)
        }
    }
}

extension ChangeProblem.ValueFault {
    fileprivate var words: (ChangeProblem.Word, [String]) {
        switch self {
        case .required: (.required, [])
        case .notText(let max): (.notText, [Self.text(max)])
        case .notInteger(let min, let max): (.notInteger, [Self.text(min), Self.text(max)])
        case .notDecimal(let digits, let min, let max): (.notDecimal, [String(digits), Self.text(min), Self.text(max)])
        case .notBoolean: (.notBoolean, [])
        case .notDate: (.notDate, [])
        case .notTime: (.notTime, [])
        case .noOption(let a): (.noOption, a)
        case .notTexts(let max): (.notTexts, [Self.text(max)])
        case .notOptions(let a): (.notOptions, a)
        case .notReference(let to): (.notReference, [to ?? ""])
        case .notHash: (.notHash, [])
        case .notUTF8: (.notUTF8, [])
        }
    }

    private static func text(_ number: (some FixedWidthInteger)?) -> String { number.map { String($0) } ?? "" }
}

extension ChangeProblem.FieldFault {
    fileprivate var words: (ChangeProblem.Word, [String]) {
        switch self {
        case .noField: (.noField, [])
        case .outOfOrder: (.outOfOrder, [])
        case .computed: (.computed, [])
        case .deleteChanges: (.deleteChanges, [])
        case .severalValues: (.severalValues, [])
        case .tooManyElements: (.tooManyElements, [])
        case .takesElements: (.takesElements, [])
        case .takesNumber: (.takesNumber, [])
        case .takesValue: (.takesValue, [])
        case .tooManyEntries(let max): (.tooManyEntries, [String(max)])
        case .noState: (.noState, [])
        case .noBeginning(let a): (.noBeginning, [a])
        case .noMove(let from, let to): (.noMove, [from ?? "", to])
        case .neverChanges: (.neverChanges, [])
        case .keyNeverChanges: (.keyNeverChanges, [])
        case .noSuchReference(let a): (.noSuchReference, [a])
        case .homeless: (.homeless, [])
        }
    }
}

extension ChangeProblem.RecordFault {
    fileprivate var words: (ChangeProblem.Word, [String]) {
        switch self {
        case .closed(let field, let value): (.closed, [field, value])
        case .nothingToChange: (.nothingToChange, [])
        case .nothingToDelete: (.nothingToDelete, [])
        case .noRecord(let a): (.noRecord, [a ?? ""])
        case .neverDeleted: (.neverDeleted, [])
        case .neverDeletedOnceSent: (.neverDeletedOnceSent, [])
        case .notSentYet: (.notSentYet, [])
        case .gone: (.gone, [])
        case .idTaken: (.idTaken, [])
        case .idNotOfKey(let a, let key): (.idNotOfKey, [a] + key)
        case .mayNotWrite(let a): (.mayNotWrite, [a])
        case .roleMayNotWrite(let role, let scope): (.roleMayNotWrite, [role, scope])
        case .rightEnded(let a): (.rightEnded, [a])
        case .needsRefused(let lane, let send): (.needsRefused, [lane, String(send.number)])
        case .refersToRefused(let lane, let send): (.refersToRefused, [lane, String(send.number)])
        case .refersInCircle(let a): (.refersInCircle, [a])
        case .referredTo(let by): (.referredTo, [String(by)])
        case .creationUnfit: (.creationUnfit, [])
        case .writtenPast: (.writtenPast, [])
        case .rowTaken: (.rowTaken, [])
        case .wrongCount(let a, let fields): (.wrongCount, [String(a), String(fields)])
        }
    }
}

extension ChangeProblem.SetFault {
    fileprivate var words: (ChangeProblem.Word, [String]) {
        switch self {
        case .badSize(let max): (.badSize, [String(max)])
        case .tooManyRecords(let a, let max): (.tooManyRecords, [String(a), String(max)])
        case .tooManyBytes(let max): (.tooManyBytes, [String(max)])
        case .noCollection(let a): (.noCollection, [String(a)])
        case .recordTwice: (.recordTwice, [])
        case .noHome: (.noHome, [])
        case .held: (.held, [])
        case .programmeTooOld(let a): (.programmeTooOld, [String(a)])
        case .repaired: (.repaired, [])
        case .unwatched: (.unwatched, [])
        }
    }
}

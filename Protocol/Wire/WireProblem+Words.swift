package import SyncModel

extension WireProblem {
    /// What travels, and what is in it.
    package enum Part: String, Hashable, Sendable, CaseIterable {
        case request, parcel, page, reply, receipt, cursor, question, answer, history, frame, message, columns, text,
            name, key, list, lanes
        case versions, stream, enrolment, refusal, reason, signature, device
        case changeSet = "change-set"
        case packed = "compressed-bytes"

        var inEnglish: String {
            switch self {
            case .request, .parcel, .page, .reply, .receipt, .cursor, .question, .answer, .history, .frame, .message,
                .text, .name, .key,
                .list, .refusal, .reason, .signature, .device:
                rawValue
            case .columns: "set of columns"
            case .lanes: "list of lanes"
            case .versions: "range of versions"
            case .stream: "name of a stream"
            case .enrolment: "beginning of an enrolment"
            case .changeSet: "change set"
            case .packed: "piece of compressed bytes"
            }
        }

        var withArticle: String {
            let noun = inEnglish
            return ("aeiou".contains(noun.prefix(1)) ? "An " : "A ") + noun
        }
    }

    /// What a part has too many of.
    package enum Unit: String, Hashable, Sendable, CaseIterable {
        case bytes, parcels, streams, records, entries, values, devices
        case changeSets = "change-sets"

        var inEnglish: String { self == .changeSets ? "change sets" : rawValue }
    }

    /// What each problem is called where it is written.
    package enum Word: String, CaseIterable, Sendable {
        case damaged, newer, version, unmade, signature, speaks, revoked, busy, failed, stuck
        case tooMuch = "too-much"
        case foreignParcel = "foreign-parcel"
        case unknownDevice = "unknown-device"
        case identitySplit = "identity-split"
        case noProgramme = "no-programme"
        case addressTooOften = "address-too-often"
        case deviceTooOften = "device-too-often"
        case answeredBefore = "answered-before"
        case unknownCursor = "unknown-cursor"
        case badCode = "bad-code"
        case badName = "bad-name"
        case noQuestion = "no-question"
        case noCollection = "no-collection"
    }

    /// The problem as it travels.
    package var written: WrittenProblem {
        let (word, values) = words
        return WrittenProblem(word.rawValue, values)
    }

    private var words: (Word, [String]) {
        switch self {
        case .damaged(let part): (.damaged, [part.rawValue])
        case .tooMuch(let unit, let max, let part): (.tooMuch, [unit.rawValue, String(max), part.rawValue])
        case .newer(let part): (.newer, [part.rawValue])
        case .version(let part, let found, let known): (.version, [part.rawValue, String(found), String(known)])
        case .unmade(let part): (.unmade, [part.rawValue])
        case .signature(let part): (.signature, [part.rawValue])
        case .speaks(let version): (.speaks, [String(version)])
        case .foreignParcel: (.foreignParcel, [])
        case .unknownDevice: (.unknownDevice, [])
        case .revoked: (.revoked, [])
        case .identitySplit: (.identitySplit, [])
        case .noProgramme: (.noProgramme, [])
        case .addressTooOften(let seconds): (.addressTooOften, [String(seconds)])
        case .deviceTooOften(let seconds): (.deviceTooOften, [String(seconds)])
        case .busy: (.busy, [])
        case .failed: (.failed, [])
        case .answeredBefore: (.answeredBefore, [])
        case .unknownCursor: (.unknownCursor, [])
        case .badCode: (.badCode, [])
        case .badName: (.badName, [])
        case .noQuestion(let header): (.noQuestion, [header])
        case .noCollection: (.noCollection, [])
        case .stuck: (.stuck, [])
        }
    }

    /// Reads what stands behind a word.
    package init(_ word: Word, _ values: inout ProblemValues) throws(UnknownProblem) {
        switch word {
        case .damaged: self = .damaged(try values.word())
        case .tooMuch: self = .tooMuch(try values.word(), max: try values.count(), in: try values.word())
        case .newer: self = .newer(try values.word())
        case .version: self = .version(try values.word(), found: try values.count(), known: try values.count())
        case .unmade: self = .unmade(try values.word())
        case .signature: self = .signature(try values.word())
        case .speaks: self = .speaks(try values.count())
        case .foreignParcel: self = .foreignParcel
        case .unknownDevice: self = .unknownDevice
        case .revoked: self = .revoked
        case .identitySplit: self = .identitySplit
        case .noProgramme: self = .noProgramme
        case .addressTooOften: self = .addressTooOften(seconds: try values.count())
        case .deviceTooOften: self = .deviceTooOften(seconds: try values.count())
        case .busy: self = .busy
        case .failed: self = .failed
        case .answeredBefore: self = .answeredBefore
        case .unknownCursor: self = .unknownCursor
        case .badCode: self = .badCode
        case .badName: self = .badName
        case .noQuestion: self = .noQuestion(header: try values.text())
        case .noCollection: self = .noCollection
        case .stuck: self = .stuck
        }
    }
}

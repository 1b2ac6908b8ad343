public import Foundation
package import Replica
package import SyncEngine
public import SyncModel
package import SyncWire

/// Why something was not done: a code for the app, and a sentence for people in English and Chinese.
///
/// Every function of the library that runs no code of the caller's throws this and nothing else. Being offline is an
/// outcome of a synchronisation (``SyncReport/outcome``), and an error only where an answer of the server was asked
/// for.
public struct DuikouError: LocalizedError, Hashable, Sendable, CustomStringConvertible {
    /// What kind of thing went wrong.
    public let code: Code
    /// What exactly, for apps that say it in words of their own; `nil` where only the sentence tells.
    public let problem: Problem?
    /// The collection that is to blame.
    public let collection: String?
    /// The field that is to blame.
    public let field: String?
    /// The record that is to blame.
    public let record: RecordID?
    /// With ``Code-swift.enum/changed``: the conflict as it is now.
    public let conflict: Conflict?
    /// What the error was before it came to the door.
    package let cause: Cause?
    /// What the sentences are made of.
    let words: ClientProblem

    /// Languages in which a sentence can be had.
    public enum Language: String, Hashable, Sendable {
        /// English.
        case english = "en"
        /// Chinese.
        case chinese = "zh"
    }

    /// Errors of the modules below.
    package enum Cause: Hashable, Sendable {
        case store(ReplicaError)
        case wire(WireFailure)
        case refusal(Refusal)
        case line(LineFailure)
    }

    init(
        _ code: Code,
        _ words: ClientProblem,
        problem: Problem? = nil,
        collection: String? = nil,
        field: String? = nil,
        record: RecordID? = nil,
        conflict: Conflict? = nil,
        cause: Cause? = nil
    ) {
        (self.code, self.words, self.collection, self.field) = (code, words, collection, field)
        self.problem = problem ?? words.forApps
        (self.record, self.conflict, self.cause) = (record, conflict, cause)
    }

    /// A sentence for people: what is wrong.
    public func message(_ language: Language = .english) -> String {
        switch language {
        case .english: words.inEnglish
        case .chinese: words.inChinese(else: code.chinese)
        }
    }

    /// A sentence for people: what to do next; `nil` where the message says it.
    public func advice(_ language: Language = .english) -> String? {
        guard let advice = line?.advice ?? wire?.advice ?? code.advice else { return nil }
        return language == .chinese ? advice.chinese : advice.english
    }

    private var wire: WireFailure? { if case .wire(let failure) = cause { failure } else { nil } }
    private var line: LineFailure? { if case .line(let failure) = cause { failure } else { nil } }

    /// The message in English.
    public var description: String { message() }

    /// The message in English.
    public var errorDescription: String? { message() }

    /// The advice in English.
    public var recoverySuggestion: String? { advice() }
}

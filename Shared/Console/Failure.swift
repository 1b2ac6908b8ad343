/// How a program ends.
package enum Exit: Int32, Sendable {
    /// Done.
    case done = 0
    /// Failed, and said why and what to do.
    case failed = 1
    /// The command was not understood.
    case usage = 2
    /// Done, but something needs a person.
    case person = 3
    /// No connection; nothing is lost, it goes on next time.
    case offline = 4
}

/// Something a person must be told: one clear sentence, what to do next, and how the program ends.
package struct Failure: Error, Hashable, Sendable {
    /// What happened: a whole sentence.
    package var message: Text
    /// What to do next: a whole sentence.
    package var advice: Text?
    /// How the program ends.
    package var exit: Exit

    /// A failure from its parts.
    package init(_ exit: Exit = .failed, _ message: Text, advice: Text? = nil) {
        self.exit = exit
        self.message = message
        self.advice = advice
    }

    /// A failure from sentences.
    package init(_ exit: Exit = .failed, en: String, zh: String, adviceEn: String? = nil, adviceZh: String? = nil) {
        self.init(exit, Text(en: en, zh: zh), advice: adviceEn.map { Text(en: $0, zh: adviceZh ?? $0) })
    }

    /// Message and advice in one language, one line each.
    package func lines(in language: Language) -> [String] {
        [message[language]] + (advice.map { [$0[language]] } ?? [])
    }
}

/// A problem as one program writes it for another: a word, and its values in the order that the specification gives
/// (clause W23).
package struct WrittenProblem: Hashable, Sendable {
    /// Says which problem it is.
    package var word: String
    /// Names as they are, numbers in decimal, empty for what is absent; a list comes last and goes on to the end.
    package var values: [String]

    /// A problem from its parts.
    package init(_ word: String, _ values: [String] = []) {
        self.word = word
        self.values = values
    }

    /// For who has nothing better to show.
    var text: String { values.isEmpty ? word : "\(word) (\(values.joined(separator: ", ")))" }
}

/// A problem that programs tell each other and keep: another program of the same version reads the same case from what
/// was written.
package protocol Written: Explained {
    /// Every word that there is.
    associatedtype Word: RawRepresentable<String>, CaseIterable
    /// The problem as it travels.
    var written: WrittenProblem { get }
    /// Reads what stands behind a word.
    /// - Throws: ``UnknownProblem`` if the values are not those of the word.
    init(_ word: Word, _ values: inout ProblemValues) throws(UnknownProblem)
}

/// What was written is no problem that this program knows.
package struct UnknownProblem: Error, Hashable, Sendable {}

/// Reads the values of a problem one after the other.
package struct ProblemValues {
    private var rest: ArraySlice<String>

    init(_ values: [String]) {
        rest = values[...]
    }

    var isAtEnd: Bool { rest.isEmpty }

    /// The next value as it stands.
    package mutating func text() throws(UnknownProblem) -> String {
        guard let text = rest.popFirst() else { throw UnknownProblem() }
        return text
    }

    /// The next value, if it is not absent.
    package mutating func perhapsText() throws(UnknownProblem) -> String? {
        let text = try text()
        return text.isEmpty ? nil : text
    }

    /// The next value, a number.
    package mutating func number<Number: FixedWidthInteger>(
        _ type: Number.Type = Number.self
    ) throws(UnknownProblem) -> Number {
        let text = try text()
        // “+1” and “01” are no number's decimal.
        guard let number = Number(text), String(number) == text else { throw UnknownProblem() }
        return number
    }

    /// The next value, a number of things.
    package mutating func count<Number: FixedWidthInteger>(
        _ type: Number.Type = Number.self
    ) throws(UnknownProblem) -> Number {
        let count = try number(type)
        guard count >= 0 else { throw UnknownProblem() }
        return count
    }

    /// The next value, a number if it is not absent.
    package mutating func perhapsNumber<Number: FixedWidthInteger>(
        _ type: Number.Type = Number.self
    ) throws(UnknownProblem) -> Number? {
        guard rest.first == "" else { return try number(type) }
        rest.removeFirst()
        return nil
    }

    /// The next value, a number of things if it is not absent.
    package mutating func perhapsCount<Number: FixedWidthInteger>(
        _ type: Number.Type = Number.self
    ) throws(UnknownProblem) -> Number? {
        guard let count = try perhapsNumber(type) else { return nil }
        guard count >= 0 else { throw UnknownProblem() }
        return count
    }

    /// The next value, one of some words.
    package mutating func word<Word: RawRepresentable<String>>(
        _ type: Word.Type = Word.self
    ) throws(UnknownProblem) -> Word {
        guard let word = Word(rawValue: try text()) else { throw UnknownProblem() }
        return word
    }

    /// All that is left: something.
    package mutating func list() throws(UnknownProblem) -> [String] {
        guard !rest.isEmpty else { throw UnknownProblem() }
        defer { rest = [] }
        return Array(rest)
    }
}

/// A problem as the other side told it, or a store kept it.
package enum Told<Problem: Written>: Hashable, Sendable {
    /// One that this program knows.
    case known(Problem)
    /// One of a newer program, or of an older one that knew no words: its sentence is shown as it came, and goes on as
    /// it came.
    case unknown(WrittenProblem, sentence: String)

    /// Reads what was written.
    package init(_ written: WrittenProblem, sentence: String) {
        do {
            guard let word = Problem.Word(rawValue: written.word) else { throw UnknownProblem() }
            var values = ProblemValues(written.values)
            let problem = try Problem(word, &values)
            guard values.isAtEnd else { throw UnknownProblem() }
            self = .known(problem)
        } catch {
            self = .unknown(written, sentence: sentence)
        }
    }

    /// The sentence that travels: what is not known here goes on as it came.
    /// - Parameter whole: the sentence of a problem that is known, with its place.
    package func sentence(knownAs whole: String) -> String {
        if case .unknown(_, let sentence) = self { sentence } else { whole }
    }

    /// The sentence in English; what is not known here as it came, and if it came without a sentence its word and
    /// values.
    package var inEnglish: String {
        switch self {
        case .known(let problem): problem.inEnglish
        case .unknown(let written, let sentence) where sentence.isEmpty: written.text
        case .unknown(_, let sentence): sentence
        }
    }

    /// As it travels on.
    package var written: WrittenProblem {
        switch self {
        case .known(let problem): problem.written
        case .unknown(let written, _): written
        }
    }
}

/// What is asked of a rule outside of the merge (`Protocol/Merge`). Every switch names all rules: the compiler leads
/// whoever adds one.
extension Programme.Rule {
    /// Additions count, all of them: a field without any shows a number.
    package var isSum: Bool {
        switch self {
        case .counter: true
        case .keepBoth, .lastWriter, .set, .appendOnly, .authority, .state, .computed, .min, .max: false
        }
    }

    /// Elements come and go one by one.
    package var hasElements: Bool {
        switch self {
        case .set: true
        case .keepBoth, .lastWriter, .counter, .appendOnly, .authority, .state, .computed, .min, .max: false
        }
    }

    /// Only the programme's moves lead from value to value.
    package var hasMoves: Bool {
        switch self {
        case .state: true
        case .keepBoth, .lastWriter, .counter, .set, .appendOnly, .authority, .computed, .min, .max: false
        }
    }

    /// The server alone writes the field.
    package var isOfServer: Bool {
        switch self {
        case .computed: true
        case .keepBoth, .lastWriter, .counter, .set, .appendOnly, .authority, .state, .min, .max: false
        }
    }

    /// What the creation wrote stays.
    package var isWrittenOnce: Bool {
        switch self {
        case .appendOnly: true
        case .keepBoth, .lastWriter, .counter, .set, .authority, .state, .computed, .min, .max: false
        }
    }

    /// An edit replaces the values that its author was shown, and those alone.
    package var replacesWhatWasShown: Bool {
        switch self {
        case .keepBoth: true
        case .lastWriter, .counter, .set, .appendOnly, .authority, .state, .computed, .min, .max: false
        }
    }

    /// Different values stay side by side until a person decides.
    package var isDecidedByPeople: Bool {
        switch self {
        case .keepBoth, .appendOnly: true
        case .lastWriter, .counter, .set, .authority, .state, .computed, .min, .max: false
        }
    }

    /// An edit of what is not answered yet has the base of that edit (clause R9).
    package var inheritsBase: Bool {
        switch self {
        case .lastWriter, .authority, .state: true
        case .keepBoth, .counter, .set, .appendOnly, .computed, .min, .max: false
        }
    }
}

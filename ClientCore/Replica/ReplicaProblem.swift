package import SyncModel

/// What is wrong where a replica could not do something.
package enum ReplicaProblem: Explained {
    /// The change may not be made.
    case change(Told<ChangeProblem>)
    /// An English sentence.
    case sentence(String)

    /// The sentence in English.
    package var inEnglish: String {
        switch self {
        case .change(.known(let problem)): problem.inEnglish
        case .change(.unknown(_, let sentence)): sentence
        case .sentence(let sentence): sentence
        }
    }
}

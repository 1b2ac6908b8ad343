package import Replica
import Translations

extension ReplicaError {
    /// The whole sentence in Chinese; `nil` where a catalogue has it.
    package var chinese: String? {
        switch problem {
        case .change(let problem): problem.inChinese(at: place)
        case .sentence: nil
        }
    }
}

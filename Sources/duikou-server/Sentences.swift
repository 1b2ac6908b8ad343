import ChangeFeed
import Console
import HostFiles
import Programme
import Records
import Reporting
import SyncModel
import SyncServer
import SyncWire

/// The errors of the modules as sentences for people.
enum Sentences {
    /// What to say of an error; `nil` if no module of ours made it.
    static func failure(for error: any Error) -> Failure? {
        switch error {
        case let failure as Failure: failure
        case let trouble as FileTrouble: Failure(trouble)
        case let failure as FeedFailure: Failure(.failed, Text(failure))
        case let failure as StoreFailure: Failure(.failed, Text(failure))
        case let failure as ProgrammeError: Failure(.failed, Text(failure.problem, at: failure.place))
        case let problem as ValueProblem: Failure(.failed, Text(problem))
        case let failure as ReportError: Failure(.failed, Text(failure))
        case let failure as ServerFailure: Failure(.failed, Text(failure))
        case let failure as WireFailure: Failure(.failed, Text(failure))
        case let refusal as Refusal: Failure(.failed, Text(refusal))
        default: nil
        }
    }
}

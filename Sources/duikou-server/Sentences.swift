import ChangeFeed
import Console
import FeedStoreSQLite
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
        case let problem as FolderProblem: Failure(.failed, Text(problem), advice: advice(problem))
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

    /// Which verb helps, where one does.
    private static func advice(_ problem: FolderProblem) -> Text? {
        switch problem {
        case .empty(let folder):
            Text(
                en: "Run “duikou-server init --programme NAME --data \(folder)” first.",
                zh: "请先运行“duikou-server init --programme 名称 --data \(folder)”。"
            )
        case .unmade, .unwritable, .taken: nil
        }
    }
}

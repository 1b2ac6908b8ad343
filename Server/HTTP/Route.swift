/// What the server answers to.
enum Route: String, Hashable, CaseIterable {
    case sync
    case wait
    case hello
    case history
    case reconciliation
    case enrollBegin = "enrol-begin"
    case enrollProve = "enrol-prove"
    case health
    case metrics
    /// A path that is not there.
    case unknown

    /// The route of a path, without its query.
    init(path: Substring) {
        self =
            switch path {
            case "/v1/sync": .sync
            case "/v1/wait": .wait
            case "/v1/hello": .hello
            case "/v1/history": .history
            case "/v1/reconciliation": .reconciliation
            case "/v1/enrol/begin": .enrollBegin
            case "/v1/enrol/prove": .enrollProve
            case "/healthz": .health
            case "/metrics": .metrics
            default: .unknown
            }
    }

    /// Takes a body, by POST.
    var takesPost: Bool {
        switch self {
        case .sync, .enrollBegin, .enrollProve, .reconciliation: true
        case .wait, .history, .hello, .health, .metrics, .unknown: false
        }
    }

    /// Is read by GET; `wait` and `history` with a signed question in a header (clause W16).
    var takesGet: Bool {
        switch self {
        case .sync, .enrollBegin, .enrollProve, .reconciliation, .unknown: false
        case .wait, .history, .hello, .health, .metrics: true
        }
    }

    /// Begins or ends an enrolment, which costs a slow hash.
    var enrols: Bool {
        switch self {
        case .enrollBegin, .enrollProve: true
        case .sync, .wait, .hello, .history, .reconciliation, .health, .metrics, .unknown: false
        }
    }
}

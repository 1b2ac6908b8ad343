package import SyncEngine
import SyncWire

/// A way to a server. Transports only carry bytes: what they mean is the business of both ends.
public protocol Transport: Sendable {
    /// A second request may travel while the first waits for its answer.
    var supportsPipelining: Bool { get }

    /// Carries one request and hands the answer's bytes to `chunk` as they come; a slow `chunk` slows the line down.
    /// - Parameters:
    ///   - request: what is to be carried, and to which path.
    ///   - departed: called when the whole request has left, at the latest before the answer's first bytes.
    ///   - chunk: takes the bytes of the answer, in their order and cut as they came.
    /// - Returns: the bytes that went over the line.
    /// - Throws: ``TransportError``, and whatever `chunk` throws to hang up.
    func exchange(
        _ request: TransportRequest,
        departed: @escaping @Sendable () -> Void,
        chunk: ([UInt8]) async throws -> Void
    ) async throws -> TransportBytes

    /// Lets go of sockets and threads; the transport is of no use afterwards.
    func close() async
}

/// What a device asks of a server.
public struct TransportRequest: Hashable, Sendable {
    /// The path below the server's address.
    public let path: String
    /// What is sent; `nil` where nothing is: a question that changes nothing.
    public let body: [UInt8]?
    /// What travels in the request's head, by name.
    public let header: [String: String]

    init(_ call: Call) {
        (path, body) = (call.path, call.body)
        header = call.question.map { [SignedRequest.headerName: Base64URL.write($0)] } ?? [:]
    }
}

/// What went over a line, heads included as far as the line knows them.
public struct TransportBytes: Hashable, Sendable {
    /// What was sent. Unit: bytes.
    public var sent: Int
    /// What was received. Unit: bytes.
    public var received: Int

    /// Bytes from their numbers.
    public init(sent: Int = 0, received: Int = 0) {
        (self.sent, self.received) = (sent, received)
    }

    var traffic: Traffic { Traffic(sent: sent, received: received) }
}

/// A line that failed, and what went over it until then.
public struct TransportError: Error, Hashable, Sendable {
    /// How a line fails, as far as what is done next depends on it.
    public enum Kind: Hashable, Sendable {
        /// Nobody listens there, or no way leads there: known at once.
        case refused
        /// The connection broke, before or in the answer.
        case lost
        /// No byte moved for too long.
        case stalled
        /// An HTTP status other than 200.
        case status(Int)
        /// What came is no answer of a server of this kind.
        case garbled
    }

    /// How the line failed.
    public let kind: Kind
    /// What went over the line until then.
    public let bytes: TransportBytes
    /// The engine's own word for it.
    package let failure: LineFailure

    /// A failure of a transport of one's own.
    /// - Parameters:
    ///   - kind: what went wrong, as far as the device has to know.
    ///   - reason: a part of a sentence in English, such as “nobody answers at that address”.
    ///   - bytes: what had gone over the line until then.
    public init(_ kind: Kind, _ reason: String = "", bytes: TransportBytes = TransportBytes()) {
        let failure: LineFailure =
            switch kind {
            case .refused: .refused(.told(reason))
            case .lost: .lost(.told(reason))
            case .stalled: .stalled
            case .status(let status): .status(status)
            case .garbled: .garbled(.told(reason))
            }
        self.init(failure: failure, bytes: bytes)
    }

    /// Nobody listens.
    package static let nobodyAnswers = TransportError(failure: .refused(.nobodyAnswers))

    /// The other side closed the connection.
    package static func hungUp(_ bytes: TransportBytes) -> TransportError {
        TransportError(failure: .lost(.hungUp), bytes: bytes)
    }

    package init(failure: LineFailure, bytes: TransportBytes = TransportBytes()) {
        self.failure = failure
        self.bytes = bytes
        kind =
            switch failure {
            case .refused, .unknownName, .wrongAddress, .untrusted, .otherServer: .refused
            case .lost: .lost
            case .silent, .stalled: .stalled
            case .status(let status): .status(status)
            case .webPage, .garbled, .newer: .garbled
            }
    }
}

/// What the protocol asks of a server.
package enum Call: Hashable, Sendable {
    /// One round of the sync protocol; the signed request.
    case sync([UInt8])
    /// The first message of an enrolment.
    case enrollBegin([UInt8])
    /// The second message of an enrolment.
    case enrollProve([UInt8])
    /// Who the server is and what time it has there.
    case hello
    /// Comes back when something moved on the server, or after a while; the signed question.
    case wait([UInt8])
    /// The history of a record; the signed question.
    case history([UInt8])
    /// What the server holds, for comparing; the signed question.
    case reconciliation([UInt8])

    /// The path below the server's address.
    package var path: String {
        switch self {
        case .sync: "/v1/sync"
        case .enrollBegin: "/v1/enrol/begin"
        case .enrollProve: "/v1/enrol/prove"
        case .hello: "/v1/hello"
        case .wait: "/v1/wait"
        case .history: "/v1/history"
        case .reconciliation: "/v1/reconciliation"
        }
    }

    /// What is sent; `nil` where nothing is.
    package var body: [UInt8]? {
        switch self {
        case .sync(let body), .enrollBegin(let body), .enrollProve(let body), .reconciliation(let body): body
        case .hello, .wait, .history: nil
        }
    }

    /// A signed question that changes nothing and travels in a header (clause W16); `nil` where there is none.
    package var question: [UInt8]? {
        switch self {
        case .wait(let question), .history(let question): question
        case .sync, .enrollBegin, .enrollProve, .reconciliation, .hello: nil
        }
    }

    /// The call behind a request; `nil` for a path that no server of this kind has.
    package init?(_ request: TransportRequest) {
        let body = request.body ?? []
        let question = request.header[SignedRequest.headerName].flatMap { Base64URL.read($0) } ?? []
        switch request.path {
        case "/v1/sync": self = .sync(body)
        case "/v1/enrol/begin": self = .enrollBegin(body)
        case "/v1/enrol/prove": self = .enrollProve(body)
        case "/v1/hello": self = .hello
        case "/v1/wait": self = .wait(question)
        case "/v1/history": self = .history(question)
        case "/v1/reconciliation": self = .reconciliation(body)
        default: return nil
        }
    }
}

extension Transport {
    /// Carries one call whose answer is small and wanted whole.
    /// - Throws: ``TransportError``.
    package func reply(to call: Call, bytesMax: Int = 16 << 20) async throws -> [UInt8] {
        var reply: [UInt8] = []
        _ = try await exchange(TransportRequest(call), departed: {}) { chunk in
            guard reply.count + chunk.count <= bytesMax else { throw TransportError(failure: .garbled(.tooLong)) }
            reply += chunk
        }
        return reply
    }
}

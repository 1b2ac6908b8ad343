public import SyncEngine

/// A way to a server. Transports only carry bytes: what they mean is the business of both ends.
public protocol Transport: Sendable {
    /// A second call may travel while the first waits for its reply.
    var overlaps: Bool { get }

    /// Carries one call and hands the reply's bytes to `chunk` as they come; a slow `chunk` slows the line down.
    /// - Parameter departed: called when the whole call has left, at the latest before the reply's first bytes.
    /// - Returns: the bytes that went over the line.
    /// - Throws: ``LineError``, and whatever `chunk` throws to hang up.
    func exchange(
        _ call: Call,
        departed: @escaping @Sendable () -> Void,
        chunk: ([UInt8]) async throws -> Void
    ) async throws -> Traffic

    /// Lets go of sockets and threads; the transport is of no use afterwards.
    func close() async
}

/// What a device asks of a server.
public enum Call: Hashable, Sendable {
    /// One round of the sync protocol; the signed request.
    case sync([UInt8])
    /// The first message of an enrolment.
    case enrolBegin([UInt8])
    /// The second message of an enrolment.
    case enrolProve([UInt8])
    /// Who the server is and what time it has there.
    case hello
    /// Comes back when something moved on the server, or after a while; the signed question.
    case wait([UInt8])
    /// The history of a record; the signed question.
    case history([UInt8])
    /// What the server holds, for comparing; the signed question.
    case reconciliation([UInt8])

    /// The path below the server's address.
    public var path: String {
        switch self {
        case .sync: "/v1/sync"
        case .enrolBegin: "/v1/enrol/begin"
        case .enrolProve: "/v1/enrol/prove"
        case .hello: "/v1/hello"
        case .wait: "/v1/wait"
        case .history: "/v1/history"
        case .reconciliation: "/v1/reconciliation"
        }
    }

    /// What is sent; `nil` where nothing is.
    public var body: [UInt8]? {
        switch self {
        case .sync(let body), .enrolBegin(let body), .enrolProve(let body), .reconciliation(let body): body
        case .hello, .wait, .history: nil
        }
    }

    /// A signed question that changes nothing and travels in a header (clause W16); `nil` where there is none.
    public var question: [UInt8]? {
        switch self {
        case .wait(let question), .history(let question): question
        case .sync, .enrolBegin, .enrolProve, .reconciliation, .hello: nil
        }
    }
}

/// A line that failed, and what went over it until then.
public struct LineError: Error, Hashable, Sendable {
    /// How it failed.
    public var failure: LineFailure
    /// Bytes until then.
    public var traffic: Traffic

    /// An error from its parts.
    public init(_ failure: LineFailure, traffic: Traffic = Traffic()) {
        self.failure = failure
        self.traffic = traffic
    }
}

extension Transport {
    /// Carries one call whose reply is small and wanted whole.
    /// - Throws: ``LineError``.
    public func reply(to call: Call, bytesMax: Int = 16 << 20) async throws -> [UInt8] {
        var reply: [UInt8] = []
        _ = try await exchange(call, departed: {}) { chunk in
            guard reply.count + chunk.count <= bytesMax else { throw LineError(.garbled("the answer is too long")) }
            reply += chunk
        }
        return reply
    }
}

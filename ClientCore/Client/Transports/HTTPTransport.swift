import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import SyncEngine
import SyncWire

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// The line over HTTP: one POST per round, the reply streamed.
///
/// Whether bytes still move is watched (`Patience`), and no deadline stands over the whole: a slow line that moves is a
/// good line.
public final class HTTPTransport: Transport {
    /// How long opening a connection may take. Unit: seconds.
    private static let connectSeconds: Int64 = 10

    /// A failure that the protocol knows stands in one small frame, whatever the HTTP status.
    private static let failureBytesMax = 64 << 10

    /// What the system says where nobody listens or no way leads there.
    private static let refusals: Set<CInt> = [ECONNREFUSED, EHOSTUNREACH, ENETUNREACH, ENETDOWN, EADDRNOTAVAIL]

    /// The system keeps a list of authorities; many a small one has never got it.
    private static let systemNamesAuthorities = (try? NIOSSLContext(configuration: .makeClientConfiguration())) != nil

    private let address: String
    private let client: HTTPClient
    private let line = LineWatch()

    /// A line to the server at an address such as `https://sync.example.org`.
    /// - Parameters:
    ///   - address: with `http://` or `https://`.
    ///   - authority: the path of a PEM file with certificates that are trusted beside the system's.
    public init(address: String, authority: String? = nil) {
        var address = address
        while address.hasSuffix("/") { address.removeLast() }
        self.address = address
        var configuration = HTTPClient.Configuration()
        configuration.timeout = .init(connect: .seconds(Self.connectSeconds))
        configuration.http1_1ConnectionDebugInitializer = { [line] channel in
            line.add(channel)
            return channel.eventLoop.makeSucceededVoidFuture()
        }
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.minimumTLSVersion = .tlsv12
        // Asked for the list of a system that has none, no connection would begin.
        if address.lowercased().hasPrefix("https:"), !Self.systemNamesAuthorities { tls.trustRoots = .certificates([]) }
        if let authority { tls.additionalTrustRoots = [.file(authority)] }
        configuration.tlsConfiguration = tls
        configuration.redirectConfiguration = .disallow
        configuration.httpVersion = .http1Only
        // Whether and when to try again is for the engine to decide.
        configuration.connectionPool.retryConnectionEstablishment = false
        client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }

    /// Each call has a connection of its own while it lasts.
    public var supportsPipelining: Bool { true }

    /// Sends the call and hands out the reply's body as it comes.
    public func exchange(
        _ wanted: TransportRequest,
        departed: @escaping @Sendable () -> Void,
        chunk: ([UInt8]) async throws -> Void
    ) async throws -> TransportBytes {
        let patience = Patience(line)
        var request = HTTPClientRequest(url: address + wanted.path)
        if let body = wanted.body {
            request.method = .POST
            let pieces = BodyPieces(rest: ByteBuffer(bytes: body), patience: patience, departed: departed)
            request.body = .stream(pieces, length: .known(Int64(body.count)))
        }
        for (name, value) in wanted.header { request.headers.add(name: name, value: value) }
        var traffic = TransportBytes(sent: Self.headBytes(of: request, body: wanted.body) + (wanted.body?.count ?? 0))
        do {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { await patience.keep() }
                defer { group.cancelAll() }
                let response = try await client.execute(request, deadline: .distantFuture)
                departed()
                patience.isAnswered()
                traffic.received = Self.headBytes(of: response)
                try await take(response, patience, &traffic, chunk: chunk)
            }
            return traffic
        } catch {
            guard let failure = patience.verdict ?? Self.failure(for: error) else { throw error }
            throw TransportError(failure: failure, bytes: traffic)
        }
    }

    private func take(
        _ response: HTTPClientResponse,
        _ patience: Patience,
        _ traffic: inout TransportBytes,
        chunk: ([UInt8]) async throws -> Void
    ) async throws {
        guard !Self.isWebPage(response) else { throw TransportError(failure: .webPage, bytes: traffic) }
        guard response.status == .ok else {
            // Another program's page of words may be of any length.
            guard let body = try? await response.body.collect(upTo: Self.failureBytesMax), Self.isFailureFrame(body)
            else {
                throw TransportError(failure: .status(Int(response.status.code)), bytes: traffic)
            }
            traffic.received += body.readableBytes
            return try await chunk([UInt8](buffer: body))
        }
        var isFirst = true
        for try await buffer in response.body {
            traffic.received += buffer.readableBytes
            // No message of ours begins like a page that does not say what it is.
            if isFirst, buffer.readableBytesView.first == UInt8(ascii: "<") {
                throw TransportError(failure: .webPage, bytes: traffic)
            }
            isFirst = false
            patience.pause(true)
            try await chunk([UInt8](buffer: buffer))
            patience.pause(false)
        }
    }

    /// Closes all its connections.
    public func close() async {
        try? await client.shutdown()
    }

    /// Networks that ask for a sign-in first give everybody their page, or send there; 511 is their own number.
    private static func isWebPage(_ response: HTTPClientResponse) -> Bool {
        let kind = response.headers.first(name: "content-type")?.lowercased() ?? ""
        return 300..<400 ~= response.status.code || response.status.code == 511
            || response.status == .ok && kind.contains("html")
    }

    /// A proxy's page of words begins otherwise.
    private static func isFailureFrame(_ body: ByteBuffer) -> Bool {
        var reader = FrameReader()
        reader.append(body.readableBytesView)
        guard let frame = try? reader.nextRaw() else { return false }
        return frame.kind == .failure && reader.isAtBoundary
    }

    /// The line's failure behind an error; `nil` for errors that are none of the line's.
    private static func failure(for error: any Error) -> LineFailure? {
        switch error {
        case is TransportError, is CancellationError: nil
        case let error as HTTPClientError:
            switch error {
            case .connectTimeout, .tlsHandshakeTimeout: .refused(.noConnection(within: Int(connectSeconds)))
            case .cancelled: nil
            case .invalidURL, .emptyHost, .emptyScheme, .unsupportedScheme(""): .wrongAddress(.noWebAddress)
            default: .lost(.hungUp)
            }
        case let error as NIOConnectionError where error.connectionErrors.isEmpty: .unknownName(error.host)
        // Under a name each of its addresses has an error of its own.
        case let error as NIOConnectionError: failure(for: error.connectionErrors[0].error) ?? .refused(.nobodyAnswers)
        case ChannelError.connectTimeout: .refused(.noConnection(within: Int(connectSeconds)))
        case let error as IOError where Self.refusals.contains(error.errnoCode): .refused(.nobodyAnswers)
        case is IOError, is ChannelError: .lost(.hungUp)
        case HTTPParserError.invalidEOFState: .lost(.hungUp)
        case is HTTPParserError: .garbled(.notHTTP)
        case let error as NIOSSLError: secureFailure(error)
        case is NIOSSLExtraError: .untrusted(.otherName)
        case is BoringSSLError: .untrusted(.notSecure)
        default: nil
        }
    }

    private static func secureFailure(_ error: NIOSSLError) -> LineFailure {
        switch error {
        case .handshakeFailed(let reason) where String(describing: reason).contains("CERTIFICATE_VERIFY_FAILED"):
            .untrusted(.untrustedCertificate)
        case .failedToLoadCertificate: .untrusted(.noAuthorities)
        default: .untrusted(.notSecure)
        }
    }

    /// The request's head as it stands on the line. Unit: bytes.
    private static func headBytes(of request: HTTPClientRequest, body: [UInt8]?) -> Int {
        let host = request.url.split(separator: "/", maxSplits: 3).dropFirst().first ?? ""
        let path = request.url.utf8.count - request.url.prefix { $0 != ":" }.utf8.count - 3 - host.utf8.count
        var count = request.method.rawValue.utf8.count + 1 + path + " HTTP/1.1\r\n".utf8.count
        count += lineBytes(of: request.headers) + "host: ".utf8.count + host.utf8.count + 2
        if let body { count += "content-length: ".utf8.count + String(body.count).utf8.count + 2 }
        return count + 2
    }

    /// The reply's head as it stood on the line. Unit: bytes.
    private static func headBytes(of response: HTTPClientResponse) -> Int {
        "HTTP/1.1 200 ".utf8.count + response.status.reasonPhrase.utf8.count + 2 + lineBytes(of: response.headers) + 2
    }

    private static func lineBytes(of headers: HTTPHeaders) -> Int {
        headers.reduce(0) { $0 + $1.name.utf8.count + 2 + $1.value.utf8.count + 2 }
    }
}

/// A request's body, handed to the connection only as fast as that takes it, so that its departure can be told.
private struct BodyPieces: AsyncSequence, AsyncIteratorProtocol, Sendable {
    private static let pieceBytes = 64 << 10

    var rest: ByteBuffer
    let patience: Patience
    let departed: @Sendable () -> Void

    func makeAsyncIterator() -> Self { self }

    mutating func next() async -> ByteBuffer? {
        patience.piece()
        let piece = rest.readSlice(length: Swift.min(rest.readableBytes, Self.pieceBytes)) ?? ByteBuffer()
        guard piece.readableBytes > 0 else {
            departed()
            return nil
        }
        return piece
    }
}

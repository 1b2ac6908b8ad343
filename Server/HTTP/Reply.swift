import HTTPTypes
import HummingbirdCore
import NIOCore
import SyncWire

/// What a route answers.
enum Reply: Sendable {
    /// All of it is there.
    case whole(status: HTTPResponse.Status, headers: HTTPFields, body: ByteBuffer, closes: Bool)
    /// More comes through the pipe.
    case streamed(first: ByteBuffer, rest: FramePipe)

    /// A reply of the protocol.
    static func bytes(_ bytes: ByteBuffer) -> Self {
        .whole(status: .ok, headers: plainHeaders, body: bytes, closes: false)
    }

    /// A page for people or monitors.
    static func text(
        _ text: String,
        status: HTTPResponse.Status = .ok,
        type: String = "text/plain; charset=utf-8"
    ) -> Self {
        var headers = plainHeaders
        headers[.contentType] = type
        return .whole(status: status, headers: headers, body: ByteBuffer(string: text), closes: false)
    }

    /// A failure that the protocol knows, with the HTTP status for what stands between.
    static func failure(
        _ failure: WireFailure,
        status: HTTPResponse.Status,
        retryAfterSeconds: Int? = nil,
        closes: Bool = false
    ) -> Self {
        var headers = plainHeaders
        // Tells the device from a proxy's own error page.
        headers[.contentType] = "application/x-duikou"
        if let retryAfterSeconds { headers[.retryAfter] = String(retryAfterSeconds) }
        if closes { headers[.connection] = "close" }
        let frame = (try? ReplyFrame.failure(failure).encoded()) ?? []
        return .whole(status: status, headers: headers, body: ByteBuffer(bytes: frame), closes: closes)
    }

    /// A proxy passes on what there is at once: a head without a body yet says that the server works.
    static var streamHeaders: HTTPFields {
        var headers = plainHeaders
        if let name = HTTPField.Name("X-Accel-Buffering") { headers[name] = "no" }
        return headers
    }

    /// No cache may keep an answer; anything more would only make small replies longer.
    static var plainHeaders: HTTPFields { [.cacheControl: "no-store"] }
}

import ClientCore
import Foundation
import SyncEngine
import Testing

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// A line over HTTP: who is slow is waited for, who is silent is not.
@Suite(.timeLimit(.minutes(2))) struct LineTests {
    private static let answer = Array("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok".utf8)
    private static let limit = Duration.milliseconds(EngineLimits.silentMilliseconds)

    /// Asks once.
    /// - Returns: the answer, or how the line failed, and how long it took.
    private static func ask(
        _ port: Int,
        _ body: [UInt8] = [1, 2, 3]
    ) async throws -> (Result<[UInt8], TransportError>, Duration) {
        let transport = HTTPTransport(address: "http://127.0.0.1:\(port)")
        let began = ContinuousClock.now
        let result: Result<[UInt8], TransportError>
        do {
            result = .success(try await transport.reply(to: .sync(body)))
        } catch let error as TransportError {
            result = .failure(error)
        }
        await transport.close()
        return (result, .now - began)
    }

    @Test func aServerThatTakesTheConnectionAndSaysNothingIsGivenUp() async throws {
        let server = try Listener { socket in while !socket.read(65_536).isEmpty {} }
        let (result, took) = try await Self.ask(server.port)
        guard case .failure(let error) = result else {
            Issue.record("nothing was said, and taken for an answer")
            return
        }
        #expect(error.failure == .silent)
        // Among all the other tests this one may be late itself.
        #expect(took >= Self.limit - .seconds(1) && took < .seconds(60), "\(took)")
    }

    @Test func aRequestThatCrawlsOverTheLineForLongerIsNotCutOff() async throws {
        let body = [UInt8](repeating: 7, count: 400_000)
        let server = try Listener(windowBytes: 4_096) { socket in
            var taken = 0
            while taken < body.count {
                let piece = socket.read(8_192)
                if piece.isEmpty { return }
                taken += piece.count
                Thread.sleep(forTimeInterval: 0.45 * Double(piece.count) / 8_192)
            }
            socket.write(Self.answer)
        }
        let (result, took) = try await Self.ask(server.port, body)
        #expect(try result.get() == Array("ok".utf8))
        #expect(took > Self.limit, "the line was slow: \(took)")
    }

    @Test func anAnswerThatTricklesIsTakenToItsEnd() async throws {
        let server = try Listener { socket in
            _ = socket.read(65_536)
            for byte in Self.answer {
                socket.write([byte])
                Thread.sleep(forTimeInterval: 0.6)
            }
        }
        let (result, took) = try await Self.ask(server.port)
        #expect(try result.get() == Array("ok".utf8))
        #expect(took > Self.limit, "the line was slow: \(took)")
    }

    @Test(arguments: [
        ("HTTP/1.1 404 Not Found\r\ncontent-length: 3\r\n\r\nno\n", LineFailure.status(404)),
        ("HTTP/1.1 302 Found\r\nlocation: /login\r\ncontent-length: 0\r\n\r\n", .webPage),
        ("HTTP/1.1 200 OK\r\ncontent-type: text/html; charset=utf-8\r\ncontent-length: 5\r\n\r\nlogin", .webPage),
        ("HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\n<html>", .webPage),
        ("HTTP/1.1 511 Sign In\r\ncontent-length: 5\r\n\r\nlogin", .webPage),
        ("SSH-2.0-OpenSSH_9.2\r\n", .garbled(.notHTTP)),
    ])
    func whoIsNoServerOfOursIsKnownAsSuch(_ said: String, _ failure: LineFailure) async throws {
        let server = try Listener { socket in
            _ = socket.read(65_536)
            socket.write(Array(said.utf8))
            _ = socket.read(65_536)
        }
        guard case .failure(let error) = try await Self.ask(server.port).0 else {
            Issue.record("\(said) was taken for an answer")
            return
        }
        #expect(error.failure == failure)
    }

    @Test func aNameThatNobodyHasIsNoServerThatDoesNotAnswer() async throws {
        let transport = HTTPTransport(address: "http://no-such-name.invalid:1")
        let error = await #expect(throws: TransportError.self) { try await transport.reply(to: .hello) }
        #expect(error?.failure == .unknownName("no-such-name.invalid"))
        await transport.close()
    }
}

/// Listens on a free port of this machine; each connection has a thread of its own.
private final class Listener: Sendable {
    struct Socket: Sendable {
        let descriptor: Int32

        /// Blocks until something comes; empty at the end.
        func read(_ bytesMax: Int) -> [UInt8] {
            var buffer = [UInt8](repeating: 0, count: bytesMax)
            let count = recv(descriptor, &buffer, bytesMax, 0)
            return Array(buffer.prefix(max(0, count)))
        }

        func write(_ bytes: [UInt8]) {
            _ = send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
        }
    }

    let port: Int
    private let descriptor: Int32

    init(windowBytes: Int32? = nil, _ serve: @escaping @Sendable (Socket) -> Void) throws {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        if var windowBytes {
            setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &windowBytes, socklen_t(MemoryLayout<Int32>.size))
        }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isListening = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, size) == 0 && listen(descriptor, 16) == 0
                    && getsockname(descriptor, $0, &size) == 0
            }
        }
        try #require(isListening)
        port = Int(UInt16(bigEndian: address.sin_port))
        self.descriptor = descriptor
        Thread.detachNewThread {
            while true {
                let accepted = accept(descriptor, nil, nil)
                if accepted < 0 { return }
                Thread.detachNewThread {
                    serve(Socket(descriptor: accepted))
                    close(accepted)
                }
            }
        }
    }

    deinit {
        shutdown(descriptor, Int32(SHUT_RDWR))
        close(descriptor)
    }
}

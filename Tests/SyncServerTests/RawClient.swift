import Dispatch
import SyncWire
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// A socket that sends and reads exactly what a story says.
final class RawClient: Sendable {
    struct Refused: Error {}

    private let descriptor: Int32
    private let queue = DispatchQueue(label: "client")

    init(port: Int) throws {
        #if canImport(Glibc)
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        #else
        descriptor = socket(AF_INET, SOCK_STREAM, 0)
        #endif
        // A small window: what is not read here soon holds up the sender.
        var bytes: Int32 = 16 << 10
        setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &bytes, socklen_t(MemoryLayout<Int32>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(UInt16(port).bigEndian)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        let code = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard code == 0 else { throw Refused() }
    }

    deinit { close(descriptor) }

    func send(_ text: String, body: [UInt8] = []) async {
        await onQueue { [descriptor] in
            var bytes = (Array(text.utf8) + body)[...]
            while !bytes.isEmpty {
                let count = bytes.withUnsafeBytes { Self.send(descriptor, $0) }
                guard count > 0 else { return }
                bytes = bytes.dropFirst(count)
            }
        }
    }

    func post(_ path: String, _ body: [UInt8]) async {
        await send("POST \(path) HTTP/1.1\r\nHost: x\r\nContent-Length: \(body.count)\r\n\r\n", body: body)
    }

    func get(_ path: String) async {
        await send("GET \(path) HTTP/1.1\r\nHost: x\r\n\r\n")
    }

    /// A signed question in its header.
    func ask(_ path: String, _ question: [UInt8]) async {
        await send(
            "GET \(path) HTTP/1.1\r\nHost: x\r\n\(SignedRequest.headerName): \(Base64URL.write(question))\r\n\r\n"
        )
    }

    /// Reads once; nothing at the end of the stream.
    func read(_ bytesMax: Int = 65_536) async -> [UInt8] {
        await onQueue { [descriptor] in
            var buffer = [UInt8](repeating: 0, count: bytesMax)
            let count = recv(descriptor, &buffer, bytesMax, 0)
            return Array(buffer.prefix(max(0, count)))
        }
    }

    /// Reads until the other side closes.
    func readAll() async -> [UInt8] {
        var all: [UInt8] = []
        while true {
            let more = await read()
            if more.isEmpty { return all }
            all += more
        }
    }

    /// Reads a head and a body of the announced length.
    func reply() async -> (head: String, body: [UInt8]) {
        var bytes: [UInt8] = []
        while true {
            let text = String(decoding: bytes, as: UTF8.self)
            if let end = text.firstRange(of: "\r\n\r\n") {
                let head = String(text[..<end.lowerBound])
                let length = head.lowercased().split(separator: "\r\n").first { $0.hasPrefix("content-length: ") }
                let wanted = length.flatMap { Int($0.dropFirst(16)) } ?? 0
                let body = Array(bytes.dropFirst(head.utf8.count + 4))
                if body.count >= wanted { return (head, body) }
            }
            let more = await read()
            if more.isEmpty { return (text, []) }
            bytes += more
        }
    }

    private static func send(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
        #if canImport(Glibc)
        Glibc.send(descriptor, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
        #else
        Darwin.send(descriptor, bytes.baseAddress, bytes.count, 0)
        #endif
    }

    private func onQueue<Result: Sendable>(_ work: @escaping @Sendable () -> Result) async -> Result {
        await withCheckedContinuation { continuation in queue.async { continuation.resume(returning: work()) } }
    }
}

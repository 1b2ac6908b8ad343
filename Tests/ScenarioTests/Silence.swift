import Foundation
import Glibc
import Synchronization

/// A socket of this machine on which programs of tests listen.
enum Door {
    /// - Parameter port: 0 for any that is free.
    static func open(port: Int = 0) throws -> (socket: Int32, port: Int) {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var (isAgain, place) = (Int32(1), sockaddr_in())
        // Whoever listened there before may have left connections behind that are not quite closed.
        setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &isAgain, socklen_t(MemoryLayout<Int32>.size))
        place.sin_family = sa_family_t(AF_INET)
        place.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        place.sin_port = UInt16(port).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let found = withUnsafeMutablePointer(to: &place) { place in
            place.withMemoryRebound(to: sockaddr.self, capacity: 1) { place -> UInt16? in
                guard bind(listener, place, size) == 0, listen(listener, 8) == 0,
                    getsockname(listener, place, &size) == 0
                else {
                    return nil
                }
                return place.withMemoryRebound(to: sockaddr_in.self, capacity: 1) {
                    UInt16(bigEndian: $0.pointee.sin_port)
                }
            }
        }
        guard let found else { throw Valley.Trouble(words: "No port could be listened on.") }
        return (listener, Int(found))
    }
}

/// Something else than a server of ours, which gives everybody the same answer.
final class Portal: Sendable {
    private let listener: Int32

    /// - Parameter port: where it stands in for a server that has stopped.
    init(port: Int, saying answer: String) throws {
        let listener = try Door.open(port: port).socket
        self.listener = listener
        DispatchQueue.global().async {
            while true {
                let line = accept(listener, nil, nil)
                guard line >= 0 else { return }
                var buffer = [UInt8](repeating: 0, count: 1 << 16)
                _ = recv(line, &buffer, buffer.count, 0)
                let bytes = Array(answer.utf8)
                _ = send(line, bytes, bytes.count, Int32(MSG_NOSIGNAL))
                shutdown(line, Int32(SHUT_WR))
                while recv(line, &buffer, buffer.count, 0) > 0 {}
                Glibc.close(line)
            }
        }
    }

    func close() {
        shutdown(listener, Int32(SHUT_RDWR))
        Glibc.close(listener)
    }
}

/// A server that takes a connection, listens, and never answers.
final class Silence: Sendable {
    private let listener: Int32
    let address: String

    init() throws {
        let (listener, port) = try Door.open()
        self.listener = listener
        address = "http://127.0.0.1:\(port)"
    }

    deinit { close(listener) }

    /// Comes back when somebody has called and said something.
    func called() async {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async { [self] in
                let line = accept(listener, nil, nil)
                var byte: UInt8 = 0
                _ = recv(line, &byte, 1, 0)
                lines.withLock { $0.append(line) }
                continuation.resume()
            }
        }
    }

    /// Hangs up on everybody.
    func hangUp() {
        lines.withLock { lines in
            for line in lines { close(line) }
            lines = []
        }
        shutdown(listener, Int32(SHUT_RDWR))
    }

    private let lines = Mutex<[Int32]>([])
}

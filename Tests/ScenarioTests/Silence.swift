import Foundation
import Glibc
import Synchronization

/// A server that takes a connection, listens, and never answers.
final class Silence: Sendable {
    private let listener: Int32
    let address: String

    init() throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        self.listener = listener
        var place = sockaddr_in()
        place.sin_family = sa_family_t(AF_INET)
        place.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let port = withUnsafeMutablePointer(to: &place) { place in
            place.withMemoryRebound(to: sockaddr.self, capacity: 1) { place -> UInt16? in
                guard bind(listener, place, size) == 0, listen(listener, 8) == 0, getsockname(listener, place, &size) == 0 else {
                    return nil
                }
                return place.withMemoryRebound(to: sockaddr_in.self, capacity: 1) { UInt16(bigEndian: $0.pointee.sin_port) }
            }
        }
        guard let port else { throw Valley.Trouble(words: "No port could be listened on.") }
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

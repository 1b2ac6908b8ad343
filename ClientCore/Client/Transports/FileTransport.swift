import Foundation
import HostFiles
import SyncEngine

/// A line made of files: the request is written to one, somebody carries it, and the reply is read from another.
package struct FileTransport: Transport {
    /// Takes the request's file to a server and comes back when the reply's file is there.
    package typealias Carry = @Sendable (_ request: String, _ reply: String) async throws -> Void

    private let requestFile: String
    private let replyFile: String
    private let carry: Carry

    /// A line through two files, named by their paths.
    package init(request: String, reply: String, carry: @escaping Carry) {
        requestFile = request
        replyFile = reply
        self.carry = carry
    }

    /// There is one pair of files.
    package var supportsPipelining: Bool { false }

    /// Writes the request, has it carried, reads the reply. Only ``Call/sync(_:)`` can travel so.
    package func exchange(
        _ request: TransportRequest,
        departed: @escaping @Sendable () -> Void,
        chunk: ([UInt8]) async throws -> Void
    ) async throws -> TransportBytes {
        guard case .sync(let body)? = Call(request) else {
            throw TransportError(failure: .refused(.onlySynchronisations))
        }
        do {
            let file = try FileReplacement(path: requestFile)
            try file.write(body)
            try file.finish()
        } catch {
            throw TransportError(failure: .refused(.unwritable(requestFile)))
        }
        var traffic = TransportBytes(sent: body.count)
        departed()
        try await carry(requestFile, replyFile)
        guard let file = FileHandle(forReadingAtPath: replyFile) else {
            throw TransportError(failure: .refused(.noReply(replyFile)), bytes: traffic)
        }
        defer { try? file.close() }
        while let piece = try? file.read(upToCount: 256 << 10), !piece.isEmpty {
            traffic.received += piece.count
            try await chunk([UInt8](piece))
        }
        return traffic
    }

    /// Files need no closing.
    package func close() async {}
}

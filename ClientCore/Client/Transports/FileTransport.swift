import Foundation
import HostFiles
public import SyncEngine

/// A line made of files: the request is written to one, somebody carries it, and the reply is read from another.
public struct FileTransport: Transport {
    /// Takes the request's file to a server and comes back when the reply's file is there.
    public typealias Carry = @Sendable (_ request: String, _ reply: String) async throws -> Void

    private let request: String
    private let reply: String
    private let carry: Carry

    /// A line through two files, named by their paths.
    public init(request: String, reply: String, carry: @escaping Carry) {
        self.request = request
        self.reply = reply
        self.carry = carry
    }

    /// There is one pair of files.
    public var overlaps: Bool { false }

    /// Writes the request, has it carried, reads the reply. Only ``Call/sync(_:)`` can travel so.
    public func exchange(
        _ call: Call,
        departed: @escaping @Sendable () -> Void,
        chunk: ([UInt8]) async throws -> Void
    ) async throws -> Traffic {
        guard case .sync(let body) = call else { throw LineError(.refused("files carry nothing but synchronisations")) }
        do {
            let file = try FileReplacement(path: request)
            try file.write(body)
            try file.finish()
        } catch {
            throw LineError(.refused("the file \(request) cannot be written"))
        }
        var traffic = Traffic(sent: body.count)
        departed()
        try await carry(request, reply)
        guard let file = FileHandle(forReadingAtPath: reply) else {
            throw LineError(.refused("there is no reply file at \(reply)"), traffic: traffic)
        }
        defer { try? file.close() }
        while let piece = try? file.read(upToCount: 256 << 10), !piece.isEmpty {
            traffic.received += piece.count
            try await chunk([UInt8](piece))
        }
        return traffic
    }

    /// Files need no closing.
    public func close() async {}
}

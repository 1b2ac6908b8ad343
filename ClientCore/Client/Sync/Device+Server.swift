import Foundation
import Replica
import SyncEngine
package import SyncModel
package import SyncWire

extension Device {
    /// Asks the server of this device who it is, and what time it has.
    /// - Throws: ``DuikouError`` `notEnrolled`, `noConnection`.
    public func server() async throws(DuikouError) -> ServerInfo {
        do {
            let (identity, _) = try await enrolled()
            let hello = try await hello()
            return ServerInfo(
                isEnrolledOne: identity.serverKeys.isEmpty
                    || identity.serverKeys == hello.signingKey + hello.sealingKey,
                programme: hello.programme,
                programmeVersion: hello.programmeVersion,
                time: Moments.date(hello.serverTime)
            )
        } catch {
            throw DuikouError(error)
        }
    }

    /// Who the server of this device is.
    package func hello() async throws -> Hello {
        try await ask { _, _ in .hello }
    }

    /// The history of a record as the server has it, oldest first.
    package func history(collection: Int, record: RecordID) async throws -> [SyncWire.HistoryEntry] {
        let counter = try await withReplica { try $0.raiseCounter() }
        let reply: HistoryReply = try await ask { device, key in
            let request = HistoryRequest(device: device, counter: counter, collection: collection, record: record)
            return .history(try SignedRequest.sign(request, by: key).encoded())
        }
        return reply.entries
    }

    /// Comes back when something moved on the server that this device may read, or after a while without.
    ///
    /// - Parameters:
    ///   - version: what the last call returned; `nil` comes back at once if there is anything that was not sent here
    ///     yet.
    ///   - seconds: below the time after which a server counts as silent, since nothing comes over the line meanwhile.
    /// - Returns: the server's version, for the next question.
    package func waitForServer(after version: UInt64?, seconds: Int = 12) async throws -> UInt64 {
        let time = host.wallClock()
        let reply: WaitReply = try await ask { device, key in
            let request = WaitRequest(device: device, time: time, after: version, seconds: seconds)
            return .wait(try SignedRequest.sign(request, by: key).encoded())
        }
        return reply.version
    }

    /// One question and its answer, on a line of its own.
    func ask<Message: WireMessage>(_ call: (DeviceID, SigningKey) throws -> Call) async throws -> Message {
        let (identity, keys) = try await enrolled()
        let transport = line(to: identity.server)
        do {
            let message = try await transport.message(Message.self, to: call(identity.device, keys.signing))
            await transport.close()
            return message
        } catch {
            await transport.close()
            throw DuikouError(error)
        }
    }
}

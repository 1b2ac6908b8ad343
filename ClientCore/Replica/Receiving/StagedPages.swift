import SQLiteTables
import SyncModel
import SyncWire

/// Pages that wait on the disk until their lane is complete. Nobody else writes `_staged`.
struct StagedPages {
    let connection: StoreConnection

    /// - Parameter stream: its number.
    func add(_ page: Page, of stream: Int) throws {
        try connection.run(
            "INSERT INTO _staged(stream, lane, bytes) VALUES (?, ?, ?)",
            stream,
            page.stream.lane,
            try page.encoded()
        )
    }

    /// Hands over all pages of a lane in their order, and removes them.
    func drain(_ lane: Lane, _ body: (Page) throws -> Void) throws {
        let staged = try connection.statement("SELECT number, bytes FROM _staged WHERE lane = ? ORDER BY number")
        staged.bindAll(lane)
        defer { staged.reset() }
        while try staged.step() { try body(try Self.page(staged.blob(1) ?? [])) }
        try connection.run("DELETE FROM _staged WHERE lane = ?", lane)
    }

    /// The server sent it whole: if it cannot be read now, the file is to blame.
    private static func page(_ bytes: [UInt8]) throws(ReplicaError) -> Page {
        do {
            return try Page(decoding: bytes)
        } catch {
            throw ReplicaError(.damaged, .store(.damaged(.ownRow)))
        }
    }

    /// - Parameter stream: its number.
    func remove(stream: Int) throws { try connection.run("DELETE FROM _staged WHERE stream = ?", stream) }
}

import FoundationEssentials
import SyncModel
import SyncWire

/// Heads of replies.
struct HeadReceiver {
    let replicaState: ReplicaState
    let clock: StampClock
    let streams: StreamTable
    let outbox: Outbox
    let receipts: ReceiptReceiver
    let streamRemoval: StreamRemoval
    let programmeInstaller: ProgrammeInstaller

    /// Takes a head: receipts first, then what was lost, gained, and the newer programme, so that pages find everything
    /// in place (clause C6).
    /// - Returns: what changed, and whether the pages after this head may be used.
    func receive(_ head: ReplyHead, _ times: RoundTripTimes?) throws -> (result: TakeResult, isUsable: Bool) {
        try check(head)
        replicaState.follow(head.epoch)
        var result = TakeResult()
        let sentThrough = try outbox.sentThrough(of: head.counter)
        for lane in head.lanes { result += try receipts.receive(lane, sentThrough: sentThrough[lane.lane] ?? 0) }
        let hasAllReceipts = !result.ignored
        guard head.counter > replicaState.answered else {
            result.ignored = true
            return (result, false)
        }
        replicaState.noteAnswer(to: head.counter)
        for stream in head.lost { try streamRemoval.lose(stream) }
        if let json = head.programme {
            let programme: Programme
            do {
                programme = try JSONDecoder().decode(Programme.self, from: Data(json))
            } catch {
                throw ReplicaError(.badAnswer, .reply(.programme))
            }
            result.programmeInstalled = try programmeInstaller.install(programme)
        }
        for stream in head.gained { try streams.gain(stream) }
        if let standing = head.standing, replicaState.grant(standing) { streams.forgetRights() }
        if let times { clock.measure(serverTime: head.serverTime, serverTook: head.serverTook, times) }
        return (result, hasAllReceipts)
    }

    private func check(_ head: ReplyHead) throws {
        guard head.counter <= replicaState.counter else {
            throw ReplicaError(.badAnswer, .reply(.unasked))
        }
        // Another holder of this identity went further, such as a copy of the folder, if only by asking (clause P2).
        guard head.lastCounter <= replicaState.counter else { throw WireFailure.identitySplit }
        if let epoch = replicaState.epoch, epoch != head.epoch {
            throw ReplicaError(.badAnswer, .reply(.otherHistory))
        }
    }
}

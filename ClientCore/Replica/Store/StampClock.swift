import SyncModel

/// Stamps and the measured offset to the server's clock (clauses T1 and T2).
struct StampClock {
    let host: Host
    let replicaState: ReplicaState

    /// How far wall and boot clock may drift apart before a step of the wall clock is assumed. Unit: milliseconds.
    private static let driftMillisecondsMax: Int64 = 2_000

    /// The stamp of an edit made at a time of this device's wall clock; `nil` means now.
    func stamp(at wall: Int64? = nil) -> Stamp {
        let now = host.wallClock()
        let at = wall ?? now
        guard let offset = replicaState.offset else { return Stamp(sure: false, milliseconds: at) }
        let boot = host.bootClock()
        // A boot clock behind the measurement's means that the machine started anew.
        let drift = (now &- replicaState.measuredWall) &- (boot &- replicaState.measuredBoot)
        let isSteady = boot >= replicaState.measuredBoot && drift.magnitude <= UInt64(Self.driftMillisecondsMax)
        let isWithin = at >= replicaState.measuredWall && at <= now &+ Self.driftMillisecondsMax
        return Stamp(sure: isSteady && isWithin, milliseconds: at &+ offset)
    }

    /// Measures the offset by a short round trip; one no larger than half its round trip counts as 0.
    func measure(serverTime: Int64, serverTook: Int64, _ times: RoundTripTimes) {
        let trip = (times.receivedAt &- times.sentAt) &- max(0, serverTook)
        guard trip >= 0, trip <= 10_000, serverTime.magnitude < 1 << 50 else { return }
        let wall = host.wallClock()
        let boot = host.bootClock()
        // The head left the server half a trip before it came here, which was some time ago.
        let wallAtReceipt = wall &- (boot &- times.receivedAt)
        let offset = serverTime &+ trip / 2 &- wallAtReceipt
        replicaState.measured(offset: offset.magnitude <= UInt64(trip / 2) ? 0 : offset, wall: wall, boot: boot)
    }
}

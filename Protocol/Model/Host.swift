/// What the core may know of the machine it runs on, passed in so that a simulation can be all of it.
public struct Host: Sendable {
    /// The wall clock. Unit: milliseconds since 1970, UTC; may be wrong and may jump.
    public var wallClock: @Sendable () -> Int64
    /// A clock that only goes forward, from the start of the machine on. Unit: milliseconds.
    public var bootClock: @Sendable () -> Int64
    /// 64 random bits, good enough for keys in production.
    public var random: @Sendable () -> UInt64

    /// A host from its parts.
    public init(
        wallClock: @escaping @Sendable () -> Int64,
        bootClock: @escaping @Sendable () -> Int64,
        random: @escaping @Sendable () -> UInt64
    ) {
        self.wallClock = wallClock
        self.bootClock = bootClock
        self.random = random
    }

    /// A new name with a time in front (UUIDv7), so that ids made together lie together in an index.
    public func newRecordID() -> RecordID {
        let time = UInt128(truncatingIfNeeded: max(0, wallClock()) & 0xffff_ffff_ffff)
        let high = UInt128(random())
        let low = UInt128(random())
        let bits = time << 80 | 0x7 << 76 | (high & 0xfff) << 64 | 0b10 << 62 | (low & (UInt128(1) << 62 - 1))
        return RecordID(bits: bits)
    }
}

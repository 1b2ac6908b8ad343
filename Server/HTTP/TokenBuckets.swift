import Synchronization

/// Limits how often one address may ask: a bucket each, refilled evenly.
final class TokenBuckets: Sendable {
    private struct Bucket {
        var tokens: Double
        var at: ContinuousClock.Instant
    }

    private static let addressesMax = 65_536
    private let perSecond: Double
    private let burst: Double
    private let buckets = Mutex<[String: Bucket]>([:])

    /// - Parameter perSecond: 0 means without limit.
    init(perSecond: Double, burst: Double) {
        self.perSecond = perSecond
        self.burst = burst
    }

    /// Takes one token.
    /// - Returns: `nil`, or the whole seconds after which to come again.
    func take(_ address: String, at now: ContinuousClock.Instant = .now) -> Int? {
        guard perSecond > 0 else { return nil }
        return buckets.withLock { buckets in
            // Full buckets say nothing; an attacker with many addresses only makes us forget, never grow.
            if buckets.count >= Self.addressesMax { buckets = buckets.filter { refilled($0.value, at: now) < burst } }
            if buckets.count >= Self.addressesMax { buckets.removeAll() }
            let tokens = buckets[address].map { refilled($0, at: now) } ?? burst
            guard tokens >= 1 else {
                buckets[address] = Bucket(tokens: tokens, at: now)
                return max(1, Int(((1 - tokens) / perSecond).rounded(.up)))
            }
            buckets[address] = Bucket(tokens: tokens - 1, at: now)
            return nil
        }
    }

    private func refilled(_ bucket: Bucket, at now: ContinuousClock.Instant) -> Double {
        let (seconds, attoseconds) = (now - bucket.at).components
        return min(burst, bucket.tokens + (Double(seconds) + Double(attoseconds) * 1e-18) * perSecond)
    }
}

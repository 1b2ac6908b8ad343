import Synchronization

/// Limits how often one address or device may ask: a bucket each, refilled evenly.
final class TokenBuckets: Sendable {
    private struct Bucket {
        var tokens: Double
        var at: ContinuousClock.Instant
    }

    private static let bucketsMax = 65_536
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
    func take(_ name: String, at now: ContinuousClock.Instant = .now) -> Int? {
        guard perSecond > 0 else { return nil }
        return buckets.withLock { buckets in
            // Full buckets say nothing; an attacker with many names only makes us forget, never grow.
            if buckets.count >= Self.bucketsMax { buckets = buckets.filter { refilled($0.value, at: now) < burst } }
            if buckets.count >= Self.bucketsMax { buckets.removeAll() }
            let tokens = buckets[name].map { refilled($0, at: now) } ?? burst
            guard tokens >= 1 else {
                buckets[name] = Bucket(tokens: tokens, at: now)
                return max(1, Int(((1 - tokens) / perSecond).rounded(.up)))
            }
            buckets[name] = Bucket(tokens: tokens - 1, at: now)
            return nil
        }
    }

    private func refilled(_ bucket: Bucket, at now: ContinuousClock.Instant) -> Double {
        let (seconds, attoseconds) = (now - bucket.at).components
        return min(burst, bucket.tokens + (Double(seconds) + Double(attoseconds) * 1e-18) * perSecond)
    }
}

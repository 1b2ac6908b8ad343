import Replica

/// How many bytes of parcels the next request carries.
///
/// The server takes a request whole or not at all, so what a broken line cut off goes again: requests are small on slow
/// and bad lines, and grow on fast ones, where each round costs a commit on both sides.
package struct RequestSize: Hashable {
    /// Unit: bytes.
    package private(set) var bytes = RequestLimits().parcelBytesMax

    /// Unit: bytes.
    package static let bytesMin = 64 << 10
    package static let bytesMax = 3 << 20
    /// A round that took less makes the next request larger, one that took longer than ten times as much makes it
    /// smaller.
    package static let quickMilliseconds: Int64 = 2_000

    /// The size of a first request.
    package init() {}

    /// A round came to its end.
    package mutating func ended(afterMilliseconds milliseconds: Int64) {
        if milliseconds < Self.quickMilliseconds {
            bytes = min(bytes * 2, Self.bytesMax)
        } else if milliseconds > Self.quickMilliseconds * 10 {
            shrink()
        }
    }

    /// The line broke before the reply was here.
    package mutating func failed() {
        shrink()
    }

    private mutating func shrink() {
        bytes = max(bytes / 4, Self.bytesMin)
    }
}

package import SyncModel

/// How a person decides a conflict.
package enum Decision: Hashable, Sendable {
    /// The candidate with this key is right.
    case take(String)
    /// Something else is right.
    case value(Value)
}

/// A decision that was made on this device.
package struct PastDecision: Hashable, Sendable {
    /// The conflict's id.
    package var conflict: String
    /// Unit: milliseconds since 1970, UTC, by this device's clock.
    package var at: Int64
    /// Why; empty if nobody said.
    package var reason: String
    /// It was taken back.
    package var isUndone: Bool
}

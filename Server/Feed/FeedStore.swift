/// Where records, receipts and parcels are kept. Synchronous: a transaction runs to its end without suspending.
public protocol FeedStore: Sendable {
}

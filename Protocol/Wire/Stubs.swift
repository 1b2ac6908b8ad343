public import SyncModel

extension SyncRequest {
    /// The body that is signed (clause W11).
    /// - Throws: ``WireFailure`` `too-large` above a limit.
    public func encoded() throws(WireFailure) -> [UInt8] { throw WireFailure(.internalError, "not there yet") }

    /// Reads a body.
    /// - Throws: ``WireFailure`` `bad-request`, `too-large` or `version`.
    public init(decoding bytes: [UInt8]) throws(WireFailure) { throw WireFailure(.internalError, "not there yet") }
}

extension Page {
    /// The page's message: header and columns, compressed (clause W30).
    /// - Throws: ``WireFailure`` `too-large` above a limit.
    public func encoded() throws(WireFailure) -> [UInt8] { throw WireFailure(.internalError, "not there yet") }

    /// Reads a page's message.
    /// - Throws: ``WireFailure`` `bad-request` or `too-large`.
    public init(decoding bytes: [UInt8]) throws(WireFailure) { throw WireFailure(.internalError, "not there yet") }

    /// A page without its entries, read without unpacking them.
    /// - Throws: ``WireFailure`` `bad-request` or `too-large`.
    public static func header(of bytes: [UInt8]) throws(WireFailure) -> Page { throw WireFailure(.internalError, "not there yet") }
}

extension Parcel {
    /// The bytes that are hashed and signed (clause W40); also above ``Limits/parcelBytesMax``, so that a sender can cut again.
    /// - Throws: ``WireFailure`` `too-large` above ``Limits/expandedBytesMax`` or another limit.
    public func encoded() throws(WireFailure) -> [UInt8] { throw WireFailure(.internalError, "not there yet") }

    /// Reads what ``encoded()`` wrote.
    /// - Throws: ``WireFailure`` `bad-request`, `too-large` or `version`.
    public init(decoding bytes: [UInt8]) throws(WireFailure) { throw WireFailure(.internalError, "not there yet") }
}

enum ParcelCodec {
    static func header(of bytes: [UInt8]) throws(WireFailure) -> ParcelHeader { throw WireFailure(.internalError, "not there yet") }
}

enum RequestBody {
    static func device(of body: [UInt8]) throws(WireFailure) -> DeviceID { throw WireFailure(.internalError, "not there yet") }
}

extension HistoryRequest {
    /// The body that is signed.
    public func encoded() throws(WireFailure) -> [UInt8] { throw WireFailure(.internalError, "not there yet") }
    /// Reads a body.
    public init(decoding bytes: [UInt8]) throws(WireFailure) { throw WireFailure(.internalError, "not there yet") }
}

/// A small message that travels alone.
public protocol WireMessage: Sendable {
    /// The message's bytes.
    /// - Throws: ``WireFailure`` `too-large` above a limit.
    func encoded() throws(WireFailure) -> [UInt8]

    /// Reads the message's bytes.
    /// - Throws: ``WireFailure`` `bad-request` or `too-large`.
    init(decoding bytes: [UInt8]) throws(WireFailure)
}

extension WireMessage {
    public func encoded() throws(WireFailure) -> [UInt8] { throw WireFailure(.internalError, "not there yet") }
    public init(decoding bytes: [UInt8]) throws(WireFailure) { throw WireFailure(.internalError, "not there yet") }
}

extension EnrolBegin: WireMessage {}
extension EnrolChallenge: WireMessage {}
extension EnrolProve: WireMessage {}
extension EnrolResult: WireMessage {}
extension Hello: WireMessage {}
extension WaitReply: WireMessage {}
extension HistoryReply: WireMessage {}

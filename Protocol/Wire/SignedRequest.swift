package import SyncModel

/// A request with the device's signature, as it travels: one byte of format, 64 of signature, then the body (clause
/// W10).
package struct SignedRequest: Hashable, Sendable {
    /// The encoded request or question; what is signed.
    package var body: [UInt8]
    /// Ed25519 over the body; 64 bytes.
    package var signature: [UInt8]

    /// A signed request from its parts.
    package init(body: [UInt8], signature: [UInt8]) {
        self.body = body
        self.signature = signature
    }

    /// Encodes and signs a request.
    /// - Throws: ``WireFailure`` `too-large` above ``Limits/requestBytesMax``.
    package static func sign(_ request: SyncRequest, by key: SigningKey) throws(WireFailure) -> Self {
        try sign(body: request.encoded(), by: key)
    }

    /// Encodes and signs a request for a record's history.
    package static func sign(_ request: HistoryRequest, by key: SigningKey) throws(WireFailure) -> Self {
        try sign(body: request.encoded(), by: key)
    }

    /// Encodes and signs a question of reconciliation.
    package static func sign(_ request: ReconciliationRequest, by key: SigningKey) throws(WireFailure) -> Self {
        try sign(body: request.encoded(), by: key)
    }

    /// Encodes and signs a request to be told when something moves.
    package static func sign(_ request: WaitRequest, by key: SigningKey) throws(WireFailure) -> Self {
        try sign(body: request.encoded(), by: key)
    }

    private static func sign(body: [UInt8], by key: SigningKey) throws(WireFailure) -> Self {
        Self(body: body, signature: try key.signature(for: body))
    }

    /// Who says to have sent it; nothing is proved yet.
    package var device: DeviceID {
        get throws(WireFailure) { try RequestBody.device(of: body) }
    }

    /// The request, once its signature fits the device's key.
    /// - Throws: ``WireFailure`` `bad-signature`, `bad-request` or `version`.
    package func open(verifying publicKey: [UInt8]) throws(WireFailure) -> SyncRequest {
        try verify(publicKey)
        return try SyncRequest(decoding: body)
    }

    /// The request for a record's history, once its signature fits the device's key.
    /// - Throws: ``WireFailure`` `bad-signature` or `bad-request`.
    package func openHistory(verifying publicKey: [UInt8]) throws(WireFailure) -> HistoryRequest {
        try verify(publicKey)
        return try HistoryRequest(decoding: body)
    }

    /// The question of reconciliation, once its signature fits the device's key.
    /// - Throws: ``WireFailure`` `bad-signature`, `bad-request` or `version`.
    package func openReconciliation(verifying publicKey: [UInt8]) throws(WireFailure) -> ReconciliationRequest {
        try verify(publicKey)
        return try ReconciliationRequest(decoding: body)
    }

    /// The request to be told when something moves, once its signature fits the device's key.
    /// - Throws: ``WireFailure`` `bad-signature`, `bad-request` or `version`.
    package func openWait(verifying publicKey: [UInt8]) throws(WireFailure) -> WaitRequest {
        try verify(publicKey)
        return try WaitRequest(decoding: body)
    }

    private func verify(_ publicKey: [UInt8]) throws(WireFailure) {
        guard SigningKey.isValid(signature, for: body, publicKey: publicKey) else {
            throw WireFailure(.badSignature, .signature(.request))
        }
    }

    /// The bytes that travel.
    package func encoded() -> [UInt8] {
        [Self.format] + signature + body
    }

    /// Reads what ``encoded()`` wrote; the signature is not looked at yet.
    /// - Throws: ``WireFailure`` `bad-request`, `too-large` or `version`.
    package init(decoding bytes: [UInt8]) throws(WireFailure) {
        guard bytes.count <= Limits.requestBytesMax else {
            throw WireFailure(.tooLarge, .tooMuch(.bytes, max: Limits.requestBytesMax, in: .request))
        }
        guard let first = bytes.first, bytes.count > 65 else { throw WireFailure(.badRequest, .damaged(.request)) }
        // Clause W1.
        guard first == Self.format else { throw WireFailure(.version, .newer(.request)) }
        signature = Array(bytes[1..<65])
        body = Array(bytes[65...])
    }

    /// The header of a GET in which a signed question travels, in base64url (clause W16).
    package static let headerName = "duikou-question"

    private static let format: UInt8 = 1
    static let headBytes = 65
}

package import SyncModel

/// What a parcel says of itself without being unpacked.
package struct ParcelHeader: Hashable, Sendable {
    /// The device that sends it.
    package var device: DeviceID
    /// In which lane the sets are numbered.
    package var lane: Lane
    /// The version of the programme under which the sets were made.
    package var programme: Int
    /// The send number of the first set.
    package var first: SendNumber
    /// The send number of the last set.
    package var last: SendNumber
    /// SHA-256 of the previous parcel of this device and lane; 32 zero bytes before the first.
    package var previous: [UInt8]

    /// A header from its parts.
    package init(device: DeviceID, lane: Lane, programme: Int, first: SendNumber, last: SendNumber, previous: [UInt8]) {
        self.device = device
        self.lane = lane
        self.programme = programme
        self.first = first
        self.last = last
        self.previous = previous
    }
}

extension Parcel {
    /// What stands as `previous` in the first parcel of a lane.
    package static let noPrevious = [UInt8](repeating: 0, count: 32)

    /// The parcel with its signature, its bytes fixed for ever.
    /// - Throws: ``WireFailure`` `too-large` above ``Limits/parcelBytesMax`` or another limit.
    package func signed(by key: SigningKey) throws(WireFailure) -> SignedParcel {
        let bytes = try encoded()
        guard bytes.count <= Limits.parcelBytesMax else {
            throw WireFailure(.tooLarge, .tooMuch(.bytes, max: Limits.parcelBytesMax, in: .parcel))
        }
        return SignedParcel(bytes: bytes, signature: try key.signature(for: bytes))
    }
}

extension SignedParcel {
    /// SHA-256 of the bytes: what the next parcel of the lane names as its previous one.
    package var hash: [UInt8] { SHA.hash256(bytes) }

    /// The header, read without unpacking the sets; nothing is proved yet.
    /// - Throws: ``WireFailure`` `bad-request`, `too-large` or `version`.
    package var header: ParcelHeader {
        get throws(WireFailure) { try ParcelCodec.header(of: bytes) }
    }

    /// The parcel, once its signature fits the device's key.
    /// - Parameter publicKey: `nil` skips the check, for parcels that were checked before they were stored.
    /// - Throws: ``WireFailure`` `bad-signature`, `bad-request` or `too-large`.
    package func open(verifying publicKey: [UInt8]?) throws(WireFailure) -> Parcel {
        if let publicKey, !SigningKey.isValid(signature, for: bytes, publicKey: publicKey) {
            throw WireFailure(.badSignature, .signature(.parcel))
        }
        return try Parcel(decoding: bytes)
    }
}

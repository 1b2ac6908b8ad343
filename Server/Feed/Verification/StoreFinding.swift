package import SyncModel

/// What a check of a server's store or of its audit log found wrong.
package enum StoreFinding: Explained {
    /// A stream cannot be read to its end.
    case unread(Stream, StoreProblem)
    /// The stored digest says something else than the records.
    case digest(Stream)
    /// Two entries have one position.
    case samePosition(Stream, Position)
    /// The last entry is not the last position.
    case end(Stream, at: Position, not: Position)
    /// A value that its author never sent.
    case changedValue(collection: String, record: RecordID)
    /// Nobody sent these change sets.
    case noParcel(DeviceID, Lane, holding: SendNumber)
    /// The parcels of a lane end elsewhere than it says.
    case lane(DeviceID, Lane, parcelsEnd: SendNumber, laneEnds: SendNumber)
    /// A parcel of the audit log, by its number.
    case parcel(Int64, ParcelFault)

    /// What is wrong with a parcel of the audit log.
    package enum ParcelFault: Hashable, Sendable {
        /// The number before it is not there.
        case afterGap
        /// Its link does not begin with the one before.
        case unlinked
        /// Its link is not made of it.
        case changed
        /// Its hash is not that of its bytes.
        case changedBytes
        /// Its device did not sign it.
        case signature(DeviceID)
    }

    /// The sentence in English.
    package var inEnglish: String {
        switch self {
        case .unread(let stream, let problem): "\(stream.text): \(problem.inEnglish)"
        case .digest(let stream): "\(stream.text): the stored digest is not that of its records."
        case .samePosition(let stream, let position): "\(stream.text): two entries at \(position.number)."
        case .end(let stream, let last, let head): "\(stream.text): ends at \(last.number), not at \(head.number)."
        case .changedValue(let collection, let record):
            "\(collection) \(record.text): a value is not what was sent; see the record's history."
        case .noParcel(let device, let lane, let send): "\(device.text) \(lane.name): no parcel holds \(send.number)."
        case .lane(let device, let lane, let parcels, let applied):
            "\(device.text) \(lane.name): parcels end at \(parcels.number), the lane at \(applied.number)."
        case .parcel(let number, .afterGap): "Parcel \(number): a parcel before it is missing."
        case .parcel(let number, .unlinked): "Parcel \(number) does not follow the one before it."
        case .parcel(let number, .changed): "Parcel \(number) was changed after it was received."
        case .parcel(let number, .changedBytes): "Parcel \(number): its bytes were changed."
        case .parcel(let number, .signature(let device)):
            "Parcel \(number): the signature is not that of device \(device.text)."
        }
    }
}

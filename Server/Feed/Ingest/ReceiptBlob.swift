package import SyncModel

/// The receipts of one parcel as the bytes that stand beside it in the audit log.
package enum ReceiptBlob {
    package static func encode(_ receipts: [Receipt]) -> [UInt8] {
        var writer = BlobWriter()
        writer.number(UInt64(receipts.count))
        for receipt in receipts {
            writer.byte(receipt.lane.rawValue)
            writer.number(receipt.first)
            writer.number(receipt.last)
            writer.number(UInt64(receipt.starts.count))
            for (stream, position) in receipt.starts.sorted(by: { $0.key < $1.key }) {
                writer.stream(stream)
                writer.number(position.number)
            }
            writer.number(UInt64(receipt.exceptions.count))
            for (send, exception) in receipt.exceptions.sorted(by: { $0.key < $1.key }) {
                writer.number(send)
                encode(exception, to: &writer)
            }
        }
        return writer.bytes
    }

    package static func decode(_ bytes: [UInt8]) throws(StoreFailure) -> [Receipt] {
        var reader = BlobReader(bytes)
        var receipts: [Receipt] = []
        for _ in 0..<(try reader.count()) {
            guard let lane = Lane(rawValue: try reader.byte()) else { throw BlobReader.damaged }
            var receipt = Receipt(lane: lane, first: try reader.number(), last: try reader.number())
            for _ in 0..<(try reader.count()) { receipt.starts[try reader.stream()] = Position(try reader.number()) }
            for _ in 0..<(try reader.count()) { receipt.exceptions[try reader.number()] = try exception(&reader) }
            receipts.append(receipt)
        }
        return receipts
    }

    private static func encode(_ exception: SetException, to writer: inout BlobWriter) {
        switch exception {
        case .refused(let refusal):
            writer.byte(0)
            writer.text(refusal.code.rawValue)
            writer.text(refusal.message)
            writer.number(refusal.collection.map { UInt64($0) + 1 } ?? 0)
            writer.number(refusal.field.map { UInt64($0) + 1 } ?? 0)
            writer.byte(refusal.record == nil ? 0 : 1)
            if let record = refusal.record { writer.fixed(record.bits) }
        case .placed(let places):
            writer.byte(1)
            writer.number(UInt64(places.count))
            for place in places {
                writer.stream(place.stream)
                writer.number(place.position.number)
            }
        }
    }

    private static func exception(_ reader: inout BlobReader) throws(StoreFailure) -> SetException {
        if try reader.byte() == 1 {
            var places: [Place] = []
            for _ in 0..<(try reader.count()) { places.append(Place(stream: try reader.stream(), position: Position(try reader.number()))) }
            return .placed(places)
        }
        guard let code = RefusalCode(rawValue: try reader.text()) else { throw BlobReader.damaged }
        var refusal = Refusal(code, try reader.text())
        let collection = try reader.number()
        let field = try reader.number()
        refusal.collection = collection == 0 ? nil : Int(truncatingIfNeeded: collection - 1)
        refusal.field = field == 0 ? nil : Int(truncatingIfNeeded: field - 1)
        if try reader.byte() == 1 { refusal.record = RecordID(bits: try reader.fixed()) }
        return .refused(refusal)
    }
}

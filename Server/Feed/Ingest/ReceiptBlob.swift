package import SyncModel

/// The receipts of one parcel as the bytes that stand beside it in the audit log.
package enum ReceiptBlob {
    package static func encode(_ receipts: [Receipt]) -> [UInt8] {
        var writer = ByteWriter()
        writer.varint(UInt64(receipts.count))
        for receipt in receipts {
            writer.byte(receipt.lane.rawValue)
            writer.varint(receipt.first.number)
            writer.varint(receipt.last.number)
            writer.varint(UInt64(receipt.starts.count))
            for (stream, position) in receipt.starts.sorted(by: { $0.key < $1.key }) {
                writer.stream(stream)
                writer.varint(position.number)
            }
            writer.varint(UInt64(receipt.exceptions.count))
            for (send, exception) in receipt.exceptions.sorted(by: { $0.key < $1.key }) {
                writer.varint(send.number)
                encode(exception, to: &writer)
            }
        }
        return writer.bytes
    }

    package static func decode(_ bytes: [UInt8]) throws(DamagedBytes) -> [Receipt] {
        var reader = ByteReader(bytes)
        var receipts: [Receipt] = []
        for _ in 0..<(try reader.count()) {
            guard let lane = Lane(rawValue: try reader.byte()) else { throw DamagedBytes() }
            let first = SendNumber(try reader.varint())
            var receipt = Receipt(lane: lane, first: first, last: SendNumber(try reader.varint()))
            for _ in 0..<(try reader.count()) { receipt.starts[try reader.stream()] = Position(try reader.varint()) }
            for _ in 0..<(try reader.count()) {
                let send = SendNumber(try reader.varint())
                receipt.exceptions[send] = try exception(&reader)
            }
            receipts.append(receipt)
        }
        return receipts
    }

    private static func encode(_ exception: SetException, to writer: inout ByteWriter) {
        switch exception {
        case .refused(let refusal):
            // Refusals from before there were words stay as they are: the link of the audit log is made of these bytes.
            let hasWord = !refusal.problem.written.word.isEmpty
            writer.byte(hasWord ? 2 : 0)
            writer.text(refusal.code.rawValue)
            if hasWord { writer.problem(of: refusal) } else { writer.text(refusal.inEnglish) }
            writer.varint(refusal.collection.map { UInt64($0) + 1 } ?? 0)
            writer.varint(refusal.field.map { UInt64($0) + 1 } ?? 0)
            writer.byte(refusal.record == nil ? 0 : 1)
            if let record = refusal.record { writer.bits(record.bits) }
        case .placed(let places):
            writer.byte(1)
            writer.varint(UInt64(places.count))
            for place in places {
                writer.stream(place.stream)
                writer.varint(place.position.number)
            }
        }
    }

    private static func exception(_ reader: inout ByteReader) throws(DamagedBytes) -> SetException {
        let form = try reader.byte()
        if form == 1 {
            var places: [Place] = []
            for _ in 0..<(try reader.count()) {
                places.append(Place(stream: try reader.stream(), position: Position(try reader.varint())))
            }
            return .placed(places)
        }
        let code = RefusalCode(rawValue: try reader.text())
        var refusal =
            form == 0
            ? Refusal(code, told: Told(WrittenProblem(""), sentence: try reader.text())) : try reader.refusal(code)
        let collection = try reader.varint()
        let field = try reader.varint()
        refusal.collection = collection == 0 ? nil : Int(truncatingIfNeeded: collection - 1)
        refusal.field = field == 0 ? nil : Int(truncatingIfNeeded: field - 1)
        if try reader.byte() == 1 { refusal.record = RecordID(bits: try reader.bits()) }
        return .refused(refusal)
    }
}

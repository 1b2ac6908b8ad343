internal import SyncModel

/// Who wrote the values that stand side by side in a page (clause W45).
enum CardColumns {
    static func write(_ cards: [DeviceCard], to writer: inout ColumnWriter) {
        writer.count(cards.count)
        for card in cards {
            writer.device(card.device)
            writer.string(card.name)
            writer.string(card.role)
            Bytes.append(card.at.bits, to: &writer.raw)
        }
    }

    static func read(from reader: inout ColumnReader) throws(WireFailure) -> [DeviceCard] {
        var cards: [DeviceCard] = []
        for _ in 0..<(try reader.itemCount(max: Limits.cardsPerPageMax)) {
            cards.append(
                DeviceCard(
                    device: try reader.device(),
                    name: try reader.string(bytesMax: Limits.reasonBytesMax),
                    role: try reader.string(bytesMax: Limits.reasonBytesMax),
                    at: RecordID(bits: try reader.bits128())
                )
            )
        }
        return cards
    }
}

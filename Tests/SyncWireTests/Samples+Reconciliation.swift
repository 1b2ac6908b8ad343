import struct SimulationKit.SeededRandom
import SyncModel
import SyncWire

extension SeededRandom {
    mutating func reconciliationRequest() -> ReconciliationRequest {
        let question: ReconciliationQuestion =
            switch number(0...3) {
            case 0: .streams
            case 1: .ranges(list(0...5) { $0.stream() })
            case 2: .records(stream(), ranges: Set(list(0...20) { $0.number(0...255) }), after: position())
            default: .whole(stream(), list(0...9) { $0.record() })
            }
        return ReconciliationRequest(device: device(), counter: next(), question: question)
    }

    mutating func reconciliationReply() -> ReconciliationReply {
        switch number(0...2) {
        case 0:
            let isShort = chance(50)
            return .streams(list(0...4) { $0.streamStatement(isShort: isShort) })
        case 1:
            let records = list(0...9) { RecordStatement(record: $0.record(), position: $0.position(), hash: $0.wide()) }
            return .records(head: position(), records, more: chance(50))
        default:
            return .whole(
                WholeRecords(page: page(entries: 3), asked: number(0...99), damaged: list(0...3) { $0.record() })
            )
        }
    }

    private mutating func streamStatement(isShort: Bool) -> StreamStatement {
        let records = number(0...9_999)
        let ranges = isShort ? [] : (0..<256).map { _ in wide() }
        let digest = isShort ? wide() : StreamDigest(ranges: ranges, count: records)?.root ?? 0
        return StreamStatement(
            stream: stream(),
            head: position(),
            records: records,
            digest: digest,
            isSound: chance(50),
            ranges: ranges
        )
    }
}

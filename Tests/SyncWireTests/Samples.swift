import struct SimulationKit.SeededRandom
import SyncModel
import SyncWire

/// Random messages of every shape, odd values included.
extension SeededRandom {
    mutating func record() -> RecordID {
        let bits = wide()
        guard chance(50) else { return RecordID(bits: bits) }
        return RecordID(bits: bits & ~(UInt128(0xf) << 76) | UInt128(7) << 76)
    }

    mutating func device() -> DeviceID { chance(20) ? .server : DeviceID(bits: UInt128(number(1...5)) << 100 | 7) }

    mutating func scope() -> Scope {
        chance(30) ? Scope("province") : Scope(pick(["site", "pair", "机构"]), RecordID(bits: UInt128(number(1...6))))
    }

    mutating func stream() -> SyncModel.Stream { SyncModel.Stream(scope: scope(), lane: pick(Lane.allCases)) }

    mutating func serial<Number: SerialNumber>(_ range: ClosedRange<Int>) -> Number { Number(UInt64(number(range))) }

    mutating func position() -> Position { chance(3) ? Position(UInt64.max) : Position(UInt64(number(0...100_000))) }

    mutating func stamp() -> Stamp { Stamp(sure: chance(70), milliseconds: integer()) }

    mutating func integer() -> Int64 {
        switch number(0...9) {
        case 0: Int64.min
        case 1: Int64.max
        case 2: Int64(bitPattern: next())
        case 3...5: Int64(number(-3...3))
        default: 1_700_000_000_000 + Int64(number(0...1_000_000))
        }
    }

    mutating func cards() -> [DeviceCard] {
        guard chance(30) else { return [] }
        return list(0...3) { DeviceCard(device: $0.device(), name: $0.text(), role: $0.text(), at: $0.record()) }
    }

    mutating func text() -> String {
        switch number(0...11) {
        case 0: ""
        case 1: "\u{0}"
        case 2: "e\u{301}"
        case 3: "é"
        case 4: record().text
        case 5: record().text.uppercased()
        case 6: pick(["2024-02-29", "2023-02-29", "0000-01-01", "9999-12-31", "2024-1-1", "2024-13-01", "二〇二四年"])
        case 7: String(repeating: "患者神志清楚，", count: number(1...40))
        case 8: "👩🏽‍⚕️𠮷"
        default: pick(["远程会诊", "远程影像", "a", "b", "\"[]\\"])
        }
    }

    mutating func value() -> Value {
        switch number(0...5) {
        case 0: .null
        case 1, 2: .integer(integer())
        default: .text(text())
        }
    }

    /// Values of one column mostly have one form.
    mutating func column(_ count: Int) -> [Value] {
        let form = number(0...7)
        return (0..<count).map { _ in
            if form > 0, chance(form > 4 ? 20 : 0) { return .null }
            switch form {
            case 0, 4: return value()
            case 1: return .integer(Int64(number(0...120)))
            case 2: return .text(record().text)
            case 3: return .text("20\(number(10...99))-0\(number(1...9))-\(number(10...28))")
            case 5: return .text(pick(["就地治疗", "转上级医院", "随访观察"]))
            case 6: return .null
            default: return .text(text())
            }
        }
    }

    mutating func dot() -> Dot {
        Dot(device: device(), edit: serial(0...9_000), index: UInt32(chance(10) ? number(0...9) : 0))
    }

    mutating func write() -> LiveWrite {
        LiveWrite(
            value: value(),
            dot: dot(),
            stamp: stamp(),
            level: number(-1...3),
            position: position(),
            elsewhere: chance(15) ? list(1...2) { Place(stream: $0.stream(), position: $0.position()) } : []
        )
    }

    mutating func state() -> FieldState { FieldState(writes: list(0...3) { $0.write() }, changedAt: position()) }

    mutating func page(entries count: Int) -> Page {
        let after = Position(UInt64(number(0...1_000)))
        var last = after.number
        let fieldCounts = [3, 12, 0, 5]
        var columns: [[[Value]]] = []
        for fields in fieldCounts {
            var block: [[Value]] = []
            for _ in 0..<fields { block.append(column(count)) }
            columns.append(block)
        }
        let mixture = number(0...3)
        var entries: [PageEntry] = []
        for row in 0..<count {
            last += UInt64(chance(80) ? 1 : number(1...500))
            let collection = number(0...3)
            switch mixture == 0 ? 0 : number(0...5) {
            case 0...3:
                entries.append(
                    .uniform(
                        UniformRecord(
                            collection: mixture == 0 ? 1 : collection,
                            record: record(),
                            position: Position(last),
                            dot: dot(),
                            stamp: stamp(),
                            level: number(0...2),
                            values: columns[mixture == 0 ? 1 : collection].map { $0[row] }
                        )
                    )
                )
            case 4: entries.append(.record(delta(collection, at: Position(last))))
            default:
                entries.append(
                    .gone(
                        GoneRecord(
                            collection: collection,
                            record: record(),
                            position: Position(last),
                            moves: UInt32(number(0...3)),
                            moved: chance(50)
                        )
                    )
                )
            }
        }
        let through = Position(last + UInt64(number(0...3)))
        return Page(
            stream: stream(),
            after: after,
            complete: .zero,
            through: through,
            atHead: chance(50),
            entries: entries,
            cards: cards()
        )
    }

    private mutating func delta(_ collection: Int, at position: Position) -> RecordDelta {
        let numbers = Set(list(0...5) { $0.number(0...20) }).sorted()
        return RecordDelta(
            collection: collection,
            record: record(),
            position: position,
            wholeFrom: self.position(),
            moves: UInt32(number(0...5)),
            isWhole: chance(50),
            existence: chance(50) ? state() : nil,
            fields: numbers.map { NumberedField(number: $0, state: state()) }
        )
    }

    mutating func action() -> FieldAction {
        switch number(0...9) {
        case 0: .add(integer())
        case 1: .elements(add: list(0...3) { $0.text() }, remove: list(0...2) { $0.text() })
        case 2: .elements(add: list(0...3) { $0.text() }, remove: [])
        case 3: .write(WrittenValues(list(0...3) { $0.value() }))
        default: .write([value()])
        }
    }

    mutating func operation() -> Operation {
        let kind = pick([Operation.Kind.create, .create, .update, .delete])
        let fields = kind == .delete ? [] : Set(list(1...12) { $0.number(0...12) }).sorted()
        let changes = fields.map { field in
            FieldChange(
                field: field,
                action: action(),
                replaces: chance(5) ? list(0...2) { $0.dot() } : nil,
                base: chance(5) ? position() : nil,
                seen: chance(5) ? list(1...2) { $0.dot() } : []
            )
        }
        return Operation(
            collection: number(0...2),
            record: record(),
            kind: kind,
            scope: scope(),
            base: chance(10) ? position() : nil,
            seen: chance(10) ? list(1...2) { $0.dot() } : [],
            changes: changes
        )
    }

    mutating func parcel(sets: ClosedRange<Int>) -> Parcel {
        let bases = Dictionary(list(0...3) { ($0.stream(), $0.position()) }) { first, _ in first }
        return Parcel(
            device: device(),
            lane: pick(Lane.allCases),
            programme: number(0...9),
            first: serial(1...1_000),
            previous: chance(20) ? Parcel.noPrevious : bytes(32),
            sets: list(sets) { dice in
                ChangeSet(
                    edit: dice.serial(1...5_000),
                    stamp: dice.stamp(),
                    bases: dice.chance(70) ? bases : [dice.stream(): dice.position()],
                    operations: dice.list(0...5) { $0.operation() },
                    reason: dice.chance(20) ? dice.text() : ""
                )
            }
        )
    }

    mutating func cursor(_ count: ClosedRange<Int>) -> [SyncModel.Stream: StreamCursor] {
        let pairs = list(count) { dice in
            let complete = UInt64(dice.number(0...50_000))
            return (
                dice.stream(),
                StreamCursor(complete: Position(complete), upto: Position(complete + UInt64(dice.number(0...9))))
            )
        }
        return Dictionary(pairs) { first, _ in first }
    }

    mutating func request() -> SyncRequest {
        SyncRequest(
            versions: chance(80) ? 1...1 : 1...3,
            device: device(),
            counter: next(),
            programme: number(0...9),
            epoch: chance(80) ? Epoch(bits: wide()) : nil,
            cursor: chance(50) ? .known(next()) : .whole(cursor(0...20)),
            lanes: list(0...3) { dice in
                let last = dice.number(0...3_000)
                return LaneMark(
                    lane: dice.pick(Lane.allCases),
                    last: SendNumber(UInt64(last)),
                    chain: last == 0 ? [] : dice.bytes(32),
                    settledThrough: SendNumber(UInt64(last / 2))
                )
            },
            ownFrom: serial(0...900),
            wantsPages: chance(80),
            replyBytesMax: chance(50) ? 16 << 20 : number(0...1_000_000),
            pageBytesMax: chance(50) ? 256 << 10 : number(0...1_000_000),
            parcels: list(0...3) { SignedParcel(bytes: $0.bytes($0.number(1...300)), signature: $0.bytes(64)) }
        )
    }

    mutating func refusal() -> Refusal {
        Refusal(
            pick(RefusalCode.allCases + [.other("moon-is-full"), .other("")]),
            told: Told(WrittenProblem(String(text().prefix(8)), list(0...3) { $0.text() }), sentence: text()),
            at: chance(50) ? "form.day" : nil,
            collection: chance(50) ? number(0...9) : nil,
            record: chance(50) ? record() : nil,
            field: chance(50) ? number(0...9) : nil
        ).clipped
    }

    mutating func head() -> ReplyHead {
        let lanes = Lane.allCases.prefix(number(0...3)).map { lane in
            LaneReply(
                lane: lane,
                settledThrough: serial(0...99),
                appliedThrough: serial(0...999),
                backedUpThrough: serial(0...99),
                receipts: list(0...3) { dice in
                    let exceptions = dice.list(0...3) { dice -> (SendNumber, SetException) in
                        let places = dice.list(0...2) { Place(stream: $0.stream(), position: $0.position()) }
                        return (dice.serial(1...99), dice.chance(50) ? .refused(dice.refusal()) : .placed(places))
                    }
                    return Receipt(
                        lane: lane,
                        first: dice.serial(1...99),
                        last: dice.serial(1...99),
                        starts: Dictionary(dice.list(0...3) { ($0.stream(), $0.position()) }) { first, _ in first },
                        exceptions: Dictionary(exceptions) { first, _ in first }
                    )
                }
            )
        }
        return ReplyHead(
            epoch: Epoch(bits: wide()),
            counter: next(),
            serverTime: integer(),
            serverTook: integer(),
            lanes: lanes,
            gained: list(0...20) { $0.stream() },
            lost: list(0...3) { $0.stream() },
            programme: chance(30) ? bytes(number(0...2_000)) : nil,
            standing: chance(50) ? standing() : nil
        )
    }

    mutating func standing() -> Standing {
        Standing(at: record(), role: text(), writable: [scope(): list(0...3) { $0.number(0...9) }])
    }

    mutating func tail() -> ReplyTail {
        ReplyTail(cursor: cursor(0...10), cursorHash: next(), more: chance(50), digest: chance(50) ? wide() : nil)
    }

    mutating func history() -> HistoryReply {
        HistoryReply(
            entries: list(0...5) { dice in
                HistoryEntry(
                    device: dice.device(),
                    writer: dice.text(),
                    edit: EditNumber(dice.next()),
                    stamp: dice.stamp(),
                    received: dice.integer(),
                    refusal: dice.chance(30) ? dice.refusal() : nil,
                    operation: dice.operation(),
                    reason: dice.chance(20) ? dice.text() : ""
                )
            }
        )
    }
}

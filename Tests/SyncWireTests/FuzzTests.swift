import struct SimulationKit.SeededRandom
import SyncModel
import SyncWire
import Testing

/// Bytes from a peer are refused or read, never trapped on, and cost bounded memory (clause W2).
struct FuzzTests {
    private struct Target: Sendable {
        let name: String
        let bytes: [UInt8]
        let read: @Sendable ([UInt8]) throws -> Void
    }

    private static func targets(seed: UInt64) throws -> [Target] {
        var dice = SeededRandom(seed: seed)
        let keys = try ReplicaKeys(rawRepresentation: dice.bytes(64))
        let frames = [ReplyFrame.head(dice.head()), .page(dice.page(entries: 4)), .tail(dice.tail())]
        return [
            Target(name: "request", bytes: try dice.request().encoded()) { _ = try SyncRequest(decoding: $0) },
            Target(name: "signed request", bytes: try SignedRequest.sign(dice.request(), by: keys.signing).encoded()) {
                let signed = try SignedRequest(decoding: $0)
                _ = try signed.device
                _ = try SyncRequest(decoding: signed.body)
            },
            Target(name: "page", bytes: try dice.page(entries: 12).encoded()) { _ = try Page(decoding: $0) },
            Target(name: "parcel", bytes: try dice.parcel(sets: 1...6).encoded()) { _ = try Parcel(decoding: $0) },
            Target(name: "reply", bytes: try frames.flatMap { try $0.encoded() }) {
                var reader = FrameReader()
                reader.append($0)
                while try reader.next() != nil {}
            },
            Target(name: "reconciliation", bytes: try dice.reconciliationReply().encoded()) {
                _ = try ReconciliationReply(decoding: $0)
            },
            Target(
                name: "question",
                bytes: try SignedRequest.sign(dice.reconciliationRequest(), by: keys.signing).encoded()
            ) {
                _ = try ReconciliationRequest(decoding: SignedRequest(decoding: $0).body)
            },
            Target(name: "history", bytes: try dice.history().encoded()) { _ = try HistoryReply(decoding: $0) },
        ]
    }

    private static func survives(_ target: Target, _ bytes: [UInt8]) {
        do {
            try target.read(bytes)
        } catch let failure as WireFailure {
            #expect(failure.code != .internalError || failure.inEnglish != "")
        } catch {
            Issue.record("\(target.name) threw something else than a wire failure")
        }
    }

    @Test func randomBytes() throws {
        var dice = SeededRandom(seed: 1)
        for target in try Self.targets(seed: 1) {
            for _ in 0..<400 { Self.survives(target, dice.bytes(dice.number(0...300))) }
        }
    }

    @Test func everyTruncation() throws {
        for seed in 1...3 as ClosedRange<UInt64> {
            for target in try Self.targets(seed: seed) {
                for end in 0..<target.bytes.count { Self.survives(target, Array(target.bytes[..<end])) }
            }
        }
    }

    @Test func flippedBits() throws {
        var dice = SeededRandom(seed: 3)
        for seed in 1...8 as ClosedRange<UInt64> {
            for target in try Self.targets(seed: seed) {
                for _ in 0..<600 {
                    var bytes = target.bytes
                    for _ in 0..<dice.number(1...3) {
                        bytes[dice.number(0...bytes.count - 1)] ^= 1 << UInt8(dice.number(0...7))
                    }
                    Self.survives(target, bytes)
                }
            }
        }
    }

    /// What the compression hides from the flips above: streams changed before they are compressed.
    @Test func changedColumns() throws {
        var dice = SeededRandom(seed: 4)
        var damaged = 0
        for _ in 0..<60 {
            let page = dice.page(entries: 9)
            let parcel = dice.parcel(sets: 1...4)
            for _ in 0..<60 {
                let pageBytes = try page.encoded(dice.damaged(page.columns()))
                damaged += Self.isRefused { _ = try Page(decoding: pageBytes) } ? 1 : 0
                let parcelBytes = try parcel.encoded(dice.damaged(parcel.columns()))
                damaged += Self.isRefused { _ = try Parcel(decoding: parcelBytes) } ? 1 : 0
            }
        }
        #expect(damaged > 1_000)
    }

    private static func isRefused(_ read: () throws -> Void) -> Bool {
        do {
            try read()
            return false
        } catch {
            #expect(error is WireFailure)
            return true
        }
    }

    @Test func aDecompressionBombIsRefusedBeforeItGrows() throws {
        // A zstd frame that declares 1 GiB and a run of one byte.
        let frame: [UInt8] = [0x28, 0xb5, 0x2f, 0xfd, 0xa0, 0, 0, 0, 0x40, 0x03, 0, 0x10, 0x61]
        let honest = try Workload.page(column: [.null]).encoded()
        let start = try #require(honest.indices.first { honest[$0...].starts(with: [0x28, 0xb5, 0x2f, 0xfd]) })
        let page = Array(honest[..<(start - 1)]) + [UInt8(frame.count)] + frame
        #expect { try Page(decoding: page) } throws: { ($0 as? WireFailure)?.code == .tooLarge }
    }

    @Test func nullsThatTakeNoBytesAreCounted() throws {
        // 2,000 records of 400 empty fields compress to nothing and would take 20 MB.
        var page = Workload.page(column: [Value](repeating: .null, count: 2_000))
        page.entries = page.entries.map {
            guard case .uniform(var record) = $0 else { return $0 }
            record.values = [Value](repeating: .null, count: 400)
            return .uniform(record)
        }
        #expect { try page.encoded() } throws: { ($0 as? WireFailure)?.code == .tooLarge }
    }

    @Test func aFrameOfAbsurdLengthIsRefusedAtItsFirstBytes() {
        var reader = FrameReader()
        reader.append([0x7f, 0xff, 0xff, 0xff, 2] as [UInt8])
        #expect(throws: WireFailure.self) { try reader.next() }
    }

    @Test func aTextThatIsNotUTF8IsRefused() throws {
        let page = Workload.page(column: [.text("好")])
        var columns = page.columns()
        columns.text[0] = 0xff
        let bytes = try page.encoded(columns)
        #expect { try Page(decoding: bytes) } throws: { ($0 as? WireFailure)?.code == .badRequest }
    }
}

extension SeededRandom {
    /// One item of one stream is another, missing, or twice there.
    fileprivate mutating func damaged(_ columns: ColumnWriter) -> ColumnWriter {
        var columns = columns
        switch number(0...4) {
        case 0, 1: damage(&columns.counts, with: chance(50) ? next() : UInt64(number(0...40)))
        case 2: damage(&columns.numbers, with: integer())
        case 3: damage(&columns.text, with: UInt8(truncatingIfNeeded: next()))
        default: damage(&columns.raw, with: UInt8(truncatingIfNeeded: next()))
        }
        return columns
    }

    private mutating func damage<Item>(_ items: inout [Item], with item: Item) {
        guard !items.isEmpty else { return }
        let index = number(0...items.count - 1)
        switch number(0...3) {
        case 0: items.remove(at: index)
        case 1: items.insert(item, at: index)
        default: items[index] = item
        }
    }
}

public import Foundation
import Replica
public import SyncModel
import SyncWire

/// Why a record says what it says, or why it is not here.
public struct Explanation: Hashable, Sendable {
    /// The record as it is shown; `nil` where it is not on this device: hidden and absent get the same answer.
    public let record: Record?
    /// The server has answered for it.
    public let isKnownToServer: Bool
    /// By field name: the values that stand.
    public let fields: [String: [LiveValue]]
    /// What somebody must decide about it.
    public let conflicts: [Conflict]
    /// Edits of it without an answer.
    public let unsent: [UnsentChange]
    /// Edits of it that were refused.
    public let refused: [RefusedChange]
}

/// A value that nobody has replaced who had seen it.
public struct LiveValue: Hashable, Sendable {
    /// The value: an element of a set, an addend of a counter.
    public let value: Value
    /// How values of the field are merged.
    public let rule: Programme.Rule
    /// The device that wrote it.
    public let device: DeviceID
    /// When, as far as that device knew.
    public let at: Date
    /// That device's clock could be trusted.
    public let isClockTrusted: Bool
    /// The record shows just this value.
    public let isShown: Bool
    /// The server has not answered it.
    public let isPending: Bool
}

/// A change of a record as the server has it.
public struct HistoryEntry: Hashable, Sendable {
    /// The device that sent it.
    public let device: DeviceID
    /// What people call the writer.
    public let author: String
    /// When it was typed, as far as that device knew.
    public let at: Date
    /// When the server received it.
    public let received: Date
    /// The device's clock could be trusted.
    public let isClockTrusted: Bool
    /// Why it was refused; `nil` if it was applied.
    public let refusal: DuikouError?
    /// Why, if it decided a conflict; empty else.
    public let reason: String
    /// What it did to the record.
    public let change: Change
}

extension LocalReader {
    /// Why a record says what it says, or why it is not here.
    /// - Throws: ``DuikouError`` `unknownName`, `storage`.
    public func explain(_ collection: String, _ id: RecordID) throws(DuikouError) -> Explanation {
        let (record, unsent, refused) = (try record(collection, id), try unsent(), try refused())
        return try told(collection, id) {
            let (shape, detail) = (try shape(collection), try store.detail(collection, id))
            let fields = shape.collection.fields.compactMap { field -> (String, [LiveValue])? in
                guard let detail else { return nil }
                let shown =
                    detail.record.values.indices.contains(field.number) ? detail.record.values[field.number] : .null
                return (
                    field.name,
                    detail.state.field(field.number).writes.map { LiveValue($0, rule: field.rule, shown: shown) }
                )
            }
            return Explanation(
                record: record,
                isKnownToServer: detail?.position != nil,
                fields: Dictionary(fields) { first, _ in first },
                conflicts: try detail?.conflicts.compactMap { try Conflict($0, in: store) } ?? [],
                unsent: unsent.filter { $0.changes.contains { $0.record == id } },
                refused: refused.filter { $0.names(id) }
            )
        }
    }
}

extension Device {
    /// Why a record says what it says, or why it is not here.
    /// - Throws: ``DuikouError`` `unknownName`, `storage`.
    public func explain(_ collection: String, _ id: RecordID) async throws(DuikouError) -> Explanation {
        try await told { try $0.explain(collection, id) }
    }

    /// The history of a record as the server has it, oldest first.
    /// - Throws: ``DuikouError`` `unknownName`, `notEnrolled`, `noConnection`, `rejected`.
    public func history(_ collection: String, _ id: RecordID) async throws(DuikouError) -> [HistoryEntry] {
        let (programme, number) = try await told { reader in
            (try reader.store.programme(), try reader.shape(collection).collection.number)
        }
        do {
            return try await history(collection: number, record: id).map { HistoryEntry($0, in: programme) }
        } catch {
            throw DuikouError(error, collection: collection, record: id)
        }
    }
}

extension LiveValue {
    init(_ write: LiveWrite, rule: Programme.Rule, shown: Value) {
        self.init(
            value: write.value,
            rule: rule,
            device: write.dot.device,
            at: Moments.date(write.stamp.milliseconds),
            isClockTrusted: write.stamp.sure,
            isShown: write.value == shown,
            isPending: write.position == Position(UInt64.max)
        )
    }
}

extension HistoryEntry {
    init(_ entry: SyncWire.HistoryEntry, in programme: Programme) {
        self.init(
            device: entry.device,
            author: entry.writer,
            at: Moments.date(entry.stamp.milliseconds),
            received: Moments.date(entry.received),
            isClockTrusted: entry.stamp.sure,
            refusal: entry.refusal.map { DuikouError($0, in: programme) },
            reason: entry.reason,
            change: Change(entry.operation, in: programme)
        )
    }
}

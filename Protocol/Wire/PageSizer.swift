internal import SyncModel

/// Tells a server when a page has grown to about its size, without compressing anything.
package struct PageSizer: Sendable {
    /// Unit: compressed bytes, estimated.
    package private(set) var bytes = 0
    /// How many entries were added.
    package private(set) var count = 0
    private let bytesMax: Int
    private var expanded = 0
    private var cells = 0

    /// A sizer for pages of this size. Unit: compressed bytes.
    package init(bytesMax: Int) {
        self.bytesMax = bytesMax
    }

    /// Adds what an entry takes.
    package mutating func add(_ entry: PageEntry) {
        var size = 32
        switch entry {
        case .uniform(let record):
            cells += record.values.count
            for value in record.values { size += Self.size(value) }
        case .record(let delta):
            for write in delta.existence?.writes ?? [] { size += 24 + write.elsewhere.count * 4 }
            for field in delta.fields {
                size += 4
                cells += field.state.writes.count
                for write in field.state.writes { size += 24 + Self.size(write.value) + write.elsewhere.count * 4 }
            }
        case .gone: break
        }
        count += 1
        expanded += size
        bytes += 24 + size / 4
    }

    /// The page should end here.
    package var isFull: Bool {
        bytes >= bytesMax || count >= Limits.recordsPerPageMax || expanded >= Limits.expandedBytesMax / 4
            || cells >= ColumnKind.cellsMax / 2
    }

    private static func size(_ value: Value) -> Int {
        switch value {
        case .null: 1
        case .integer: 4
        case .text(let text): text.utf8.count + 2
        }
    }
}

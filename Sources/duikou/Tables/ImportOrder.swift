import Programme
import SyncModel

/// In which order the rows of a file go in: those to which others refer come first, as far as they do not refer to each
/// other in a circle.
struct ImportOrder {
    /// Places in the file.
    private(set) var rows: [Int] = []
    /// By the id that a row's record has or will have: its rows, in file order.
    let rowsByID: [RecordID: [Int]]

    /// The order of the file, for rows that do not refer to each other.
    init(count: Int) {
        rows = Array(0..<count)
        rowsByID = [:]
    }

    /// - Parameters:
    ///   - ids: by row; `nil` for rows that nothing names.
    ///   - references: to which records a row refers.
    init(ids: [RecordID?], references: (Int, [RecordID: [Int]]) throws -> [RecordID]) rethrows {
        var rowsByID: [RecordID: [Int]] = [:]
        for (row, id) in ids.enumerated() {
            if let id { rowsByID[id, default: []].append(row) }
        }
        self.rowsByID = rowsByID
        // A walk with a list of its own: a tree may be as deep as the file is long.
        var isKnown = [Bool](repeating: false, count: ids.count)
        for start in ids.indices where !isKnown[start] {
            var path = [start]
            isKnown[start] = true
            var waiting = [start: try references(start, rowsByID)]
            while let row = path.last {
                guard let target = waiting[row]?.popLast() else {
                    rows.append(row)
                    path.removeLast()
                    continue
                }
                // Of rows with one key the first counts; a later one is looked at in its turn.
                guard let next = rowsByID[target]?.first, !isKnown[next] else { continue }
                isKnown[next] = true
                waiting[next] = try references(next, rowsByID)
                path.append(next)
            }
        }
    }
}

/// What an import came to.
struct ImportOutcome: Sendable {
    /// A row that was left out.
    struct Row: Sendable {
        /// Its place among the rows.
        var index: Int
        var line: Int
        var reason: String
        /// The rows that it cannot stand beside, by their places.
        var others: [Int] = []
    }

    /// Takes an import back that was only to show what it would do.
    struct Rehearsal: Error {
        var outcome: ImportOutcome
    }

    /// Takes an import back in which rows went in that refer to rows which did not; it begins again without them.
    struct Unsound: Error {
        /// By row: why.
        var refused: [Int: String]
    }

    /// Another program wrote since the records were read.
    struct Stale: Error {}

    var inserted = 0
    var updated = 0
    var unchanged = 0
    /// Rows that nothing names and that equal records which stood here before.
    var alreadyHere = 0
    var refused: [Row] = []

    /// Rows were refused and no other row was there.
    var isRefusedWhole: Bool { !refused.isEmpty && inserted + updated + unchanged + alreadyHere == 0 }
}

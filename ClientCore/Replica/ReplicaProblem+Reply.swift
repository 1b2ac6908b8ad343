extension ReplicaProblem {
    /// Why nothing was made of what a server sent.
    package enum ReplyFault: Hashable, Sendable {
        /// To a request that was never made.
        case unasked
        /// The server was restored or copied.
        case otherHistory
        /// It cannot be read here.
        case programme
        /// It lacks what is installed here.
        case noExtension(version: Int)
        /// A page that does not continue the one before.
        case pageOutOfOrder
        /// It is for something else than what was sent.
        case receipt
        /// A record that was to come whole.
        case partOfRecord
        /// More fields than any record has.
        case fieldBeyondLimits
        /// A collection of a newer programme, by its number.
        case noCollection(Int)

        var inEnglish: String {
            switch self {
            case .unasked: "A reply came to a request that was never made; nothing of it was used. Sync again."
            case .otherHistory:
                "The server's history is another one than this device knows (it was restored or copied). "
                    + "Nothing was changed here; ask the province."
            case .programme: "The programme that the server sent cannot be read. Upgrade this program, then sync again."
            case .noExtension(let version):
                "Version \(version) of the programme is no extension of the one installed here; nothing was changed. "
                    + "Tell the administrator."
            case .pageOutOfOrder: "A page of the server is out of order; nothing of it was used. Sync again."
            case .receipt: "A receipt of the server does not fit what was sent; nothing was changed. Sync again."
            case .partOfRecord: "A record that was asked for whole came in part; nothing was changed. Try again."
            case .fieldBeyondLimits: "A record names a field beyond all limits. Upgrade this program, then sync again."
            case .noCollection(let number):
                "A record of collection \(number) came, which the installed programme does not know. "
                    + "Upgrade this program, then sync again."
            }
        }
    }

    /// Why somebody's SQL is not run, or failed.
    package enum SQLFault: Hashable, Sendable {
        /// It would write.
        case onlyReading
        /// It would open another file.
        case onlyThisFile
        /// It is more than one statement.
        case oneAtATime
        /// More or fewer values than places.
        case places(Int, values: Int)
        /// A table that is not there.
        case noTable(String)
        /// A column that is not there.
        case noColumn(String)
        /// The word before which it stops making sense.
        case syntax(near: String)
        /// It ends too early.
        case incomplete
        /// SQLite says why.
        case failed(String)
        /// A guard of a collection's table says why.
        case guarded(String)

        var inEnglish: String {
            switch self {
            case .onlyReading:
                "Only reading is possible here: SELECT, or use the program's own verbs to change records."
            case .onlyThisFile: "Only this device's database is read here: no other file can be attached to it."
            case .oneAtATime: "Give one statement at a time."
            case .places(let places, let values): "The statement has \(places) places for values, not \(values)."
            case .noTable(let name): "The statement cannot be run: no such table: \(name)."
            case .noColumn(let name): "The statement cannot be run: no such column: \(name)."
            case .syntax(let word): "The statement cannot be run: near \"\(word)\": syntax error."
            case .incomplete: "The statement cannot be run: incomplete input."
            case .failed(let words): "The statement cannot be run: \(words)."
            case .guarded(let words): words
            }
        }

        /// What SQLite says of a statement.
        package init(sqlite words: String) {
            func rest(after head: String, before tail: String = "") -> String? {
                guard words.hasPrefix(head), words.hasSuffix(tail) else { return nil }
                return String(words.dropFirst(head.count).dropLast(tail.count))
            }
            if let name = rest(after: "no such table: ") {
                self = .noTable(name)
            } else if let name = rest(after: "no such column: ") {
                self = .noColumn(name)
            } else if let word = rest(after: "near \"", before: "\": syntax error") {
                self = .syntax(near: word)
            } else if words.hasPrefix("too many attached databases") {
                self = .onlyThisFile
            } else {
                self = words == "incomplete input" ? .incomplete : .failed(words)
            }
        }
    }
}

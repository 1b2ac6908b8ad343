package import SyncModel

/// What is wrong where a server's store could not do something.
package enum StoreProblem: Explained {
    /// The file is another program's, or of another version.
    case format(FormatProblem)
    /// The file cannot be opened.
    case unopened(String)
    /// A value that nobody wrote so.
    case damaged
    /// What is stored of one record cannot be read.
    case unreadable(collection: String, record: String)
    /// Nothing more can be written.
    case full
    /// The disk is full or fails: what was about to be stored is not.
    case notStored
    /// Another program holds the file for long.
    case busy
    /// SQLite says why.
    case failed(String)
    /// No device of that number or name stands in the store.
    case noDevice
    /// A position that is not the next one of its stream.
    case gap(Position, of: Stream, after: Position)
    /// Something came after it.
    case notLast
    /// A number of a collection.
    case noCollection(Int)
    /// No more work is taken.
    case shuttingDown
    /// The writer ended without a word.
    case noResult

    /// The sentence in English.
    package var inEnglish: String {
        switch self {
        case .format(let problem): problem.inEnglish
        case .unopened(let path): "The store's file \(path) cannot be opened; check the folder and its rights."
        case .damaged: "A value in the store cannot be read: the file is damaged. Restore a backup."
        case .unreadable(let collection, let record):
            "\(collection) \(record): its stored state cannot be read; keep a copy of the folder and ask for support."
        case .full: "The server's disk is full; make room, nothing that was acknowledged is lost."
        case .notStored: "The disk is full or failed; nothing of this was stored."
        case .busy: "The store is busy with another program; try again."
        case .failed(let words): "The store failed: \(words)."
        case .noDevice: "A device that the store names is not in it."
        case .gap(let position, let stream, let head):
            "Position \(position.number) of \(stream.text) does not follow \(head.number)."
        case .notLast: "Only the last insertion can be taken back."
        case .noCollection(let number): "The programme in force has no collection \(number)."
        case .shuttingDown: "The server is shutting down."
        case .noResult: "The store's writer gave no result."
        }
    }
}

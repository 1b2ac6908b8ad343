package import SyncModel

extension ReplicaProblem {
    /// Why the store cannot be opened, read or written.
    package enum StoreFault: Hashable, Sendable {
        /// Another program's file, or one of another version.
        case format(FormatProblem)
        /// The folder can neither be made nor written.
        case folder(String)
        /// This user may not read the file.
        case unreadable(String)
        /// The log of the database cannot be read where it is.
        case logUnreadable
        /// The file or its folder cannot be written.
        case notForWriting
        /// Somebody opened it so.
        case openedForReading
        /// It was opened as a file that nobody writes, and somebody does.
        case writtenMeanwhile
        /// Nothing more can be written.
        case full
        /// As before, found before an enrolment.
        case noRoomToEnrol
        /// Reading or writing failed.
        case disk
        /// Another program holds it for long.
        case busy
        /// Bytes that the store never wrote.
        case damaged(StorePart)
        /// SQLite's result code, and why in its words.
        case refused(Int32, String)
        /// The connection is no more.
        case closed
        /// The library of the computer lacks something.
        case noTriggerSwitch
        /// A transaction asks its own store.
        case insideItself
        /// The store's own writing was captured.
        case capturedItself

        var inEnglish: String {
            switch self {
            case .format(let problem): problem.inEnglish
            case .folder(let path): "The folder \(path) cannot be made or written: check the path and its rights."
            case .unreadable(let path): "The database \(path) may not be read by this user."
            case .logUnreadable:
                """
                The newest records are in the database's log, which cannot be read here: \
                open a copy of the folder that may be written.
                """
            case .notForWriting: "The local database cannot be opened for writing: check the folder and its rights."
            case .openedForReading: "This device was opened for reading only; nothing was changed."
            case .writtenMeanwhile: "Another program writes into this device's folder now: open it again."
            case .full: "The disk is full: make room, then try again. What was begun was taken back."
            case .noRoomToEnrol: "The disk is full: make room, then enrol; the code was not used."
            case .disk: "The disk cannot be written or read: it is full, or it fails. Make room, then try again."
            case .busy: "Another program keeps the local database locked: close it, then try again."
            case .damaged(.file): "The local database file is damaged."
            case .damaged(let part): "The local store is damaged (\(part.inEnglish))."
            case .refused(_, let words): "The local database refused: \(words)."
            case .closed: "The database is closed."
            case .noTriggerSwitch: "This SQLite cannot switch triggers off."
            case .insideItself:
                """
                The store was asked for something from within one of its own transactions: \
                collect what is needed first, then ask.
                """
            case .capturedItself:
                "A change of the store itself was captured as if somebody had typed it; nothing was changed."
            }
        }
    }

    /// What of the store is damaged.
    package enum StorePart: Hashable, Sendable, CaseIterable {
        /// The file, by SQLite's word.
        case file
        /// What a record's row says of it.
        case state
        /// The store's own row.
        case ownRow
        /// The id of a device.
        case device
        /// The list of streams.
        case streams
        /// The digest of a stream.
        case digest
        /// An edit that was captured.
        case edit
        /// A change set that waits.
        case changeSet
        /// What the server's page would put there.
        case field

        var inEnglish: String {
            switch self {
            case .file: "file"
            case .state: "state of a record"
            case .ownRow: "its own row"
            case .device: "list of devices"
            case .streams: "list of streams"
            case .digest: "digest of a stream"
            case .edit: "captured edit"
            case .changeSet: "change set"
            case .field: "field of a record"
            }
        }
    }

    /// What another program did to the file.
    package enum OthersFault: Hashable, Sendable {
        /// A view or index has a name that the programme needs.
        case nameTaken(String, kind: String)
        /// Records of others break an index of theirs: its columns.
        case uniqueIndex(String)
        /// Something else has the name of a collection's table.
        case tableReplaced
        /// Columns that are missing.
        case columnsLost([String])
        /// The column of the ids takes numbers.
        case numbersForIDs
        /// A text in a column of numbers.
        case noInteger(String, field: String, record: String)

        var inEnglish: String {
            switch self {
            case .nameTaken(let name, let kind):
                """
                Another program made a \(kind) named \(name), which the new programme needs: rename or drop it, \
                then sync again.
                """
            case .uniqueIndex(let columns):
                """
                Another program made a unique index on \(columns), and records of others break it: drop that index, \
                then try again.
                """
            case .tableReplaced:
                "another program put something else in the place of this table. Let it drop that; nothing was changed."
            case .columnsLost(let names):
                "another program made this table anew without \(names.joined(separator: ", ")). "
                    + "Let it put back what is missing, with its values; nothing was changed."
            case .numbersForIDs:
                "another program made this table anew with numbers for ids. "
                    + "Let it make the column id as TEXT, with the ids that stood there; nothing was changed."
            case .noInteger(let text, let field, let record):
                "another program wrote \u{201c}\(text)\u{201d} as \(field) of \(record), where a whole number stands. "
                    + "Let it write one; nothing was changed."
            }
        }
    }
}

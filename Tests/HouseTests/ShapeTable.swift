/// What stands outside the rules of shape. The tables only shrink: what was mended is taken out, and nothing comes in.
enum ShapeTable {
    /// Functions with more than three parameters without a label, by folder.
    static let unlabelled: [String: Int] = [
        "Tests/ChangeFeedTests: edit": 1,
        "Tests/ReplicaTests: apply": 1,
        "Tests/ReportingTests: org": 1,
        "Tests/ReportingTests: pair": 1,
        "Tests/ScenarioTests: run": 1,
        "Tests/ScenarioTests: whatAnswersInTheServersPlaceIsToldApart": 1,
        "Tests/SyncMergeTests: lost": 1,
        "Tests/SyncMergeTests: removes": 1,
        "Tests/SyncWireTests: name": 1,
    ]

    /// Names of types that stand in two files. The two programs have verbs of one name, the door of the library calls
    /// by their plain names what the store has its own form of; the others wait for a name of their own.
    static let twins: [String: Int] = [
        "Candidate": 1, "Conflict": 1, "ConflictID": 1, "ConflictList": 1, "Conflicts": 1, "Decision": 1,
        "FieldEdit": 1,
        "HistoryEntry": 1, "Identity": 1, "List": 1, "LocalWriter": 1, "PossibleDuplicates": 1, "Record": 1,
        "SQL": 1, "Sentences": 1, "Show": 1, "Verify": 1,
    ]

    /// Files with the name of what their types are together: small values, messages, the forms of several on the wire,
    /// sentences.
    static let families: [String: Int] = [
        "Protocol/Model/ByteCoding.swift": 1, "Protocol/Model/Identifiers.swift": 1, "Protocol/Model/Numbers.swift": 1,
        "Protocol/Model/Outcomes.swift": 1, "Protocol/Wire/Enrolment.swift": 1, "Protocol/Wire/PageCodec.swift": 1,
        "Protocol/Wire/Reconciliation.swift": 1, "Protocol/Wire/ReconciliationCodec.swift": 1,
        "Protocol/Wire/ReplyCodec.swift": 1, "Protocol/Wire/RequestCodec.swift": 1, "Protocol/Wire/SmallCodec.swift": 1,
        "Protocol/Wire/SmallMessages.swift": 1, "Protocol/Wire/SyncReply.swift": 1,
        "Server/Feed/Administration/AdministrationTypes.swift": 1, "Server/Feed/Store/StoreRows.swift": 1,
        "Sources/duikou-server/Chinese.swift": 1, "Sources/duikou-server/Interruptions.swift": 1,
        "Sources/duikou/Shared/Interruptions.swift": 1,
    ]

    /// How many declarations of a folder that other modules use have a comment of three words or fewer, or stand in a
    /// row under one.
    static let barelyDocumented: [String: Int] = [
        "ClientCore/Client": 6,
        "ClientCore/Engine": 2,
        "ClientCore/Replica": 30,
        "Protocol/Model": 10,
        "Server/Feed": 2,
        "Server/HTTP": 3,
        "Server/Reporting": 8,
        "Shared/Console": 16,
        "Shared/HostFiles": 3,
        "Shared/Programme": 4,
        "Shared/SQLiteTables": 12,
        "Shared/SimulationKit": 25,
    ]

    /// Where the products' public face stands: the library that apps link, what it gives their tests, and the files of
    /// the model whose types it hands on (`ClientCore/Client/Exports.swift`).
    static let exported = [
        "ClientCore/Client/", "ClientCore/Testing/", "Protocol/Model/Host.swift", "Protocol/Model/Identifiers.swift",
        "Protocol/Model/Programme", "Protocol/Model/Stream.swift", "Protocol/Model/Value.swift",
    ]
}

/// Words that this house does not use, and what it says instead.
///
/// A word is found wherever it stands by itself or as a part of a name (`fileUtils` has `utils`), inflected or not, in
/// code, documents and messages; several words are found one after the other, as in `takeIn` or “slow-road”. The last
/// column of the glossary (`Protocol/Specification/README.md`, under “not”) is a part of this table without being
/// written here again.
enum WordTable {
    /// One line each, written small.
    static let instead: [WordRules.Row] = [
        ("ack", "receipt"),
        ("acks", "receipts"),
        ("awesome", "what is good about it"),
        ("best effort", "what is tried, and what then"),
        ("blacklist", "the list of what is refused"),
        ("boilerplate", "what it does"),
        ("dummy", "what it stands for"),
        ("end user", "person, clerk"),
        ("hydrate", "load"),
        ("in order to", "to"),
        ("kludge", "what it does"),
        ("leverage", "use"),
        ("merkle", "digest"),
        ("misc", "what it is about"),
        ("nack", "refusal"),
        ("obviously", "why"),
        ("oplog", "change sets"),
        ("performant", "fast, with a figure"),
        ("please note", "the note itself"),
        ("prior to", "before"),
        ("publisher", "server"),
        ("robust", "what it withstands"),
        ("sanity", "check of what"),
        ("seamless", "what nobody notices"),
        ("shard", "stream"),
        ("sibling", "live write"),
        ("slave", "device"),
        ("subscriber", "device"),
        ("thereof", "of it"),
        ("trivial", "why it holds"),
        ("under the hood", "where"),
        ("util", "what it does"),
        ("utilise", "use"),
        ("utilize", "use"),
        ("utils", "what they do"),
        ("whilst", "while"),
        ("whitelist", "the list of what may"),
        ("workaround", "what to do"),
    ]

    /// A word, what else it means, and the folders where it means that: `""` is the root.
    typealias Exemption = (word: String, means: String, rooms: [String])

    /// Words of the glossary's last column that have a meaning of their own besides, which nobody would look for: there
    /// they are not asked about. Anywhere else they are.
    static let alsoMeans: [Exemption] = [
        (
            "author", "who makes a change: a word of the glossary itself",
            [
                "", "ClientCore/Client", "ClientCore/Replica", "Protocol/Merge", "Protocol/Model",
                "Protocol/Specification", "Server/Feed", "Sources/duikou", "Tests",
            ]
        ),
        (
            "detained", "what `devices detained` lists",
            ["", "Documentation", "Sources/duikou-server", "Tests"]
        ),
        (
            "agreement", "what two hospitals signed; what both sides come to",
            [
                "", "ClientCore/Testing", "Documentation", "Examples/WardPhone", "Protocol/Wire",
                "Server/Reporting", "Shared/Programme", "Shared/SimulationKit", "Sources/demo",
                "Sources/duikou-server", "Tests",
            ]
        ),
        (
            "book", "the accounts that a store keeps of itself",
            ["ClientCore/Client", "ClientCore/Replica", "Shared/SimulationKit", "Sources/duikou"]
        ),
        (
            "figures", "numbers in a report or of a machine",
            [
                "", "Benchmarks", "ClientCore/Client", "ClientCore/Engine", "Documentation", "Server/Feed",
                "Server/Reporting", "Shared/Programme", "Shared/SimulationKit", "Sources/duikou",
                "Sources/duikou-server", "Sources/simulate", "Tests",
            ]
        ),
        (
            "held", "refused for an unknown reason; what somebody has",
            [
                "", "ClientCore/Client", "ClientCore/Replica", "ClientCore/Testing", "Documentation",
                "Examples/WardPhone", "Protocol/Merge", "Protocol/Model", "Protocol/Specification",
                "Protocol/Vectors", "Protocol/Wire", "Server/Feed", "Server/HTTP", "Server/Reporting",
                "Server/Stores", "Shared/Programme", "Shared/SimulationKit", "Shared/Translations", "Sources/demo",
                "Sources/duikou", "Sources/duikou-server", "Tests",
            ]
        ),
        (
            "home", "where a record, a person or a program lives",
            [
                "", "Benchmarks", "ClientCore/Client", "ClientCore/Replica", "Documentation", "Protocol/Model",
                "Protocol/Specification", "Server/Feed", "Server/Reporting", "Shared/Console", "Shared/HostFiles",
                "Shared/Programme", "Shared/SimulationKit", "Shared/Translations", "Sources/demo", "Sources/duikou",
                "Sources/duikou-server", "Tests",
            ]
        ),
        (
            "keeper", "who keeps a transaction or a store of goods",
            ["ClientCore/Replica", "Tests"]
        ),
        (
            "checkpoint", "what the log's pages are written back by: a word of the glossary itself",
            ["Server/Stores", "Shared/SQLiteTables", "Tests"]
        ),
        (
            "hidden", "a character that nobody sees; a live write beneath another",
            [
                "", "ClientCore/Client", "ClientCore/Replica", "Documentation", "Protocol/Model",
                "Protocol/Specification", "Server/Feed", "Shared/Console", "Sources/duikou", "Tests",
            ]
        ),
        (
            "offer", "a refused change goes again",
            [
                "", "ClientCore/Client", "ClientCore/Replica", "Documentation", "Protocol/Model",
                "Protocol/Specification", "Protocol/Wire", "Server/Feed", "Shared/SimulationKit", "Sources/duikou",
                "Tests",
            ]
        ),
        (
            "outbox", "what the server has not answered: a word of the glossary itself",
            ["ClientCore/Replica", "Protocol/Specification"]
        ),
        (
            "seal", "what closes a record, in a pack; a key for secrets",
            [
                "Benchmarks", "ClientCore/Client", "ClientCore/Replica", "Documentation", "Protocol/Merge",
                "Protocol/Model", "Protocol/Specification", "Protocol/Vectors", "Protocol/Wire", "Server/Feed",
                "Server/Stores", "Shared/Console", "Shared/Programme", "Shared/SimulationKit", "Sources/duikou",
                "Tests",
            ]
        ),
        (
            "sees", "what a person, a program or a reader has before it",
            [
                "ClientCore/Client", "ClientCore/Replica", "Documentation", "Examples/WardPhone", "Protocol/Merge",
                "Server/Feed", "Server/HTTP", "Shared/SimulationKit", "Sources/demo", "Sources/duikou", "Tests",
            ]
        ),
        (
            "take in", "what `import` does with a table",
            ["Sources/duikou"]
        ),
        (
            "touch", "what code reaches",
            [
                "ClientCore/Client", "ClientCore/Replica", "Protocol/Model", "Protocol/Specification",
                "Server/Stores", "Shared/SimulationKit", "Tests",
            ]
        ),
        (
            "writer", "whoever writes at this moment: `LocalWriter`",
            [
                "", "Benchmarks", "ClientCore/Client", "ClientCore/Replica", "Documentation", "Protocol/Merge",
                "Protocol/Model", "Protocol/Specification", "Protocol/Wire", "Server/Feed", "Server/HTTP",
                "Server/Stores", "Shared/Programme", "Shared/SQLiteTables", "Shared/SimulationKit",
                "Sources/duikou", "Sources/duikou-server", "Tests",
            ]
        ),
    ]

    /// - Returns: whether a file stands where the word has its other meaning.
    static func alsoMeans(_ word: String, in path: String) -> Bool {
        alsoMeans.contains { $0.word == word && $0.rooms.contains { isRoom($0, of: path) } }
    }

    static func isRoom(_ room: String, of path: String) -> Bool {
        let folder = path.split(separator: "/").dropLast().joined(separator: "/")
        return folder == room || !room.isEmpty && folder.hasPrefix(room + "/")
    }

    /// Where a word of the glossary's last column is said still. The table only shrinks.
    static let stillSaid: [String: Int] = [:]
}

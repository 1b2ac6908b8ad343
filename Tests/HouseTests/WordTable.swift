/// Words that this house does not use, and what it says instead.
///
/// A word is found wherever it stands by itself or as a part of a name (`fileUtils` has `utils`), in code, documents
/// and messages; several words are found one after the other, as in `takeIn` or “slow-road”. The last column of the
/// glossary (`Protocol/Specification/README.md`, under “not”) is a part of this table without being written here again.
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

    /// Words of the glossary's last column that have a meaning of their own besides, which nobody would look for: they
    /// are not asked about.
    static let alsoMeans: [WordRules.Row] = [
        ("author", "who makes a change: a word of the glossary itself"),
        ("detained", "what `devices detained` lists"),
        ("agreement", "what two hospitals signed; what both sides come to"),
        ("figures", "numbers in a report or of a machine"),
        ("held", "refused for an unknown reason; what somebody has"),
        ("home", "where a record, a person or a program lives"),
        ("keeper", "who keeps a transaction or a store of goods"),
        ("checkpoint", "what the log's pages are written back by: a word of the glossary itself"),
        ("hidden", "a character that nobody sees; a live write beneath another"),
        ("offer", "a refused change goes again"),
        ("outbox", "what the server has not answered: a word of the glossary itself"),
        ("seal", "what closes a record, in a pack; a key for secrets"),
        ("sees", "what a person, a program or a reader has before it"),
        ("take in", "what `import` does with a table"),
        ("writer", "whoever writes at this moment: `LocalWriter`"),
    ]

    /// Where a word of the glossary's last column is said still. The table only shrinks.
    static let stillSaid: [String: Int] = [:]
}

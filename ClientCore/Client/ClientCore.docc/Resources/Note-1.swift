public import ClientCore

/// What a nurse writes down.
public struct Note: Codable, Equatable, Sendable {
    /// The ward it is about.
    public var site: RecordID
    /// In her own words.
    public var text: String
    /// How long it took.
    public var minutes: Int?
    /// For finding it again.
    public var tags: Set<String> = []
}

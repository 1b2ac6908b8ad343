/// The fields of collections.
extension Programme {
    /// What a field holds.
    public enum FieldType: String, Codable, Hashable, Sendable, CaseIterable {
        /// Any characters.
        case text
        /// A whole number of 64 bits.
        case integer
        /// A number with a fixed count of digits after the point.
        case decimal
        /// Yes or no.
        case boolean
        /// A day of the calendar, in no zone.
        case date
        /// A moment, to the millisecond.
        case datetime
        /// One of the choices that the programme lists.
        case option
        /// Texts, each once.
        case set
        /// Another record, by its id.
        case ref
        /// The SHA-256 of a file, as 64 hexadecimal digits.
        case blob
    }

    /// One choice of an option field.
    public struct Option: Codable, Hashable, Sendable {
        /// What is stored in the field.
        public var key: String
        /// What people read in its place.
        public var title: Label

        /// A choice from its parts.
        public init(key: String, title: Label = Label()) {
            self.key = key
            self.title = title
        }
    }

    /// One permitted move of a state field.
    public struct Move: Codable, Hashable, Sendable {
        /// The state from which it leads.
        public var from: String
        /// The state to which it leads.
        public var to: String
        /// The roles that may; `nil` means all who may write.
        public var by: [String]?

        /// A move from its parts.
        public init(from: String, to: String, by: [String]? = nil) {
            self.from = from
            self.to = to
            self.by = by
        }
    }

    /// One field of a collection.
    public struct Field: Codable, Hashable, Sendable {
        /// Never changes; the index in ``Programme/Collection/fields``.
        public var number: Int
        /// Also the name of its column.
        public var name: String
        /// What people read above it.
        public var title: Label
        /// What kind of value it holds.
        public var type: FieldType
        /// How concurrent writes are merged.
        public var rule: Rule
        /// A record without it is refused.
        public var required: Bool
        /// The smallest number that is allowed.
        public var min: Int64?
        /// The largest number that is allowed.
        public var max: Int64?
        /// Unit: characters (Unicode scalars).
        public var maxLength: Int?
        /// Digits after the point of a decimal.
        public var digits: Int?
        /// The collection a reference names.
        public var to: String?
        /// The choices of an option, in the pack's order.
        public var options: [Option]
        /// The value of a new record where nothing is given; a counter starts from it.
        public var initial: Value
        /// The permitted moves of a state field.
        public var moves: [Move]

        /// A field from its parts.
        public init(
            number: Int,
            name: String,
            title: Label = Label(),
            type: FieldType,
            rule: Rule,
            required: Bool = false,
            min: Int64? = nil,
            max: Int64? = nil,
            maxLength: Int? = nil,
            digits: Int? = nil,
            to: String? = nil,
            options: [Option] = [],
            initial: Value = .null,
            moves: [Move] = []
        ) {
            self.number = number
            self.name = name
            self.title = title
            self.type = type
            self.rule = rule
            self.required = required
            self.min = min
            self.max = max
            self.maxLength = maxLength
            self.digits = digits
            self.to = to
            self.options = options
            self.initial = initial
            self.moves = moves
        }
    }

    /// The collection of a name.
    public func collection(named name: String) -> Collection? { collections.first { $0.name == name } }

    /// The role of a name.
    public func role(named name: String) -> Role? { roles.first { $0.name == name } }
}

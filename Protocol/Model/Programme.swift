/// A programme: the versioned schema, merge rules and rights of everything that is recorded.
///
/// Collections and fields carry numbers that never change and are never used again: later versions only append. The
/// wire names them by number. Devices receive it as JSON from the server.
public struct Programme: Codable, Hashable, Sendable {
    /// The programme's name, such as `hubei-2022`.
    public var name: String
    /// Grows with every change.
    public var version: Int
    /// What people read in its place.
    public var title: Label
    /// The IANA name of the zone in which dates and times are typed and shown.
    public var timeZone: String
    /// The kinds of scope.
    public var scopes: [ScopeKind]
    /// Who may do what.
    public var roles: [Role]
    /// By number: the collection with number n stands at index n.
    public var collections: [Collection]

    /// A programme from its parts.
    public init(
        name: String,
        version: Int,
        title: Label,
        timeZone: String,
        scopes: [ScopeKind],
        roles: [Role],
        collections: [Collection]
    ) {
        self.name = name
        self.version = version
        self.title = title
        self.timeZone = timeZone
        self.scopes = scopes
        self.roles = roles
        self.collections = collections
    }

    /// A short text in the languages of the people.
    public struct Label: Codable, Hashable, Sendable {
        /// English; empty if the pack gives none.
        public var en: String
        /// Chinese; empty if the pack gives none.
        public var zh: String

        /// A label from its texts.
        public init(en: String = "", zh: String = "") {
            self.en = en
            self.zh = zh
        }
    }

    /// A kind of scope.
    public struct ScopeKind: Codable, Hashable, Sendable {
        /// The kind's name: `province`, `site` …
        public var name: String
        /// The collection whose records each have a scope of this kind; `nil` where there is only one scope.
        public var of: String?

        /// A kind from its parts.
        public init(name: String, of: String? = nil) {
            self.name = name
            self.of = of
        }
    }

    /// What a person or an office is to the programme.
    public struct Role: Codable, Hashable, Sendable {
        /// The name by which programs know the role.
        public var name: String
        /// What people read in its place.
        public var title: Label
        /// The collection of the records at which it is held.
        public var at: String
        /// For the rule `authority`: higher wins.
        public var level: Int
        /// What it may see and write.
        public var grants: [Grant]

        /// A role from its parts.
        public init(name: String, title: Label = Label(), at: String, level: Int = 0, grants: [Grant]) {
            self.name = name
            self.title = title
            self.at = at
            self.level = level
            self.grants = grants
        }
    }

    /// A right to scopes.
    public struct Grant: Codable, Hashable, Sendable {
        /// Which scopes of the kind.
        public enum Reach: Codable, Hashable, Sendable {
            /// The scope without a record, or the scope of the record at which the role is held.
            case own
            /// Every scope of the kind (`site/*`).
            case every
            /// The scopes of records that lead to the role's record along these reference fields
            /// (`where: recipient.county`).
            case along([String])
        }

        /// The kind of scope.
        public var scope: String
        /// Which scopes of the kind are meant.
        public var reach: Reach
        /// The collections that may be read; `nil` means all.
        public var read: [String]?
        /// The collections that may be written; `nil` means all, an empty list none.
        public var write: [String]?

        /// A grant from its parts.
        public init(scope: String, reach: Reach, read: [String]? = nil, write: [String]? = []) {
            self.scope = scope
            self.reach = reach
            self.read = read
            self.write = write
        }
    }

    /// In which scope a collection's records live.
    public enum Home: Codable, Hashable, Sendable {
        /// In the one scope of this kind.
        case constant(String)
        /// In the scope of this kind that belongs to the record named by the field.
        case reference(kind: String, field: String)
        /// In the scope of this kind that belongs to the record itself (`scope: self`).
        case itself(String)
    }

    /// What a delete and a concurrent edit come to.
    public enum DeleteRule: String, Codable, Hashable, Sendable {
        /// The record stays, and a person is asked.
        case editWins = "edit-wins"
        /// The record goes, whoever edited it meanwhile.
        case deleteWins = "delete-wins"
        /// Nobody deletes what the server has.
        case forbid
    }

    /// How concurrent writes of a field are merged.
    public enum Rule: String, Codable, Hashable, Sendable, CaseIterable {
        /// Both values live until a person decides.
        case keepBoth = "keep-both"
        /// The later one is shown, and nobody is asked.
        case lastWriter = "last-writer"
        /// All additions count.
        case counter
        /// Elements of both are in it.
        case set
        /// It is written once, by the record's creation.
        case appendOnly = "append-only"
        /// The value of the higher role is shown.
        case authority
        /// Only the programme's moves are possible.
        case state
        /// The server alone writes it.
        case computed
        /// The smallest one is shown.
        case min
        /// The largest one is shown.
        case max
    }

    /// Records of one form.
    public struct Collection: Codable, Hashable, Sendable {
        /// Never changes; the index in ``Programme/collections``.
        public var number: Int
        /// Also the name of its table.
        public var name: String
        /// What people read in its place.
        public var title: Label
        /// Where its records live.
        public var home: Home
        /// The lane in which its records travel.
        public var lane: Lane
        /// The rule of fields that name none.
        public var rule: Rule
        /// What a delete does.
        public var delete: DeleteRule
        /// The role that settles its conflicts.
        public var owner: String?
        /// The fields whose values derive the record's id; they never change.
        public var key: [String]
        /// The field that names a record for people.
        public var nameField: String?
        /// Field and values that close a record to edits.
        public var seal: Seal?
        /// Which records may be the same fact.
        public var duplicates: Duplicates?
        /// By number: the field with number n stands at index n.
        public var fields: [Field]

        /// A collection from its parts.
        public init(
            number: Int,
            name: String,
            title: Label = Label(),
            home: Home,
            lane: Lane = .normal,
            rule: Rule = .keepBoth,
            delete: DeleteRule = .editWins,
            owner: String? = nil,
            key: [String] = [],
            nameField: String? = nil,
            seal: Seal? = nil,
            duplicates: Duplicates? = nil,
            fields: [Field]
        ) {
            self.number = number
            self.name = name
            self.title = title
            self.home = home
            self.lane = lane
            self.rule = rule
            self.delete = delete
            self.owner = owner
            self.key = key
            self.nameField = nameField
            self.seal = seal
            self.duplicates = duplicates
            self.fields = fields
        }

        /// The field of a name.
        public func field(named name: String) -> Field? { fields.first { $0.name == name } }

        /// The value that a creation writes into a field of which it says nothing; null for none (clause R37).
        ///
        /// Counters and states begin with their initial value without anybody writing it, and computed fields are the
        /// server's. Where a natural key lets two desks create one record, a value that nobody typed must outweigh none
        /// that somebody did: only rules that keep both values take it there, and fields that may not be empty.
        public func beginning(of field: Field) -> Value {
            switch field.rule {
            case .counter, .state, .set, .computed: .null
            case .keepBoth, .appendOnly: field.initial
            case .lastWriter, .authority, .min, .max: key.isEmpty || field.required ? field.initial : .null
            }
        }

        /// The values of a new record, by field number: what is given, and the field's beginning where nothing is
        /// (clause R37).
        public func filled(_ values: [Value]) -> [Value] {
            var values = values
            for field in fields
            where !field.initial.isNull && field.number < values.count && values[field.number].isNull {
                values[field.number] = beginning(of: field)
            }
            return values
        }
    }

    /// When a record is closed.
    public struct Seal: Codable, Hashable, Sendable {
        /// The field that decides.
        public var field: String
        /// The values that close.
        public var values: [String]

        /// A seal from its parts.
        public init(field: String, values: [String]) {
            self.field = field
            self.values = values
        }
    }

    /// When two records may be the same fact.
    public struct Duplicates: Codable, Hashable, Sendable {
        /// What is done about them.
        public enum Action: String, Codable, Hashable, Sendable {
            /// A person looks at them; reports count each.
            case flag
            /// They are one fact written down more than once, and reports count it once.
            case match
        }

        /// Fields that must be equal.
        public var fields: [String]
        /// A time field that must be close, if any.
        public var within: String?
        /// How far apart two of them may be. Unit: minutes.
        public var minutes: Int
        /// What is done about them.
        public var action: Action

        /// A rule from its parts.
        public init(fields: [String], within: String? = nil, minutes: Int = 0, action: Action) {
            self.fields = fields
            self.within = within
            self.minutes = minutes
            self.action = action
        }
    }
}

extension Value: Codable {
    /// Reads null, an integer or a string.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let integer = try? container.decode(Int64.self) {
            self = .integer(integer)
        } else {
            self = .text(try container.decode(String.self))
        }
    }

    /// Writes null, an integer or a string.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .null: try container.encodeNil()
        case .integer(let integer): try container.encode(integer)
        case .text(let text): try container.encode(text)
        }
    }
}

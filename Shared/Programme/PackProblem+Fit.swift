package import Records

extension PackProblem {
    /// Why a part of a pack does not fit another.
    package enum FitFault: Hashable, Sendable {
        /// There is nothing to record.
        case noCollections
        /// More collections than a programme may have.
        case tooManyCollections(max: Int)
        /// A collection without a field.
        case noFields(String)
        /// More fields than a collection may have.
        case tooManyFields(max: Int)
        /// A kind of scope for each record of what is no collection.
        case scopeOfNothing(String, of: String)
        /// A collection in a scope that is not there.
        case noScope(String, of: String)
        /// `scope: self` of a collection with no scope of its own, or several.
        case notOneScope(String, count: Int)
        /// The scope is one for each record, and the collection does not say which.
        case whichScope(String, of: String, for: String)
        /// The scope is one, and the collection says which.
        case onlyScope(String)
        /// The field that gives the scope refers to something else.
        case noScopeField(String, of: String, to: String)
        /// The field that gives the scope may be empty.
        case scopeNotRequired(String)
        /// The field that gives the scope is no part of the key.
        case scopeNotInKey(String)
        /// A reference to what is no collection.
        case refersToNothing(String, to: String)
        /// A move by nobody.
        case moveByNobody(String, role: String)
        /// A key of what is no field.
        case noKeyField(String, of: String)
        /// A key field whose rule changes it.
        case changingKey(String, rule: String)
        /// A key field that may be empty.
        case keyNotRequired(String)
        /// A key that leads back to its own collection.
        case keyInCircle(String, path: [String])
        /// A key of more parts than can be written.
        case longKey(String, max: Int)
        /// An owner that is no role.
        case noOwner(String, of: String)
        /// A name that is no text field.
        case noNameField(String, of: String)
        /// A seal by what is no option field.
        case noSealField(String, of: String)
        /// A seal by a value that the field does not have.
        case noSealValue(String, of: String, field: String)
        /// Duplicates by what is no field.
        case noDuplicateField(String, of: String)
        /// Duplicates within a time of what is no time.
        case noDuplicateTime(String, of: String)
        /// A role at what is no collection.
        case roleAtNothing(String, at: String)
        /// A grant in a scope that is not there.
        case grantOfNoScope(String, scope: String)
        /// A grant of what is no collection.
        case grantOfNoCollection(String, collection: String)
        /// A grant of a collection that lives elsewhere.
        case grantElsewhere(String, collection: String, in: String, home: String)
        /// A grant that does not say in which scopes.
        case whichGrant(String, at: String, scope: String)
        /// `where` of a scope that is one.
        case whereOfOne(String)
        /// `where` along what is no reference.
        case noStep(String, of: String, path: [String])
        /// `where` that ends at another collection than the role's.
        case wrongEnd(path: [String], at: String, role: String)

        var inEnglish: String {
            switch self {
            case .noCollections: "A programme needs at least one collection."
            case .tooManyCollections(let max): "A programme may have at most \(max) collections."
            case .noFields(let name): "The collection \(name) needs at least one field."
            case .tooManyFields(let max): "A collection may have at most \(max) fields."
            case .scopeOfNothing(let scope, let of): "The scope \(scope) is of `\(of)`, which is no collection."
            case .noScope(let scope, let name): "The scope of \(name) is `\(scope)`, which is not among the scopes."
            case .notOneScope(let name, let count):
                "`scope: self` needs exactly one kind of scope of the collection \(name); there are \(count)."
            case .whichScope(let scope, let of, let name):
                "There is a scope \(scope) for each record of \(of), so \(name) must say which: {\(scope): FIELD}."
            case .onlyScope(let scope): "There is only one scope \(scope); write `scope: \(scope)`."
            case .noScopeField(let field, let name, let to):
                "`\(field)` must be a field of \(name) of type ref to \(to)."
            case .scopeNotRequired(let place): "\(place) gives the scope, so it must be required."
            case .scopeNotInKey(let place): "\(place) gives the scope, so it must be part of the key."
            case .refersToNothing(let place, let to): "\(place) refers to `\(to)`, which is no collection."
            case .moveByNobody(let place, let role): "\(place): a move is by `\(role)`, which is no role."
            case .noKeyField(let field, let name): "The key of \(name) names `\(field)`, which is none of its fields."
            case .changingKey(let place, let rule):
                "The key field \(place) changes by its rule \(rule); a key never changes."
            case .keyNotRequired(let place): "The key field \(place) must be required."
            case .keyInCircle(let name, let path):
                "The key of \(name) leads back to itself: \(path.joined(separator: " → "))."
            case .longKey(let name, let max): "The key of \(name) has more than \(max) parts when it is written down."
            case .noOwner(let owner, let name): "The owner of \(name) is `\(owner)`, which is no role."
            case .noNameField(let field, let name):
                "The name of \(name) must be one of its text fields, not `\(field)`."
            case .noSealField(let field, let name):
                "The seal of \(name) must name one of its option fields, not `\(field)`."
            case .noSealValue(let value, let name, let field):
                "The seal of \(name) names `\(value)`, which is none of the options of \(field)."
            case .noDuplicateField(let field, let name):
                "The duplicates of \(name) name `\(field)`, which is none of its fields."
            case .noDuplicateTime(let field, let name):
                "`within` of \(name) must name a field of type datetime or date, not `\(field)`."
            case .roleAtNothing(let role, let at): "The role \(role) is held at `\(at)`, which is no collection."
            case .grantOfNoScope(let role, let scope):
                "The role \(role) is granted `\(scope)`, which is not among the scopes."
            case .grantOfNoCollection(let role, let name):
                "The role \(role) is granted `\(name)`, which is no collection."
            case .grantElsewhere(let role, let name, let scope, let home):
                "The role \(role) is granted \(name) in \(scope), but \(name) lives in \(home)."
            case .whichGrant(let role, let at, let scope):
                "The role \(role) is held at a record of \(at); say which \(scope) with `where`, or \(scope)/*."
            case .whereOfOne(let scope): "There is only one scope \(scope), so `where` has no meaning."
            case .noStep(let field, let name, let path):
                "`where: \(path.joined(separator: "."))`: \(name) has no reference field `\(field)`."
            case .wrongEnd(let path, let at, let role):
                "`where: \(path.joined(separator: "."))` leads to \(at), but the role is held at \(role)."
            }
        }
    }

    /// Why a field's rule, type and settings do not fit each other.
    package enum FieldFault: Hashable, Sendable {
        /// The least is above the greatest.
        case minAboveMax
        /// A setting that fields of this type do not have.
        case typeHasNo(String, type: String)
        /// A setting that fields of this type must have.
        case typeNeeds(String, type: String)
        /// A number of a setting beside its bounds.
        case outOfRange(String, ClosedRange<Int64>)
        /// Nothing can be chosen.
        case noOptions
        /// An option that nobody could type.
        case badOption(String)
        /// One word for two options.
        case twoOptions(String, String, title: String)
        /// A first value that is none of the field.
        case badInitial(ValueProblem)
        /// A rule of fields of another type.
        case ruleNeedsType(String, type: String)
        /// A set has the rule of sets.
        case setRule(String)
        /// Nobody could fill it in.
        case computedRequired
        /// A rule that compares.
        case ruleNeedsOrder(String)
        /// Moves of what is no state.
        case movesWithoutState
        /// A state without its first value or its moves.
        case stateNeeds(String)
        /// A move of what is no option.
        case noMoveOption(String)
        /// A move that moves nothing.
        case moveToItself(String)

        func inEnglish(at place: String) -> String {
            switch self {
            case .minAboveMax: "\(place): min is larger than max."
            case .typeHasNo(let setting, let type): "\(place) is of type \(type), which has no `\(setting)`."
            case .typeNeeds(let setting, let type): "\(place) is of type \(type), which needs `\(setting)`."
            case .outOfRange(let setting, let range):
                "\(place): \(setting) must be \(range.lowerBound) to \(range.upperBound)."
            case .noOptions: "\(place) needs at least one option."
            case .badOption(let key):
                "\(place): the option `\(key)` must be at most 100 characters without blanks at its ends."
            case .twoOptions(let one, let other, let title):
                "\(place): the options `\(one)` and `\(other)` are both called `\(title)`."
            case .badInitial(let problem): "\(place): initial does not fit. \(problem.inEnglish)"
            case .ruleNeedsType(let rule, let type): "\(place): the rule \(rule) needs the type \(type)."
            case .setRule(let rule): "\(place): a field of type set has the rule set, not \(rule)."
            case .computedRequired: "\(place): a computed field cannot be required, for no device may write it."
            case .ruleNeedsOrder(let rule): "\(place): the rule \(rule) needs numbers, dates or times."
            case .movesWithoutState: "\(place): `moves` need the rule state."
            case .stateNeeds(let setting): "\(place): the rule state needs `\(setting)`."
            case .noMoveOption(let key): "\(place): a move names `\(key)`, which is none of the options."
            case .moveToItself(let key): "\(place): a move from `\(key)` to itself says nothing."
            }
        }
    }

    /// What a new version of a programme may not change (clause V5).
    package enum UpgradeFault: Hashable, Sendable {
        /// Another programme.
        case name(String, old: String)
        /// A version that is in force, or older.
        case version(Int, old: Int)
        /// Days would be other days.
        case timeZone(old: String)
        /// Removed or changed.
        case scope(String)
        /// Removed, or held elsewhere.
        case role(String)
        /// Removed.
        case collection(String)
        /// A setting of a collection.
        case collectionChanged(String, Setting)
        /// Removed.
        case field(String)
        /// A required field that the records there are do not have.
        case newRequired(String)
        /// The type of a field.
        case type(String, old: String)
        /// The rule of a field.
        case rule(String, old: String)
        /// A setting of a field.
        case fieldChanged(String, Setting)
        /// It may be absent in records.
        case becameRequired(String)
        /// `min`.
        case onlyLower(String, setting: String)
        /// `max` and `max_length`.
        case onlyHigher(String, setting: String)
        /// Removed.
        case option(String, key: String)

        /// What was set otherwise.
        package enum Setting: Hashable, Sendable {
            /// Where records live.
            case scope
            /// How urgent they are.
            case lane
            /// What becomes of deletes.
            case delete
            /// By what they are known.
            case key
            /// What closes them.
            case seal
            /// To what a field refers.
            case target
            /// How many stand behind the point.
            case digits
            /// What stands there first.
            case initial
        }

        var inEnglish: String {
            switch self {
            case .name(let new, let old): "The programme is named \(new), but \(old) is in force."
            case .version(let new, let old): "The version must grow: \(old) is in force, the pack has \(new)."
            case .timeZone(let old): "The time zone cannot change (it was \(old))."
            case .scope(let name): "The scope \(name) was removed or changed."
            case .role(let name): "The role \(name) was removed or is held elsewhere; devices hold it."
            case .collection(let name): "The collection \(name) was removed."
            case .collectionChanged(let place, let setting), .fieldChanged(let place, let setting):
                "\(place): \(setting.inEnglish) cannot change once records may exist."
            case .field(let place): "The field \(place) was removed."
            case .newRequired(let place): "The new field \(place) cannot be required: existing records lack it."
            case .type(let place, let old): "\(place): the type cannot change (it was \(old)) once records may exist."
            case .rule(let place, let old): "\(place): the rule cannot change (it was \(old)) once records may exist."
            case .becameRequired(let place): "\(place): it cannot become required once records may exist."
            case .onlyLower(let place, let setting):
                "\(place): \(setting) can only be lowered or dropped once records may exist."
            case .onlyHigher(let place, let setting):
                "\(place): \(setting) can only be raised or dropped once records may exist."
            case .option(let place, let key): "\(place): the option `\(key)` was removed, but records may hold it."
            }
        }
    }
}

extension PackProblem.UpgradeFault.Setting {
    var inEnglish: String {
        switch self {
        case .scope: "the scope"
        case .lane: "the lane"
        case .delete: "the rule for deletes"
        case .key: "the key"
        case .seal: "the field of the seal"
        case .target: "the collection that it refers to"
        case .digits: "the digits"
        case .initial: "the initial value"
        }
    }
}

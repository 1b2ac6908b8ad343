package import Records
import SyncModel

/// What is wrong with a programme pack: what is written, what does not fit each other, or how it differs from the
/// version in force.
package enum PackProblem: Explained {
    /// A file of the pack cannot be read as what it is.
    case file(FileFault)
    /// A part is not written as it must be.
    case form(FormFault)
    /// A part does not fit another.
    case fit(FitFault)
    /// A field's rule, type and settings do not fit each other.
    case field(String, FieldFault)
    /// The reference records are not what the programme asks for.
    case data(DataFault)
    /// It changes what records or devices rely on (clause V5).
    case upgrade(UpgradeFault)

    /// The sentence in English.
    package var inEnglish: String {
        switch self {
        case .file(let fault): fault.inEnglish
        case .form(let fault): fault.inEnglish
        case .fit(let fault): fault.inEnglish
        case .field(let place, let fault): fault.inEnglish(at: place)
        case .data(let fault): fault.inEnglish
        case .upgrade(let fault): fault.inEnglish
        }
    }

    /// Why a file of a pack is none.
    package enum FileFault: Hashable, Sendable {
        /// A pack is a folder.
        case notFolder
        /// Neither the name of a shipped pack nor a folder.
        case noSuchPack(shipped: [String])
        /// It is not there, or may not be read.
        case unreadable
        /// Unit: MiB.
        case tooLarge(max: Int)
        /// Its name is none of a collection.
        case ofNoCollection
        /// Bytes that are no text.
        case notUTF8
        /// The parser says why.
        case notYAML(String)
        /// The machine has none left.
        case noMemory
        /// Nothing stands in it.
        case empty
        /// Two documents in one file.
        case secondDocument
        /// In the middle of a value.
        case endsEarly
        /// More than a pack needs.
        case tooManyValues(max: Int)
        /// More than a pack needs.
        case tooDeep(max: Int)
        /// A value that stands for another one.
        case anchor

        var inEnglish: String {
            switch self {
            case .notFolder: "This is a file; name the folder in which programme.yaml stands."
            case .noSuchPack(let shipped) where shipped.isEmpty:
                "There is no such programme and no such folder; none is shipped with this program."
            case .noSuchPack(let shipped):
                "There is no such programme and no such folder; shipped are \(shipped.joined(separator: ", "))."
            case .unreadable: "The file is not there or cannot be read."
            case .tooLarge(let max): "The file has more than \(max) MiB; that is too much for a pack."
            case .ofNoCollection: "The file is named for no collection of the programme."
            case .notUTF8: "The file is not UTF-8."
            case .notYAML(let reason): "This is not YAML: \(reason)."
            case .noMemory: "There is no memory to read the file."
            case .empty: "The file is empty."
            case .secondDocument: "A second document begins here; a pack is one."
            case .endsEarly: "The file ends too early."
            case .tooManyValues(let max): "A pack may hold at most \(max) values."
            case .tooDeep(let max): "A pack may be nested at most \(max) levels deep."
            case .anchor: "Anchors (&name) and aliases (*name) have no place in a pack; write the value out."
            }
        }
    }

    /// Why a part of a pack is not written as it must be.
    package enum FormFault: Hashable, Sendable {
        /// Names with values are wanted.
        case notPairs(PackPart)
        /// A value without a name.
        case noName
        /// The same name or value again.
        case twice(String, in: PackPart)
        /// A setting that the part does not have.
        case noSetting(String, in: PackPart, allowed: [String])
        /// A setting that the part must have.
        case settingMissing(String, in: PackPart)
        /// A single value is wanted.
        case notText(PackPart)
        /// Digits are wanted.
        case notInteger(String, PackPart)
        /// `true` or `false` is wanted.
        case notBoolean(String, PackPart)
        /// Several values are wanted.
        case notList(PackPart)
        /// One of some words is wanted.
        case notAmong(String, PackPart, of: [String])
        /// A name that a table or column cannot have.
        case badName(String, PackPart)
        /// A name that means something already.
        case reservedName(String, PackPart)
        /// A programme's name may have a hyphen, and its own bounds.
        case badProgrammeName(String)
        /// Both ends included.
        case outOfRange(String, ClosedRange<Int64>)
        /// Not a zone that this computer has.
        case noTimeZone(String)
        /// None of the three.
        case noLane(String)
        /// More or less than one kind and its field.
        case badScope
        /// More or less than one field and its values.
        case badSeal
        /// A rule that no collection has for all its fields.
        case ruleOfFields(String)
        /// `where` beside `/*`.
        case whereOfAll

        var inEnglish: String {
            switch self {
            case .notPairs(let part): "\(part.atBeginning) must be a list of `name: value` pairs."
            case .noName: "A name is missing before the colon."
            case .twice(let text, let place): "`\(text)` stands twice in \(place.inEnglish)."
            case .noSetting(let name, let part, let allowed):
                "\(part.atBeginning) has no setting `\(name)`; possible are \(allowed.joined(separator: ", "))."
            case .settingMissing(let name, let part): "\(part.atBeginning) needs the setting `\(name)`."
            case .notText(let part): "\(part.atBeginning) must be one word or text."
            case .notInteger(let text, let part): "\(part.atBeginning) must be a whole number, not `\(text)`."
            case .notBoolean(let text, let part): "\(part.atBeginning) must be true or false, not `\(text)`."
            case .notList(let part): "\(part.atBeginning) must be a list such as [a, b]."
            case .notAmong(let text, let part, let words):
                "\(part.atBeginning) must be one of \(words.joined(separator: ", ")), not `\(text)`."
            case .badName(let name, let part):
                """
                \(part.atBeginning) must begin with a small letter and hold only a-z, 0-9 and _, \
                at most 60 characters: `\(name)` does not.
                """
            case .reservedName(let name, let part): "`\(name)` is a reserved name; take another for \(part.inEnglish)."
            case .badProgrammeName(let name):
                "programme must begin with a small letter and hold only a-z, 0-9, - and _: `\(name)` does not."
            case .outOfRange(let setting, let range): "\(setting) must be \(range.lowerBound) to \(range.upperBound)."
            case .noTimeZone(let name): "`\(name)` is no time zone such as Asia/Shanghai."
            case .noLane(let name): "lane must be urgent, normal or bulk, not `\(name)`."
            case .badScope: "scope must name one kind and one field, such as {site: site}."
            case .badSeal: "seal must name one field and its closing values, such as {status: [closed]}."
            case .ruleOfFields(let rule): "`\(rule)` fits single fields only; give it to a field."
            case .whereOfAll: "`where` chooses among the scopes of a kind, so `scope` may not end in /*."
            }
        }
    }

    /// Why the reference records of a pack are not what its programme asks for.
    package enum DataFault: Hashable, Sendable {
        /// Reference records are known by their keys.
        case noKey(String)
        /// A column that is no field.
        case noField(String, of: String)
        /// A heading again.
        case columnTwice(String)
        /// A column of a field that no file may fill.
        case computed(String)
        /// A required field without a column.
        case columnMissing(String, of: String)
        /// A table of no collection.
        case noCollection(String)
        /// The same key again.
        case keyTwice(line: Int)
        /// A cell that is no value of its field.
        case cell(String, ValueProblem)
        /// An empty cell of a required field.
        case cellMissing(String)
        /// A reference to a record that the pack does not have.
        case dangling(String, of: String)
        /// The file itself.
        case table(TableProblem)

        var inEnglish: String {
            switch self {
            case .noKey(let name): "The collection \(name) has no key, so it cannot have reference records."
            case .noField(let column, let name): "`\(column)` is no field of \(name)."
            case .columnTwice(let column): "`\(column)` stands twice."
            case .computed(let column): "`\(column)` is computed by the server."
            case .columnMissing(let field, let name): "The column `\(field)` is missing; \(name) requires it."
            case .noCollection(let name): "`\(name)` is no collection."
            case .keyTwice(let line): "The key stands on line \(line) already."
            case .cell(let field, let problem): "\(field): \(problem.inEnglish)"
            case .cellMissing(let field): "\(field) is missing."
            case .dangling(let field, let name): "\(field): there is no such record of \(name) in the pack."
            case .table(let problem): problem.inEnglish
            }
        }
    }
}

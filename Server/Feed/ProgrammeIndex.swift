import SyncModel

/// A version of the programme with names resolved to numbers.
final class ProgrammeIndex: Sendable {
    let programme: Programme
    let homes: [HomePlan]
    /// By collection: reference fields with the collections they name.
    let references: [[(field: Int, target: Int)]]
    /// By collection: the numbers of the key's fields.
    let keys: [[Int]]
    /// Collections whose records decide who may read what.
    let deciding: Set<Int>
    private let numbers: [String: Int]

    /// Where a collection's records live.
    enum HomePlan: Sendable {
        case constant(Scope)
        case reference(kind: String, field: Int)
        case itself(kind: String)
        /// The pack names a field that is not there: loading checks that it does not happen.
        case broken
    }

    init(_ programme: Programme) {
        self.programme = programme
        let numbers = Dictionary(programme.collections.map { ($0.name, $0.number) }, uniquingKeysWith: { first, _ in first })
        self.numbers = numbers
        homes = programme.collections.map { collection in
            switch collection.home {
            case .constant(let kind): .constant(Scope(kind))
            case .itself(let kind): .itself(kind: kind)
            case .reference(let kind, let field): collection.field(named: field).map { .reference(kind: kind, field: $0.number) } ?? .broken
            }
        }
        references = programme.collections.map { collection in
            collection.fields.compactMap { field in
                guard field.type == .ref, let target = field.to.flatMap({ numbers[$0] }) else { return nil }
                return (field.number, target)
            }
        }
        keys = programme.collections.map { collection in collection.key.compactMap { collection.field(named: $0)?.number } }
        deciding = Self.deciding(programme, numbers)
    }

    func number(of collection: String) -> Int? { numbers[collection] }

    /// The collection whose records each have a scope of this kind.
    func owner(of kind: String) -> Int? {
        programme.scopes.first { $0.name == kind }?.of.flatMap { numbers[$0] }
    }

    /// The steps of a path of reference fields, beginning at a kind of scope; `nil` if a field is not there.
    func steps(from kind: String, along fields: [String]) -> [(collection: Int, field: Int)]? {
        Self.steps(programme, numbers, from: kind, along: fields)
    }

    /// The kind of scope in which a collection's records live.
    func kind(ofCollection number: Int) -> String? {
        switch homes[number] {
        case .constant(let scope): scope.kind
        case .reference(let kind, _), .itself(let kind): kind
        case .broken: nil
        }
    }

    private static func steps(
        _ programme: Programme,
        _ numbers: [String: Int],
        from kind: String,
        along fields: [String]
    ) -> [(collection: Int, field: Int)]? {
        var steps: [(collection: Int, field: Int)] = []
        var next = programme.scopes.first { $0.name == kind }?.of
        for name in fields {
            guard let number = next.flatMap({ numbers[$0] }), let field = programme.collections[number].field(named: name) else {
                return nil
            }
            steps.append((number, field.number))
            next = field.to
        }
        return steps
    }

    private static func deciding(_ programme: Programme, _ numbers: [String: Int]) -> Set<Int> {
        var found: Set<Int> = []
        for grant in programme.roles.flatMap(\.grants) {
            switch grant.reach {
            case .own: break
            case .every:
                if let owner = programme.scopes.first(where: { $0.name == grant.scope })?.of.flatMap({ numbers[$0] }) {
                    found.insert(owner)
                }
            case .along(let fields):
                for step in steps(programme, numbers, from: grant.scope, along: fields) ?? [] { found.insert(step.collection) }
            }
        }
        return found
    }
}

import SyncModel
import SyncWire

/// A version of the programme with names resolved to numbers.
final class ProgrammeIndex: Sendable {
    let programme: Programme
    /// By collection: in which scope its records live; `nil` where the programme does not say, which loading a pack
    /// rules out.
    let owningScopes: [OwningScope?]
    /// By collection: reference fields with the collections they name.
    let references: [[(field: Int, target: Int)]]
    /// By collection: its natural key, if it has one.
    let keys: [NaturalKey?]
    /// Collections whose records decide who may read what.
    let deciding: Set<Int>
    private let numbers: [String: Int]

    init(_ programme: Programme) {
        self.programme = programme
        let numbers = Dictionary(
            programme.collections.map { ($0.name, $0.number) },
            uniquingKeysWith: { first, _ in first }
        )
        self.numbers = numbers
        owningScopes = programme.collections.map(OwningScope.init)
        references = programme.collections.map { collection in
            collection.fields.compactMap { field in
                guard field.type == .ref, let target = field.to.flatMap({ numbers[$0] }) else { return nil }
                return (field.number, target)
            }
        }
        keys = programme.collections.map { NaturalKey(of: $0, in: programme) }
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

    private static func steps(
        _ programme: Programme,
        _ numbers: [String: Int],
        from kind: String,
        along fields: [String]
    ) -> [(collection: Int, field: Int)]? {
        var steps: [(collection: Int, field: Int)] = []
        var next = programme.scopes.first { $0.name == kind }?.of
        for name in fields {
            guard let number = next.flatMap({ numbers[$0] }),
                let field = programme.collections[number].field(named: name)
            else {
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
                for step in steps(programme, numbers, from: grant.scope, along: fields) ?? [] {
                    found.insert(step.collection)
                }
            }
        }
        return found
    }
}

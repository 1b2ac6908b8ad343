import SyncModel
import SyncWire

extension WireFailure {
    /// The code, then the sentence on the lines after it.
    var stored: String { "\(code.rawValue)\n\(message)" }

    init?(stored: String) {
        let parts = stored.split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, let code = Code(rawValue: parts[0]) else { return nil }
        self.init(code, parts[1])
    }
}

extension Standing {
    /// One line each: the record, the role, then scope and collection numbers.
    var stored: String {
        let scopes = writable.sorted { $0.key < $1.key }
        return ([at.text, role] + scopes.map { "\($0.key.text) \($0.value.map(String.init).joined(separator: ","))" }).joined(
            separator: "\n"
        )
    }

    init?(stored: String) {
        let lines = stored.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        guard lines.count >= 2, let at = RecordID(lines[0]) else { return nil }
        self.init(at: at, role: lines[1], writable: [:])
        for line in lines.dropFirst(2) {
            let parts = line.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, let scope = Scope(text: String(parts[0])) else { return nil }
            writable[scope] = parts[1].split(separator: ",").compactMap { Int($0) }
        }
    }

    /// Whether records of the collection may be written in the scope.
    func mayWrite(_ collection: Int, in scope: Scope) -> Bool {
        guard let collections = writable[scope] else { return false }
        return collections.isEmpty || collections.contains(collection)
    }
}

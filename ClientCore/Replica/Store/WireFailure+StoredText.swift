import SyncModel
import SyncWire

extension WireFailure {
    /// A line each: the code, the sentence, the problem's word and its values.
    var stored: String {
        ([code.rawValue, inEnglish, problem.written.word] + problem.written.values).map {
            $0.replacing("\n", with: " ")
        }.joined(
            separator: "\n"
        )
    }

    init?(stored: String) {
        let lines = stored.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        guard lines.count >= 2, let code = Code(rawValue: lines[0]) else { return nil }
        let written = WrittenProblem(lines.count > 2 ? lines[2] : "", Array(lines.dropFirst(3)))
        self.init(code, told: Told(written, sentence: lines[1]))
    }
}

extension Standing {
    /// One line each: the record, the role, then scope and collection numbers.
    var stored: String {
        let scopes = writable.sorted { $0.key < $1.key }
        return ([at.text, role] + scopes.map { "\($0.key.text) \($0.value.map(String.init).joined(separator: ","))" })
            .joined(
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

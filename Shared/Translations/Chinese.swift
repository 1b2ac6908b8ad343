/// Chinese for sentences that the modules, and servers afar, make in English.
///
/// Libraries and the wire speak English; here, where a person reads, a sentence is found by its fixed words and said in Chinese. A
/// catalogue has the English on one line, with `{}` for each name, number or value in it, and the Chinese on the next, with `{1}`, `{2}` …
/// for the same. Values that are sentences themselves are translated too.
package enum Chinese {
    /// One sentence with holes.
    struct Entry {
        /// The fixed words between the holes: one more than there are holes.
        var words: [Substring]
        var chinese: Substring

        /// What stands in the holes of a sentence; `nil` if it is another sentence.
        func values(in sentence: Substring) -> [Substring]? {
            guard words.count > 1 else { return words[0] == sentence ? [] : nil }
            guard let first = words.first, let last = words.last, sentence.hasPrefix(first) else { return nil }
            var rest = sentence.dropFirst(first.count)
            guard rest.hasSuffix(last) else { return nil }
            rest = rest.dropLast(last.count)
            var values: [Substring] = []
            for word in words.dropFirst().dropLast() {
                guard let range = rest.firstRange(of: word) else { return nil }
                values.append(rest[..<range.lowerBound])
                rest = rest[range.upperBound...]
            }
            return values + [rest]
        }
    }

    // The more fixed words, the surer the match.
    private static let entries = [rules, device, wire, centre, shell].flatMap(read)
        .sorted { $0.words.reduce(0) { $0 + $1.count } > $1.words.reduce(0) { $0 + $1.count } }
    /// Values within values: a place, a reason, a part of the reason.
    private static let depthMax = 4

    /// A sentence in Chinese; `nil` if no catalogue has it.
    package static func of(_ sentence: String) -> String? { of(sentence[...], depth: 0) }

    private static func of(_ sentence: Substring, depth: Int) -> String? {
        guard depth < depthMax else { return nil }
        if let text = placed(sentence, depth) { return text }
        for entry in entries {
            guard let values = entry.values(in: sentence) else { continue }
            var text = String(entry.chinese)
            for (index, value) in values.enumerated() {
                // A sentence within a sentence has left its full stop to that.
                let within = of(value, depth: depth + 1) ?? of(value + ".", depth: depth + 1).map { String($0.dropLast()) }
                text = text.replacing("{\(index + 1)}", with: within ?? String(value))
            }
            return text
        }
        return nil
    }

    /// `place: what is wrong` is translated behind the place: a field, or a file and a line in it.
    private static func placed(_ sentence: Substring, _ depth: Int) -> String? {
        guard let colon = sentence.firstRange(of: ": ") else { return nil }
        let place = sentence[..<colon.lowerBound]
        guard !place.contains(" ") || place.contains("/"), !place.isEmpty else { return nil }
        guard let reason = of(sentence[colon.upperBound...], depth: depth + 1) else { return nil }
        return "\(of(place, depth: depth + 1) ?? String(place))：\(reason)"
    }

    private static func read(_ catalogue: String) -> [Entry] {
        let lines = catalogue.split(separator: "\n")
        return stride(from: 0, to: lines.count - 1, by: 2).map {
            Entry(words: lines[$0].split(separator: "{}", omittingEmptySubsequences: false), chinese: lines[$0 + 1])
        }
    }
}

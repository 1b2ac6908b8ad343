/// What one program tells another, cut to what a person may be shown and a store may keep: by who tells it, and again
/// by who is told (clause W23).
extension WrittenProblem {
    /// Each value cut, and of the values as many as fit; what was left out is marked.
    package var clipped: WrittenProblem {
        var clipped = WrittenProblem(word.clipped(to: Limits.toldNameBytesMax))
        var left = Limits.toldValuesBytesMax
        for value in values {
            let value = value.clipped(to: Limits.toldNameBytesMax)
            left -= value.utf8.count + 1
            guard left >= 0 else {
                clipped.values.append(String.cutMark)
                break
            }
            clipped.values.append(value)
        }
        return clipped
    }
}

extension Refusal {
    /// The refusal as it may be told and kept.
    package var clipped: Refusal {
        let written = problem.written
        let (told, sentence) = (written.clipped, inEnglish)
        let place = place?.clipped(to: Limits.toldNameBytesMax)
        guard told != written || place != self.place || sentence.utf8.count > Limits.toldBytesMax else { return self }
        var clipped = self
        clipped.place = place
        clipped.problem = Told(told, sentence: sentence.clipped(to: Limits.toldBytesMax))
        return clipped
    }
}

extension String {
    fileprivate static let cutMark = "…"

    /// The text, or its beginning with a mark behind it.
    package func clipped(to bytesMax: Int) -> String {
        guard utf8.count > bytesMax else { return self }
        // Never within a character.
        var end = utf8.index(startIndex, offsetBy: bytesMax)
        while end.samePosition(in: unicodeScalars) == nil { end = utf8.index(before: end) }
        return self[..<end] + Self.cutMark
    }
}

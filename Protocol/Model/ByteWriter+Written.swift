extension ByteWriter {
    /// What a refusal says: the word, the values, the place, and the sentence for who does not know the word.
    package mutating func problem(of refusal: Refusal) {
        let written = refusal.problem.written
        text(written.word)
        varint(UInt64(written.values.count))
        written.values.forEach { text($0) }
        text(refusal.place ?? "")
        text(refusal.inEnglish)
    }
}

extension ByteReader {
    /// Reads a refusal as ``ByteWriter/problem(of:)`` wrote it.
    package mutating func refusal(_ code: RefusalCode) throws(DamagedBytes) -> Refusal {
        var written = WrittenProblem(try text())
        for _ in 0..<(try count()) { written.values.append(try text()) }
        let place = try text()
        return Refusal(code, told: Told(written, sentence: try text()), at: place.isEmpty ? nil : place)
    }
}

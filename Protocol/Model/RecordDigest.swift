/// One number over everything that a record holds: its place, and all live writes with value, dot, stamp and level
/// (clause D3).
///
/// Like the digests of streams it need not resist an enemy, it must only make an accident improbable.
package enum RecordDigest {
    /// The hash of a live record.
    package static func hash(of state: RecordState) -> UInt128 {
        var hash = StreamDigest.mix(state.record.bits, salt: state.position.number)
        absorb(UInt64(truncatingIfNeeded: state.collection), into: &hash)
        absorb(state.existence, number: 0, into: &hash)
        for (number, field) in state.fields.enumerated() where !field.writes.isEmpty {
            absorb(field, number: UInt64(number) + 1, into: &hash)
        }
        return hash
    }

    private static func absorb(_ field: FieldState, number: UInt64, into hash: inout UInt128) {
        absorb(number, into: &hash)
        absorb(UInt64(field.writes.count), into: &hash)
        for write in field.writes {
            absorb(UInt64(truncatingIfNeeded: write.dot.device.bits >> 64), into: &hash)
            absorb(UInt64(truncatingIfNeeded: write.dot.device.bits), into: &hash)
            absorb(write.dot.edit.number, into: &hash)
            absorb(UInt64(write.dot.index), into: &hash)
            absorb(write.stamp.sure ? 1 : 0, into: &hash)
            absorb(UInt64(bitPattern: write.stamp.milliseconds), into: &hash)
            absorb(UInt64(bitPattern: Int64(write.level)), into: &hash)
            absorb(write.value, into: &hash)
        }
    }

    private static func absorb(_ value: Value, into hash: inout UInt128) {
        switch value {
        case .null: absorb(0, into: &hash)
        case .integer(let integer):
            absorb(1, into: &hash)
            absorb(UInt64(bitPattern: integer), into: &hash)
        case .text(let text):
            absorb(2, into: &hash)
            absorb(UInt64(text.utf8.count), into: &hash)
            var word: UInt64 = 0
            var filled = 0
            for byte in text.utf8 {
                word = word << 8 | UInt64(byte)
                filled += 1
                if filled == 8 {
                    absorb(word, into: &hash)
                    (word, filled) = (0, 0)
                }
            }
            if filled > 0 { absorb(word, into: &hash) }
        }
    }

    private static func absorb(_ word: UInt64, into hash: inout UInt128) {
        hash = StreamDigest.mix(hash, salt: word)
    }
}

internal import SyncModel

extension ColumnWriter {
    /// A column of values; how many there are is known to the reader.
    mutating func values(_ values: [Value]) {
        spend(cells: values.count)
        var integers: [Int64] = []
        var texts: [String] = []
        var nulls = 0
        for value in values {
            switch value {
            case .null: nulls += 1
            case .integer(let integer): integers.append(integer)
            case .text(let text): texts.append(text)
            }
        }
        let kind: ColumnKind =
            integers.isEmpty ? (texts.isEmpty ? .empty : .texts) : (texts.isEmpty ? .integers : .mixed)
        let hasNulls = nulls > 0 && kind != .empty
        count(kind.rawValue + (hasNulls ? ColumnKind.withNulls : 0))
        if hasNulls { bitmap(values.map(\.isNull)) }
        switch kind {
        case .empty: break
        case .integers: self.integers(integers)
        case .texts: self.texts(texts)
        case .mixed:
            bitmap(values.lazy.filter { !$0.isNull }.map { $0.text != nil })
            self.integers(integers)
            self.texts(texts)
        }
    }

    /// At least one integer, in the form that takes fewer bytes.
    mutating func integers(_ values: [Int64]) {
        var smallest = Int64.max
        for value in values where value < smallest { smallest = value }
        var offsetBytes = 0
        var deltaBytes = 0
        var last: Int64 = 0
        for value in values {
            offsetBytes += Self.varintBytes(UInt64(bitPattern: value &- smallest))
            let delta = value &- last
            deltaBytes += Self.varintBytes(UInt64(bitPattern: (delta << 1) ^ (delta >> 63)))
            last = value
        }
        if offsetBytes <= deltaBytes {
            count(IntegerForm.offsets.rawValue)
            numbers.append(smallest)
            for value in values { counts.append(UInt64(bitPattern: value &- smallest)) }
        } else {
            count(IntegerForm.deltas.rawValue)
            deltas(values)
        }
    }

    private static func varintBytes(_ number: UInt64) -> Int {
        (70 - (number | 1).leadingZeroBitCount) / 7
    }

    /// At least one text.
    mutating func texts(_ values: [String], mayRepeat: Bool = true) {
        if mayRepeat, values.count > 1, let dictionary = TextDictionary(values) {
            count(TextForm.dictionary.rawValue)
            count(dictionary.texts.count)
            counts.append(contentsOf: dictionary.indexes.lazy.map { UInt64($0) })
            texts(dictionary.texts, mayRepeat: false)
        } else if let bytes = CompactText.uuids(values) {
            count(TextForm.uuids.rawValue)
            raw.append(contentsOf: bytes)
        } else if let days = CompactText.days(values) {
            count(TextForm.dates.rawValue)
            integers(days)
        } else {
            count(TextForm.plain.rawValue)
            plain(values)
        }
    }

    /// Lengths and bytes.
    mutating func plain(_ values: [String]) {
        for value in values {
            var value = value
            value.withUTF8 {
                counts.append(UInt64($0.count))
                text.append(contentsOf: $0)
            }
        }
    }

    /// Names of records; where all begin with a time (UUIDv7), the times as differences and only the rest raw (clause
    /// W32).
    mutating func records(_ records: [RecordID]) {
        let areTimed = !records.isEmpty && records.allSatisfy { $0.bits >> 76 & 0xf == 7 }
        count(areTimed ? 1 : 0)
        raw.reserveCapacity(raw.count + records.count * 16)
        guard areTimed else {
            for record in records { Bytes.append(record.bits, to: &raw) }
            return
        }
        deltas(records.lazy.map { Int64(truncatingIfNeeded: $0.bits >> 80) })
        for record in records {
            withUnsafeBytes(of: record.bits.bigEndian) { raw.append(contentsOf: $0.dropFirst(6)) }
        }
    }
}

internal import SyncModel

extension ColumnReader {
    /// A column of so many values.
    mutating func values(_ length: Int) throws(WireFailure) -> [Value] {
        try spend(cells: length)
        let code = try count(max: 7)
        guard let kind = ColumnKind(rawValue: code & 3) else { throw Self.damaged }
        if kind == .empty { return [Value](repeating: .null, count: length) }
        let nulls = code & ColumnKind.withNulls == 0 ? nil : try bitmap(length)
        let present = length - (nulls?.setCount ?? 0)
        guard present > 0 else { throw Self.damaged }
        let values: [Value]
        switch kind {
        case .empty: values = []
        case .integers: values = try integers(present).map { .integer($0) }
        case .texts: values = try texts(present)
        case .mixed: values = try mixed(present)
        }
        guard let nulls else { return values }
        var next = values.makeIterator()
        return (0..<length).map { nulls[$0] ? .null : next.next() ?? .null }
    }

    private mutating func mixed(_ length: Int) throws(WireFailure) -> [Value] {
        let areTexts = try bitmap(length)
        let textCount = areTexts.setCount
        guard textCount > 0, textCount < length else { throw Self.damaged }
        var integers = try integers(length - textCount).makeIterator()
        var texts = try texts(textCount).makeIterator()
        return (0..<length).map { areTexts[$0] ? texts.next() ?? .null : integers.next().map { .integer($0) } ?? .null }
    }

    mutating func integers(_ length: Int) throws(WireFailure) -> [Int64] {
        guard let form = IntegerForm(rawValue: try count(max: 1)) else { throw Self.damaged }
        switch form {
        case .offsets:
            let smallest = try number()
            return try counts(length).map { smallest &+ Int64(bitPattern: $0) }
        case .deltas: return try deltas(length)
        }
    }

    mutating func texts(_ length: Int, mayRepeat: Bool = true) throws(WireFailure) -> [Value] {
        guard let form = TextForm(rawValue: try count(max: 3)) else { throw Self.damaged }
        switch form {
        case .plain: return try plain(length) { .text($0) }
        case .uuids: return CompactText.texts(uuids: try raw(length * 16))
        case .dates:
            var texts: [Value] = []
            texts.reserveCapacity(length)
            for day in try integers(length) {
                guard let text = CompactText.text(day: day) else { throw Self.damaged }
                texts.append(.text(text))
            }
            return texts
        case .dictionary:
            guard mayRepeat else { throw Self.damaged }
            let size = try count(max: length)
            let indexes = try counts(length)
            let texts = try texts(size, mayRepeat: false)
            guard indexes.allSatisfy({ $0 < UInt64(size) }) else { throw Self.damaged }
            return indexes.map { texts[Int($0)] }
        }
    }

    /// Lengths and bytes.
    mutating func plain<Result>(_ length: Int, _ make: (String) -> Result) throws(WireFailure) -> [Result] {
        let lengths = try counts(length)
        var results: [Result] = []
        results.reserveCapacity(length)
        for bytes in lengths {
            guard bytes <= UInt64(Limits.expandedBytesMax) else { throw Self.damaged }
            results.append(make(try string(bytes: Int(bytes))))
        }
        return results
    }

    /// Names of records.
    mutating func records(_ length: Int) throws(WireFailure) -> [RecordID] {
        let areTimed = try count(max: 1) == 1
        guard areTimed else {
            return try fixed(length, size: 16).map { RecordID(bits: $0) }
        }
        let times = try deltas(length)
        let rest = try fixed(length, size: 10)
        guard times.allSatisfy({ $0 >> 48 == 0 }) else { throw Self.damaged }
        return zip(times, rest).map { RecordID(bits: UInt128(truncatingIfNeeded: $0) << 80 | $1) }
    }

    private mutating func fixed(_ length: Int, size: Int) throws(WireFailure) -> [UInt128] {
        guard length <= Limits.expandedBytesMax / size else { throw Self.damaged }
        let bytes = try raw(length * size)
        return bytes.withUnsafeBufferPointer { buffer in
            (0..<length).map { index in
                var high: UInt64 = 0
                var low: UInt64 = 0
                let start = index * size
                for byte in buffer[start..<start + size - 8] { high = high << 8 | UInt64(byte) }
                for byte in buffer[start + size - 8..<start + size] { low = low << 8 | UInt64(byte) }
                return UInt128(high) << 64 | UInt128(low)
            }
        }
    }
}

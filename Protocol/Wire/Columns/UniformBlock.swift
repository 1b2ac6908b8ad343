internal import SyncModel

/// The uniform records of a page that have the same collection and as many fields (clause W36).
struct UniformBlock {
    let collection: Int
    let fieldCount: Int
    var records: [UniformRecord] = []

    init(for record: UniformRecord) {
        collection = record.collection
        fieldCount = record.values.count
    }

    func fits(_ record: UniformRecord) -> Bool {
        record.collection == collection && record.values.count == fieldCount
    }

    func write(to writer: inout ColumnWriter, after: Position) {
        writer.count(records.count)
        writer.count(collection, below: Limits.collectionsMax)
        writer.count(fieldCount, below: Limits.fieldsMax + 1)
        writer.positions(records.lazy.map(\.position), from: after)
        writer.records(records.map(\.record))
        WriterRun.write(records, to: &writer)
        for field in 0..<fieldCount { writer.values(records.map { $0.values[field] }) }
    }

    static func read(from reader: inout ColumnReader, after: Position, max: Int) throws(WireFailure) -> [UniformRecord]
    {
        let count = try reader.itemCount(max: max)
        let collection = try reader.count(max: Limits.collectionsMax - 1)
        let fieldCount = try reader.count(max: Limits.fieldsMax)
        let positions = try reader.positions(count, from: after)
        let ids = try reader.records(count)
        let runs = try WriterRun.read(count, from: &reader)
        var columns: [[Value]] = []
        for _ in 0..<fieldCount { columns.append(try reader.values(count)) }
        var records: [UniformRecord] = []
        records.reserveCapacity(count)
        for run in runs {
            for _ in 0..<run.length {
                let row = records.count
                let values = [Value](unsafeUninitializedCapacity: fieldCount) { buffer, initialized in
                    for field in 0..<fieldCount {
                        (buffer.baseAddress.unsafelyUnwrapped + field).initialize(to: columns[field][row])
                    }
                    initialized = fieldCount
                }
                records.append(
                    UniformRecord(
                        collection: collection,
                        record: ids[row],
                        position: positions[row],
                        dot: run.dot,
                        stamp: run.stamp,
                        level: run.level,
                        values: values
                    )
                )
            }
        }
        return records
    }
}

/// Consecutive records that one change set wrote.
struct WriterRun {
    var length: Int
    let dot: Dot
    let stamp: Stamp
    let level: Int

    static func write(_ records: [UniformRecord], to writer: inout ColumnWriter) {
        var runs: [WriterRun] = []
        for record in records {
            if let last = runs.last, last.dot == record.dot, last.stamp == record.stamp, last.level == record.level {
                runs[runs.count - 1].length += 1
            } else {
                runs.append(WriterRun(length: 1, dot: record.dot, stamp: record.stamp, level: record.level))
            }
        }
        writer.count(runs.count)
        for run in runs { writer.count(run.length) }
        writer.marks(runs.map { (dot: $0.dot, stamp: $0.stamp, level: $0.level) })
    }

    static func read(_ records: Int, from reader: inout ColumnReader) throws(WireFailure) -> [WriterRun] {
        let count = try reader.itemCount(max: records)
        let lengths = try reader.counts(count, max: records)
        guard lengths.reduce(0, +) == records else { throw ColumnReader.damaged }
        let marks = try reader.marks(count)
        return zip(lengths, marks).map { WriterRun(length: $0, dot: $1.dot, stamp: $1.stamp, level: $1.level) }
    }
}

/// Who wrote, when, with which level.
typealias WriteMark = (dot: Dot, stamp: Stamp, level: Int)

extension ColumnWriter {
    mutating func marks(_ marks: [WriteMark]) {
        for mark in marks { device(mark.dot.device) }
        deltas(marks.lazy.map(\.dot.edit.number))
        for mark in marks { counts.append(UInt64(mark.dot.index)) }
        bitmap(marks.map(\.stamp.sure))
        deltas(marks.lazy.map(\.stamp.milliseconds))
        for mark in marks { numbers.append(Int64(mark.level)) }
    }
}

extension ColumnReader {
    mutating func marks(_ length: Int) throws(WireFailure) -> [WriteMark] {
        var devices: [DeviceID] = []
        for _ in 0..<length { devices.append(try device()) }
        let edits = try deltas(length)
        let indexes = try counts(length, max: Int(UInt32.max))
        let sure = try bitmap(length)
        let times = try deltas(length)
        let levels = try numbers(length)
        return (0..<length).map { row in
            (
                dot: Dot(
                    device: devices[row],
                    edit: EditNumber(UInt64(bitPattern: edits[row])),
                    index: UInt32(indexes[row])
                ),
                stamp: Stamp(sure: sure[row], milliseconds: times[row]),
                level: Int(levels[levels.startIndex + row])
            )
        }
    }
}

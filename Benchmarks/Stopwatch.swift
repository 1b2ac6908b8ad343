import Foundation

/// What is timed, in the order of the report.
enum Part: String, CaseIterable {
    case bare = "bare SQLite"
    case typed = "typed writes"
    case app = "typed, 500 at a time"
    case captured = "plain SQL, captured"
    case draining = "draining"
    case request = "make requests"
    case encodeParcel = "encode parcels"
    case decodeParcel = "decode parcels"
    case ingest = "ingest"
    case receipts = "take receipts"
    case serve = "serve"
    case encodePage = "encode pages"
    case decodePage = "decode pages"
    case apply = "apply"
}

/// Takes the seconds of stretches, by part.
final class Stopwatch {
    /// Of the wall's clock, and of the processor in all threads: the first says what a user waits, the second hardly
    /// depends on what else the machine does.
    private struct Stretch {
        var wall: Double
        var processor: Double

        static var now: Self {
            Self(wall: ProcessInfo.processInfo.systemUptime, processor: Double(clock()) / Double(CLOCKS_PER_SEC))
        }
    }

    private var runs: [Part: [Stretch]] = [:]

    /// Times one stretch of a part, which may have many.
    func time<Result>(_ part: Part, _ body: () throws -> Result) rethrows -> Result {
        let begun = Stretch.now
        defer {
            let ended = Stretch.now
            runs[part, default: []].append(
                Stretch(wall: ended.wall - begun.wall, processor: ended.processor - begun.processor)
            )
        }
        return try body()
    }

    /// One line for each part: seconds, records in a second, the share of the speed of bare SQLite, and the same for
    /// processor time.
    ///
    /// Bare SQLite, typed writes and plain SQL ran several times by turns and their medians count; all other stretches
    /// add up.
    func report(records: Int) -> String {
        var totals = runs.mapValues {
            Stretch(wall: $0.reduce(0) { $0 + $1.wall }, processor: $0.reduce(0) { $0 + $1.processor })
        }
        for part in [Part.bare, .typed, .captured] {
            totals[part] = Stretch(wall: median(of: part, \.wall), processor: median(of: part, \.processor))
        }
        guard let bare = totals[.bare] else { return "" }
        var lines = ["\(records) records".padded(to: 24) + "seconds  records/s  of bare   processor  of bare"]
        for part in Part.allCases {
            guard let total = totals[part] else { continue }
            let wall = String(
                format: "%7.3f %10.0f %8.2f",
                total.wall,
                Double(records) / total.wall,
                bare.wall / total.wall
            )
            let processor = String(format: "%12.3f %8.2f", total.processor, bare.processor / total.processor)
            lines.append(part.rawValue.padded(to: 24) + wall + processor)
        }
        return lines.joined(separator: "\n")
    }

    private func median(of part: Part, _ unit: KeyPath<Stretch, Double>) -> Double {
        let sorted = (runs[part] ?? []).map { $0[keyPath: unit] }.sorted()
        return sorted.isEmpty ? 0 : sorted[sorted.count / 2]
    }
}

extension String {
    fileprivate func padded(to width: Int) -> String { padding(toLength: width, withPad: " ", startingAt: 0) }
}

/// A benchmark that cannot go on.
struct BenchmarkError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}

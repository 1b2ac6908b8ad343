import Foundation
import SyncModel

// The centre alone; what is measured beside it comes from the modules' own files here.
let host = SyncModel.Host(
    wallClock: { Int64(Date().timeIntervalSince1970 * 1_000) },
    bootClock: { Int64(ProcessInfo.processInfo.systemUptime * 1_000) },
    random: { UInt64.random(in: .min ... .max) }
)
let folder = FileManager.default.temporaryDirectory.appending(path: "duikou-benchmark-\(UUID().uuidString)").path
let count = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 100_000
let figures = try FeedBenchmark.run(count: count, folder: folder, host: host) { ProcessInfo.processInfo.systemUptime }
print(
    "ingest \(figures.ingest) µs/record, serve \(figures.serve) µs/record, \(figures.bytesPerRecord) B/record, empty \(figures.emptyBytes) B"
)
try FileManager.default.removeItem(atPath: folder)

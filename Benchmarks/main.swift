import Foundation
import SyncModel

// Every figure stands beside bare SQLite on the same rows in the same run, since machines differ.
let host = SyncModel.Host(
    wallClock: { Int64(Date().timeIntervalSince1970 * 1_000) },
    bootClock: { Int64(ProcessInfo.processInfo.systemUptime * 1_000) },
    random: { UInt64.random(in: .min ... .max) }
)
let folder = FileManager.default.temporaryDirectory.appending(path: "duikou-benchmark-\(UUID().uuidString)").path
let count = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 100_000
try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
defer { try? FileManager.default.removeItem(atPath: folder) }
print(try Benchmark(records: count, folder: folder, host: host).run())

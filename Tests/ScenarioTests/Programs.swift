import Foundation

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// The two programs as they were built, driven from outside.
enum Programs {
    /// The project's folder.
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    /// Where release programs stand.
    static let folder = root.appendingPathComponent(".build/release")

    /// Both programs are built.
    static var areBuilt: Bool {
        ["duikou", "duikou-server"].allSatisfy { FileManager.default.isExecutableFile(atPath: path($0)) }
    }

    /// Makes certificates, where it is installed.
    static let openssl = "/usr/bin/openssl"
    static var hasOpenSSL: Bool { FileManager.default.isExecutableFile(atPath: openssl) }

    /// Where a program stands.
    static func path(_ name: String) -> String { folder.appendingPathComponent(name).path }

    /// What one run of a program gave.
    struct Ran {
        var code: Int32
        var output: String
        var error: String

        /// Standard output as JSON.
        func json() throws -> Any { try JSONSerialization.jsonObject(with: Data(output.utf8)) }
    }

    /// Runs a program to its end.
    /// - Parameter meanwhile: gets the number of the process, on a thread that may wait.
    static func run(
        _ program: String,
        _ arguments: [String],
        environment: [String: String] = [:],
        meanwhile: (@Sendable (Int32) -> Void)? = nil
    ) async throws -> Ran {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(["LANG": "en_US.UTF-8", "LC_ALL": ""]) { $1 }
            .merging(environment) { $1 }
        let (output, error) = (Pipe(), Pipe())
        process.standardOutput = output
        process.standardError = error
        process.standardInput = FileHandle.nullDevice
        // Both pipes are emptied at the same time: a full one would hold the program up for ever.
        async let text = contents(of: output)
        async let words = contents(of: error)
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
            process.terminationHandler = { _ in continuation.resume() }
            do {
                try process.run()
                let number = process.processIdentifier
                if let meanwhile { DispatchQueue.global().async { meanwhile(number) } }
            } catch {
                process.terminationHandler = nil
                continuation.resume(throwing: error)
            }
        }
        return await Ran(code: process.terminationStatus, output: text, error: words)
    }

    /// To its end, and closes it: a process whose handles pile up cannot start others for long.
    private static func contents(of pipe: Pipe) async -> String {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                let handle = pipe.fileHandleForReading
                var (bytes, buffer) = ([UInt8](), [UInt8](repeating: 0, count: 1 << 16))
                while true {
                    let count = read(handle.fileDescriptor, &buffer, buffer.count)
                    if count > 0 { bytes += buffer.prefix(count) } else if count == 0 || errno != EINTR { break }
                }
                handle.closeFile()
                continuation.resume(returning: String(decoding: bytes, as: UTF8.self))
            }
        }
    }
}

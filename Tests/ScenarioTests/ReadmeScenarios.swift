import Foundation
import Testing

@Suite(.enabled(if: Programs.areBuilt, "Build both programs first: swift build -c release"))
struct ReadmeScenarios {
    /// The demonstration is a step of its own.
    private static let leftOut = "make demo"

    @Test(.timeLimit(.minutes(2)))
    func whatTheReadmeSaysToTypeWorksLineForLine() async throws {
        let scratch = FileManager.default.temporaryDirectory.appendingPathComponent("duikou-readme-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: scratch) }
        let text = try String(contentsOf: Programs.root.appendingPathComponent("README.md"), encoding: .utf8)
        let lines = text.matches(of: /```sh\n((?:[^`]|\n)*)```/).flatMap { $0.1.split(separator: "\n") }
            .filter { !$0.hasPrefix(Self.leftOut) }
        try #require(lines.count > 8, "the block was not found")
        let script = "set -eEuo pipefail\ntrap 'kill $(jobs -p) 2>/dev/null' ERR\n" + lines.joined(separator: "\n") + "\nwait\n"
        let port = try #require(Self.freePort)
        let ran = try await Programs.run(
            "/bin/bash",
            [
                "-c",
                script.replacingOccurrences(of: "/tmp/", with: scratch.path + "/").replacingOccurrences(of: ":8080", with: ":\(port)")
                    .replacingOccurrences(of: "$PWD", with: Programs.root.path),
            ]
        )
        #expect(ran.code == 0, "\(ran.output)\n\(ran.error)")
        #expect(ran.output.contains("Everything is in step.") && ran.output.contains("Waiting to be sent: nothing"), "\(ran.output)")
    }

    /// A port that nobody listens on.
    private static var freePort: UInt16? {
        let probe = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(probe) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(probe, $0, size) == 0 && getsockname(probe, $0, &size) == 0 }
        }
        return isBound ? UInt16(bigEndian: address.sin_port) : nil
    }
}

import Console
import Foundation
import HostFiles
import Synchronization

/// Both programs, a server's folder and some devices' folders, all below one temporary folder.
final class DemoWorld: Sendable {
    private struct Centre {
        var server: Process?
        var url = ""
        var port = "0"
    }

    private let scratch: ScratchFolder
    private let programs: URL
    private let centre = Mutex(Centre())

    init() throws {
        let own =
            (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? CommandLine.arguments[0]
        programs = URL(filePath: own).deletingLastPathComponent()
        for name in ["duikou", "duikou-server"] {
            guard FileManager.default.isExecutableFile(atPath: programs.appending(path: name).path) else {
                throw Failure(
                    en: "\(name) does not stand beside this program, in \(programs.path).",
                    zh: "\(programs.path) 中没有 \(name)。",
                    adviceEn: "Build both first: make build",
                    adviceZh: "请先构建：make build"
                )
            }
        }
        scratch = try ScratchFolder(named: "duikou-demo")
    }

    var folder: URL { URL(filePath: scratch.path) }

    /// Ends the server, if it runs, and removes everything.
    func close() {
        stop()
        scratch.remove()
    }

    /// The same when there is no time to wait.
    func abandon() {
        centre.withLock { $0.server?.terminate() }
        scratch.remove()
    }

    /// Runs `duikou-server` over this world's store.
    @discardableResult
    func server(_ arguments: String...) throws -> Ran {
        try run("duikou-server", arguments + ["--data", folder.appending(path: "server").path], home: nil)
    }

    /// Starts the server and waits for its word that it listens; the second start takes the same port.
    func start() throws {
        let process = Process()
        process.executableURL = programs.appending(path: "duikou-server")
        let port = centre.withLock { $0.port }
        process.arguments = ["serve", "--data", folder.appending(path: "server").path, "--listen", "127.0.0.1:\(port)"]
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = FileHandle.nullDevice
        try process.run()
        centre.withLock { $0.server = process }
        var said = ""
        while !said.contains("\n") {
            let more = pipe.fileHandleForReading.availableData
            guard !more.isEmpty else { throw Failure(en: "The server ended before it listened.", zh: "服务器未能启动。") }
            said += String(decoding: more, as: UTF8.self)
        }
        guard let word = said.split(whereSeparator: \.isWhitespace).first(where: { $0.hasPrefix("http") }) else {
            throw Failure(en: "The server did not say where it listens.", zh: "服务器没有报告监听地址。")
        }
        let url = String(word)
        centre.withLock { ($0.url, $0.port) = (url, url.split(separator: ":").last.map(String.init) ?? "0") }
    }

    /// Ends the server as an operator would.
    func stop() {
        let server = centre.withLock { centre in
            defer { centre.server = nil }
            return centre.server
        }
        server?.terminate()
        server?.waitUntilExit()
    }

    /// Enrols a new device folder.
    func device(_ name: String, at org: String, as role: String) throws -> Desk {
        let code = try server("code", "--org", org, "--role", role, "--json").json.string("code")
        let desk = Desk(world: self, name: name)
        try desk("enroll", centre.withLock { $0.url }, code, "--name", name)
        return desk
    }

    func run(_ program: String, _ arguments: [String], home: URL?, accepting codes: Set<Int32> = [0]) throws -> Ran {
        let process = Process()
        process.executableURL = programs.appending(path: program)
        process.arguments = arguments
        var environment = ProcessInfo.processInfo.environment
        environment["DUIKOU_HOME"] = home?.path
        process.environment = environment
        // Files, not pipes: however much is said, nobody waits for a reader.
        let (out, err) = (folder.appending(path: "out").path, folder.appending(path: "err").path)
        for (file, keyPath) in [(out, \Process.standardOutput), (err, \Process.standardError)] {
            let empty = try FileReplacement(path: file)
            try empty.finish()
            process[keyPath: keyPath] = FileHandle(forWritingAtPath: file)
        }
        try process.run()
        process.waitUntilExit()
        func text(_ file: String) throws -> String {
            String(decoding: try ReadFile.bytes(of: file, bytesMax: 64 << 20), as: UTF8.self)
        }
        let ran = Ran(code: process.terminationStatus, out: try text(out), err: try text(err))
        guard codes.contains(ran.code) else {
            let call = ([program] + arguments).joined(separator: " ")
            throw Failure(en: "\(call): exit \(ran.code): \(ran.err)", zh: "\(call)：退出码 \(ran.code)：\(ran.err)")
        }
        return ran
    }
}

/// One device folder.
struct Desk {
    let world: DemoWorld
    let name: String

    @discardableResult
    func callAsFunction(_ arguments: String..., accepting codes: Set<Int32> = [0]) throws -> Ran {
        try world.run("duikou", arguments, home: world.folder.appending(path: "device-\(name)"), accepting: codes)
    }

    /// Adds a record and gives its id.
    func add(_ collection: String, _ fields: [(String, String)]) throws -> String {
        let arguments = ["add", collection] + fields.map { "\($0.0)=\($0.1)" } + ["--json"]
        return try world.run("duikou", arguments, home: world.folder.appending(path: "device-\(name)")).json.string(
            "id"
        )
    }

    /// The records of a collection that meet a condition.
    func list(_ collection: String, _ conditions: String...) throws -> [[String: Any]] {
        let arguments = ["list", collection] + conditions + ["--json"]
        return try world.run("duikou", arguments, home: world.folder.appending(path: "device-\(name)")).json.objects
    }

    /// Syncs; something may need a person.
    @discardableResult
    func sync() throws -> Answer {
        try self("sync", "--json", accepting: [0, 3]).json
    }
}

/// What one run of a program gave.
struct Ran {
    let code: Int32
    let out: String
    let err: String

    var json: Answer { Answer(value: try? JSONSerialization.jsonObject(with: Data(out.utf8))) }
}

/// JSON as a program printed it.
struct Answer {
    let value: Any?

    var objects: [[String: Any]] { value as? [[String: Any]] ?? [] }

    func string(_ name: String) throws -> String {
        guard let text = (value as? [String: Any])?[name] as? String else {
            throw Failure(en: "A program did not print “\(name)”.", zh: "程序没有输出“\(name)”。")
        }
        return text
    }

    func number(_ name: String) -> Int { ((value as? [String: Any])?[name] as? NSNumber)?.intValue ?? 0 }

    func flag(_ name: String) -> Bool { ((value as? [String: Any])?[name] as? NSNumber)?.boolValue ?? false }
}

import Console
import Foundation

/// Both programs, a server's folder and some devices' folders, all below one temporary folder.
final class World {
    let folder: URL
    let programs: URL
    private var server: Process?
    private(set) var url = ""
    private var port = "0"

    init() throws {
        programs = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
        folder = FileManager.default.temporaryDirectory.appending(path: "duikou-demo-\(ProcessInfo.processInfo.processIdentifier)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    deinit {
        server?.terminate()
        server?.waitUntilExit()
    }

    /// Ends the server, if it runs, and removes everything.
    func close() {
        stop()
        try? FileManager.default.removeItem(at: folder)
    }

    /// Runs `duikou-server` over this world's store.
    @discardableResult
    func centre(_ arguments: String...) throws -> Ran {
        try run("duikou-server", arguments + ["--data", folder.appending(path: "server").path], home: nil)
    }

    /// Starts the server and waits for its word that it listens; the second start takes the same port.
    func start() throws {
        let process = Process()
        process.executableURL = programs.appending(path: "duikou-server")
        process.arguments = ["serve", "--data", folder.appending(path: "server").path, "--listen", "127.0.0.1:\(port)"]
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = FileHandle.nullDevice
        try process.run()
        server = process
        var said = ""
        while !said.contains("\n") {
            let more = pipe.fileHandleForReading.availableData
            guard !more.isEmpty else { throw Failure(en: "The server ended before it listened.", zh: "服务器未能启动。") }
            said += String(decoding: more, as: UTF8.self)
        }
        guard let word = said.split(whereSeparator: \.isWhitespace).first(where: { $0.hasPrefix("http") }) else {
            throw Failure(en: "The server did not say where it listens.", zh: "服务器没有报告监听地址。")
        }
        url = String(word)
        port = url.split(separator: ":").last.map(String.init) ?? "0"
    }

    /// Ends the server as an operator would.
    func stop() {
        server?.terminate()
        server?.waitUntilExit()
        server = nil
    }

    /// Enrols a new device folder.
    func device(_ name: String, at org: String, as role: String) throws -> Desk {
        let code = try centre("code", "--org", org, "--role", role, "--json").json.string("code")
        let desk = Desk(world: self, name: name)
        try desk("enroll", url, code, "--name", name)
        return desk
    }

    func run(_ program: String, _ arguments: [String], home: URL?, accepting codes: Set<Int32> = [0]) throws -> Ran {
        let process = Process()
        process.executableURL = programs.appending(path: program)
        process.arguments = arguments
        var environment = ProcessInfo.processInfo.environment
        environment["DUIKOU_HOME"] = home?.path
        process.environment = environment
        let (out, err) = (folder.appending(path: "out"), folder.appending(path: "err"))
        for file in [out, err] { try Data().write(to: file) }
        process.standardOutput = try FileHandle(forWritingTo: out)
        process.standardError = try FileHandle(forWritingTo: err)
        try process.run()
        process.waitUntilExit()
        let ran = Ran(
            code: process.terminationStatus,
            out: try String(contentsOf: out, encoding: .utf8),
            err: try String(contentsOf: err, encoding: .utf8)
        )
        guard codes.contains(ran.code) else {
            let call = ([program] + arguments).joined(separator: " ")
            throw Failure(en: "\(call): exit \(ran.code): \(ran.err)", zh: "\(call)：退出码 \(ran.code)：\(ran.err)")
        }
        return ran
    }
}

/// One device folder.
struct Desk {
    let world: World
    let name: String

    @discardableResult
    func callAsFunction(_ arguments: String..., accepting codes: Set<Int32> = [0]) throws -> Ran {
        try world.run("duikou", arguments, home: world.folder.appending(path: "device-\(name)"), accepting: codes)
    }

    /// Adds a record and gives its id.
    func add(_ collection: String, _ fields: [(String, String)]) throws -> String {
        let arguments = ["add", collection] + fields.map { "\($0.0)=\($0.1)" } + ["--json"]
        return try world.run("duikou", arguments, home: world.folder.appending(path: "device-\(name)")).json.string("id")
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

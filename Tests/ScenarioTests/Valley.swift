import Foundation
import TestSupport

/// A server and the devices of two sites, each in a folder of its own.
final class Valley {
    struct Trouble: Error { var words: String }

    static let programme = """
        programme: valley
        version: 1
        title: {en: Valley, zh: 山谷}
        time_zone: Asia/Shanghai
        scopes: {province: {}, site: {of: site}}
        roles:
          recorder:
            at: site
            grants:
              - {scope: province, read: all}
              - {scope: site, read: all, write: [note]}
          reader:
            at: site
            grants: [{scope: site, read: all}]
        collections:
          site:
            scope: province
            rule: authority
            key: [code]
            name: name
            fields: {code: {type: text, required: true}, name: {type: text, required: true}}
          note:
            scope: {site: site}
            fields:
              site: {type: ref, to: site, required: true}
              text: {type: text}
        """

    private let home: TemporaryFolder
    var folder: URL { URL(fileURLWithPath: home.path) }
    private(set) var address = ""
    private var process: Process?

    /// Makes the store of a server with one of the shipped programmes.
    static func make(shipped programme: String) async throws -> Valley {
        let valley = Valley(try TemporaryFolder("valley"))
        _ = try await valley.server("init", "--programme", programme)
        return valley
    }

    /// Makes the server's store.
    static func make(_ programme: String = programme) async throws -> Valley {
        let valley = Valley(try TemporaryFolder("valley"))
        let pack = valley.folder.appendingPathComponent("pack")
        try FileManager.default.createDirectory(
            at: pack.appendingPathComponent("data"),
            withIntermediateDirectories: true
        )
        try programme.write(to: pack.appendingPathComponent("programme.yaml"), atomically: true, encoding: .utf8)
        try "code,name\nA,Upper hospital\nB,Lower hospital\n"
            .write(to: pack.appendingPathComponent("data/site.csv"), atomically: true, encoding: .utf8)
        _ = try await valley.server("init", "--programme", pack.path)
        return valley
    }

    private init(_ home: TemporaryFolder) { self.home = home }

    deinit {
        process?.terminate()
    }

    /// Copies the server's folder as it lies there.
    func copyServer(to name: String) throws {
        try FileManager.default.copyItem(
            at: folder.appendingPathComponent("server"),
            to: folder.appendingPathComponent(name)
        )
    }

    /// Puts a copy in the place of the server's folder.
    func putServerBack(from name: String) throws {
        try FileManager.default.removeItem(at: folder.appendingPathComponent("server"))
        try FileManager.default.copyItem(
            at: folder.appendingPathComponent(name),
            to: folder.appendingPathComponent("server")
        )
    }

    /// Runs a verb of the server's program; anything but success is trouble.
    func server(_ arguments: String...) async throws -> Programs.Ran { try await server(arguments) }

    /// Runs a verb of the server's program; anything but success is trouble.
    func server(_ arguments: [String]) async throws -> Programs.Ran { try Self.fine(await run(arguments), arguments) }

    /// Runs a verb of the server's program, which may fail.
    func tryServer(_ arguments: String...) async throws -> Programs.Ran { try await run(arguments) }

    /// Runs a verb of the server's program, which may fail.
    func tryServer(_ arguments: [String]) async throws -> Programs.Ran { try await run(arguments) }

    /// Where the server's data is.
    var data: String { folder.appendingPathComponent("server").path }

    private func run(_ arguments: [String]) async throws -> Programs.Ran {
        try await Programs.run(
            Programs.path("duikou-server"),
            arguments + ["--data", folder.appendingPathComponent("server").path]
        )
    }

    /// Runs a verb on a device.
    func device(_ name: String, _ arguments: String...) async throws -> Programs.Ran {
        try await device(name, arguments)
    }

    /// Runs a verb on a device.
    func device(_ name: String, _ arguments: [String]) async throws -> Programs.Ran {
        let home = folder.appendingPathComponent(name).path
        return try await Programs.run(Programs.path("duikou"), arguments, environment: ["DUIKOU_HOME": home])
    }

    /// Enrols a device of a site.
    func enroll(_ name: String, at site: String) async throws {
        _ = try Self.fine(await device(name, "enroll", address, code(for: site), "--name", name), ["enroll"])
    }

    /// Enrols a device in a role at an organisation.
    func enroll(_ name: String, as role: String, at org: String) async throws {
        let code = try await server("code", "--org", org, "--role", role).output.trimmingCharacters(
            in: .whitespacesAndNewlines
        )
        _ = try Self.fine(await device(name, "enroll", address, code, "--name", name), ["enroll"])
    }

    /// A code for a recorder of a site.
    func code(for site: String) async throws -> String {
        let document = try await server("code", "--org", site, "--role", "recorder", "--json").json() as? [String: Any]
        return document?["code"] as? String ?? ""
    }

    /// Makes a certificate that vouches for itself, for this machine's own address.
    func makeCertificate() async throws -> (certificate: String, key: String) {
        let files = (
            folder.appendingPathComponent("certificate.pem").path, folder.appendingPathComponent("key.pem").path
        )
        let arguments = [
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
            "-subj", "/CN=valley",
            "-addext", "subjectAltName=IP:127.0.0.1", "-out", files.0, "-keyout", files.1,
        ]
        _ = try Self.fine(await Programs.run(Programs.openssl, arguments), arguments)
        return files
    }

    /// Starts the server and waits until it listens.
    func start(_ options: String...) async throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: Programs.path("duikou-server"))
        let port = address.split(separator: ":").last.map(String.init) ?? "0"
        process.arguments =
            ["serve", "--listen", "127.0.0.1:\(port)", "--data", folder.appendingPathComponent("server").path] + options
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        self.process = process
        guard let said = await Self.listening(output.fileHandleForReading) else {
            throw Trouble(words: "The server did not say that it listens.")
        }
        address = said
    }

    /// Reads standard output up to the line that says so; it says nothing after it.
    private static func listening(_ output: FileHandle) async -> String? {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                var text = ""
                while !text.contains("\n") {
                    let more = output.availableData
                    if more.isEmpty { break }
                    text += String(decoding: more, as: UTF8.self)
                }
                let line = text.prefix { $0 != "\n" }
                continuation.resume(
                    returning: line.firstRange(of: "listening on ").map { String(line[$0.upperBound...]) }
                )
            }
        }
    }

    /// The port at which the server listens, or did.
    var port: Int { address.split(separator: ":").last.flatMap { Int($0) } ?? 0 }

    /// From now on starts where another server listened.
    func takePlace(of other: Valley) { address = other.address }

    /// Changes a database behind the programs' backs.
    func change(_ path: String, _ sql: String) throws {
        let database = try Held(folder.appendingPathComponent(path).path)
        try database.run(sql)
    }

    /// Stops the server as a service manager does.
    /// - Returns: its exit code.
    func stop() async -> Int32 {
        guard let process else { return 0 }
        self.process = nil
        await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
            process.terminationHandler = { _ in continuation.resume() }
            process.terminate()
        }
        return process.terminationStatus
    }

    private static func fine(_ ran: Programs.Ran, _ arguments: [String]) throws -> Programs.Ran {
        guard ran.code == 0 else { throw Trouble(words: "\(arguments): exit \(ran.code): \(ran.error)") }
        return ran
    }
}

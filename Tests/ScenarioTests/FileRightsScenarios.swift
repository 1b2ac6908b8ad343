import Foundation
import Testing

/// Records and keys are for their owner alone, whatever the shell's umask and whatever stood there before.
@Suite(.enabled(if: Programs.areBuilt, "Build both programs first: swift build -c release"), .serialized)
struct FileRightsScenarios {
    /// Runs a program in a shell that leaves everything open.
    private static func open(_ program: String, _ arguments: [String], home: String = "") async throws -> Programs.Ran {
        let words = ["-c", "umask 0; exec \"$0\" \"$@\"", Programs.path(program)] + arguments
        let ran = try await Programs.run("/bin/sh", words, environment: home.isEmpty ? [:] : ["DUIKOU_HOME": home])
        #expect(ran.code == 0, "\(arguments): \(ran.error)")
        return ran
    }

    private static func mode(_ path: String) throws -> Int {
        try #require(FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int)
    }

    /// What others can reach in a folder, the folder included.
    private static func tooOpen(_ folder: String) throws -> [String] {
        let names = try FileManager.default.subpathsOfDirectory(atPath: folder).map { folder + "/" + $0 }
        return try ([folder] + names).filter { try mode($0) & 0o077 != 0 }
    }

    @Test(.timeLimit(.minutes(5)))
    func whatTheProgramsMakeIsForTheirOwnerAlone() async throws {
        let valley = try await Valley.make()
        let base = valley.folder.path
        let server = base + "/deep/er/server"
        _ = try await Self.open("duikou-server", ["init", "--programme", base + "/pack", "--data", server])
        #expect(try Self.tooOpen(base + "/deep").isEmpty)
        try await valley.start()
        #expect(try Self.tooOpen(valley.data).isEmpty, "database, log, shared memory and lock of a running server")
        let home = base + "/homes/desk"
        _ = try await Self.open(
            "duikou",
            ["enroll", valley.address, valley.code(for: "A"), "--name", "desk"],
            home: home
        )
        _ = try await Self.open("duikou", ["sync"], home: home)
        _ = try await Self.open("duikou", ["add", "note", "site=A", "text=secret"], home: home)
        _ = try await Self.open("duikou-server", ["list", "site", "--data", valley.data])
        #expect(try Self.tooOpen(base + "/homes").isEmpty)
        #expect(await valley.stop() == 0)
    }

    @Test(.timeLimit(.minutes(5)))
    func whatIsTooOpenIsClosedWhenItIsOpenedAndDoctorSaysSo() async throws {
        let valley = try await Valley.make()
        try await valley.start()
        let home = valley.folder.appendingPathComponent("desk").path
        // A folder that somebody made beforehand becomes the program's.
        try FileManager.default.createDirectory(
            atPath: home,
            withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o755]
        )
        try await valley.enroll("desk", at: "A")
        #expect(try Self.tooOpen(home).isEmpty)
        for name in try FileManager.default.contentsOfDirectory(atPath: home) { chmod("\(home)/\(name)", 0o644) }
        chmod(home, 0o755)
        let doctor = try await valley.device("desk", "doctor")
        #expect(
            doctor.output.contains("were open to others and are closed now") && doctor.output.contains("duikou.sqlite"),
            "\(doctor.output)"
        )
        #expect(try Self.tooOpen(home).isEmpty)
        #expect(try await valley.device("desk", "doctor").output.contains("for their owner alone"))
        for name in try FileManager.default.contentsOfDirectory(atPath: valley.data) {
            chmod("\(valley.data)/\(name)", 0o666)
        }
        chmod(valley.data, 0o777)
        _ = try await valley.server("devices")
        #expect(try Self.tooOpen(valley.data).isEmpty)
        #expect(await valley.stop() == 0)
    }

    @Test(.timeLimit(.minutes(5)))
    func aFolderWithOthersFilesStaysAsItIs() async throws {
        let valley = try await Valley.make()
        try await valley.start()
        let home = valley.folder.appendingPathComponent("desk").path
        try FileManager.default.createDirectory(
            atPath: home,
            withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o755]
        )
        try "mine".write(toFile: home + "/letter", atomically: true, encoding: .utf8)
        chmod(home + "/letter", 0o644)
        try await valley.enroll("desk", at: "A")
        #expect(try Self.tooOpen(home).sorted() == [home, home + "/letter"])
        #expect(try await valley.device("desk", "doctor").output.contains("holds other files too"))
        #expect(await valley.stop() == 0)
    }

    @Test(.timeLimit(.minutes(5)))
    func secretsThatOthersReadAndFiguresOnTheNetworkAreSaidToBeSo() async throws {
        let valley = try await Valley.make()
        try await valley.start()
        let port = valley.address.split(separator: ":").last ?? "0"
        let other = try await Valley.make()
        let token = other.folder.appendingPathComponent("token").path
        try "0123456789abcdef".write(toFile: token, atomically: true, encoding: .utf8)
        for (mode, host) in [(mode_t(0o644), "0.0.0.0"), (0o600, "127.0.0.1")] {
            chmod(token, mode)
            // The port is taken, so each says what it has to say and ends.
            let words = [
                "serve", "--listen", "127.0.0.1:\(port)", "--metrics-listen", "\(host):0", "--metrics-token-file",
                token,
            ]
            let ran = try await Programs.run(Programs.path("duikou-server"), words + ["--data", other.data])
            #expect(ran.code == 1 && ran.error.contains("listens on 127.0.0.1:\(port) already"), "\(ran.error)")
            #expect(ran.error.contains("chmod 600 \(token)") == (mode == 0o644), "\(ran.error)")
            #expect(ran.error.contains("0.0.0.0:0 is open to the network") == (mode == 0o644), "\(ran.error)")
        }
        #expect(await valley.stop() == 0)
    }

    @Test(.timeLimit(.minutes(5)))
    func aDatabaseBehindALinkIsNeitherOpenNorReplaced() async throws {
        let valley = try await Valley.make()
        try await valley.start()
        try await valley.enroll("desk", at: "A")
        #expect(try await valley.device("desk", "sync").code == 0)
        let (home, moved) = (
            valley.folder.appendingPathComponent("desk").path, valley.folder.appendingPathComponent("disk").path
        )
        try FileManager.default.createDirectory(atPath: moved, withIntermediateDirectories: true)
        let database = moved + "/big.sqlite"
        // A log that is left over belongs to its database.
        for suffix in ["", "-wal", "-shm"]
        where FileManager.default.fileExists(atPath: home + "/duikou.sqlite" + suffix) {
            try FileManager.default.moveItem(atPath: home + "/duikou.sqlite" + suffix, toPath: database + suffix)
        }
        try FileManager.default.createSymbolicLink(atPath: home + "/duikou.sqlite", withDestinationPath: database)
        chmod(database, 0o644)
        let doctor = try await valley.device("desk", "doctor")
        #expect(
            doctor.output.contains("closed now") && doctor.output.contains(database),
            "\(doctor.output) \(doctor.error)"
        )
        #expect(try Self.mode(database) == 0o600)
        for place in [database, valley.data + "/feed.sqlite-wal"] {
            let ran = try await valley.device("desk", "export", "note", place)
            #expect(ran.code == 1 && ran.error.contains("is a database"), "\(ran.error)")
        }
        #expect(try await valley.device("desk", "list", "note").code == 0)
        #expect(await valley.stop() == 0)
    }

    @Test(.timeLimit(.minutes(5)))
    func plainHTTPAcrossANetworkIsSaidToBeSo() async throws {
        let valley = try await Valley.make()
        try await valley.start()
        let port = valley.address.split(separator: ":").last ?? "0"
        let other = try await Valley.make()
        for (host, isOpen) in [("0.0.0.0", true), ("127.0.0.1", false)] {
            // The port is taken, so each says what it has to say and ends.
            let ran = try await other.tryServer("serve", "--listen", "\(host):\(port)")
            #expect(ran.code == 1 && ran.error.contains("listens on \(host):\(port) already"), "\(ran.error)")
            #expect(ran.error.contains("without encryption") == isOpen && ran.output.isEmpty, "\(ran.error)")
        }
        // Where the monitors' address is taken, the devices' is given up too.
        let monitors = try await other.tryServer(
            "serve",
            "--listen",
            "127.0.0.1:0",
            "--metrics-listen",
            "127.0.0.1:\(port)"
        )
        #expect(
            monitors.code == 1 && monitors.error.contains("listens on 127.0.0.1:\(port) already"),
            "\(monitors.error)"
        )
        #expect(await valley.stop() == 0)
    }
}

import Foundation
import HostFiles
import TestSupport
import Testing

/// Databases and what belongs to them, wherever they are and whatever lies beside them.
@Suite final class DatabaseTests {
    private let home: TemporaryFolder
    private var folder: String { home.path }

    init() throws { home = try TemporaryFolder("files") }

    private func put(_ text: String, at name: String, open: Bool = false) throws {
        try #require(FileManager.default.createFile(atPath: folder + "/" + name, contents: Data(text.utf8)))
        chmod(folder + "/" + name, open ? 0o644 : 0o600)
    }

    private func replace(_ name: String) throws {
        let file = try FileReplacement(path: folder + "/" + name)
        try file.write("new".utf8)
        try file.finish()
    }

    private func text(_ name: String) -> String? {
        FileManager.default.contents(atPath: folder + "/" + name).map { String(decoding: $0, as: UTF8.self) }
    }

    private func isOpen(_ name: String) throws -> Bool {
        try #require(FileManager.default.attributesOfItem(atPath: folder + "/" + name)[.posixPermissions] as? Int)
            & 0o077 != 0
    }

    private static let database = "SQLite format 3\0and pages"

    @Test func aDatabaseIsNeverReplacedNorWhatBelongsToIt() throws {
        for name in ["moved.db", "moved.db-wal"] { try put(Self.database, at: name) }
        try put("", at: "moved.db-shm")
        symlink("moved.db", folder + "/linked.csv")
        for name in ["moved.db", "moved.db-wal", "moved.db-shm", "moved.db-journal", "linked.csv"] {
            #expect(throws: FileTrouble(.isDatabase, folder + "/" + name), "\(name)") { try self.replace(name) }
        }
        #expect(text("moved.db") == Self.database && text("moved.db-shm") == "" && text("moved.db-journal") == nil)
        // A name alone makes no database.
        for name in ["list.csv", "list.csv-wal"] {
            try put("SQLite format", at: name)
            try replace(name)
            #expect(text(name) == "new")
        }
    }

    @Test func aDatabaseThatCameMeanwhileStays() throws {
        let file = try FileReplacement(path: folder + "/o")
        try file.write("new".utf8)
        try put(Self.database, at: "o")
        #expect(throws: FileTrouble(.isDatabase, folder + "/o")) { try file.finish() }
        #expect(text("o") == Self.database)
    }

    @Test func aLinkedDatabaseIsClosedWhereItIs() throws {
        try OwnerOnly.makeFolder(folder + "/own")
        for name in ["big.sqlite", "big.sqlite-wal", "big.sqlite.bak"] { try put("x", at: name, open: true) }
        symlink("../big.sqlite", folder + "/own/data.sqlite")
        let own = OwnFolder(folder + "/own", database: "data.sqlite")
        #expect(own.tooOpen.map { $0.split(separator: "/").last } == ["big.sqlite", "big.sqlite-wal"])
        #expect(own.tighten().isEmpty && !own.isShared)
        #expect(try !isOpen("big.sqlite") && !isOpen("big.sqlite-wal") && isOpen("big.sqlite.bak"))
    }

    @Test(arguments: [
        "data", "data.sqlite.bak", "data.sqlite-wal2", "authority.pem.old", ".duikou-", ".duikou-abc12",
        ".duikou-abc-12",
    ])
    func aNameThatOnlyBeginsLikeOursIsSomebodyElses(_ name: String) throws {
        try put("theirs", at: name, open: true)
        let own = OwnFolder(folder, database: "data.sqlite", files: ["authority.pem"])
        #expect(own.isShared && own.tighten().isEmpty)
        #expect(try isOpen(name))
    }

    @Test(arguments: ["data.sqlite", "data.sqlite-wal", "authority.pem", ".duikou-abcDE1"])
    func aFolderIsNoneOfOurFiles(_ name: String) throws {
        try FileManager.default.createDirectory(
            atPath: folder + "/" + name,
            withIntermediateDirectories: false,
            attributes: [.posixPermissions: 0o755]
        )
        let own = OwnFolder(folder, database: "data.sqlite", files: ["authority.pem"])
        #expect(own.isShared && own.tighten().isEmpty)
        #expect(try isOpen(name))
    }

    @Test func partsThatAKilledProcessLeftGoWithTheNextFile() throws {
        let names = [
            ".duikou-abcDE1", ".duikou-abcDE2", ".duikou-abcDE", ".duikou-abcDE12", ".duikou-notes.", "duikou-abcDE1",
        ]
        for name in names { try put("x", at: name) }
        try OwnerOnly.makeFolder(folder + "/.duikou-folder")
        for name in names + [".duikou-folder"] where name != ".duikou-abcDE2" {
            var times = [
                timeval(tv_sec: time(nil) - 90_000, tv_usec: 0), timeval(tv_sec: time(nil) - 90_000, tv_usec: 0),
            ]
            #expect(utimes(folder + "/" + name, &times) == 0)
        }
        try replace("o")
        let left = try FileManager.default.contentsOfDirectory(atPath: folder)
        #expect(Set(left) == Set(names + [".duikou-folder", "o"]).subtracting([".duikou-abcDE1"]))
    }

    @Test func aSecretThatOthersReadIsKnown() throws {
        try put("x", at: "key")
        #expect(!OwnerOnly.isReadableByOthers(folder + "/key") && !OwnerOnly.isReadableByOthers(folder + "/none"))
        for mode: mode_t in [0o604, 0o640] {
            chmod(folder + "/key", mode)
            #expect(OwnerOnly.isReadableByOthers(folder + "/key"))
        }
    }
}

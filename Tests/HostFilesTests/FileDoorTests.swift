import Foundation
import HostFiles
import TestSupport
import Testing

@Suite final class FileDoorTests {
    private let home: TemporaryFolder
    private var folder: String { home.path }

    init() throws { home = try TemporaryFolder("files") }

    private func put(_ text: String, at path: String, outside forbidden: [String] = []) throws {
        let file = try FileReplacement(path: path, outside: forbidden)
        try file.write(text.utf8)
        try file.finish()
    }

    private func text(_ path: String) -> String? {
        FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) }
    }
    private func names(_ path: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: path).sorted()
    }
    private func mode(_ path: String) throws -> Int {
        try #require(FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int)
    }

    @Test func theSecondFileTakesThePlaceOfTheFirst() throws {
        for text in ["first", "second", "third"] { try put(text, at: folder + "/o.csv") }
        #expect(text(folder + "/o.csv") == "third")
        #expect(try names(folder) == ["o.csv"], "no part is left")
        #expect(try mode(folder + "/o.csv") == 0o600)
    }

    @Test func aFolderIsRefusedAndStaysWithAllThatIsInIt() throws {
        try OwnerOnly.makeFolder(folder + "/documents/deep")
        try put("mine", at: folder + "/documents/deep/letter")
        for path in [folder + "/documents", folder + "/documents/", folder, "/", ".", ""] {
            #expect(throws: FileTrouble.self, "\(path)") { try self.put("x", at: path) }
        }
        #expect(text(folder + "/documents/deep/letter") == "mine")
    }

    @Test func whatIsNoFileIsRefused() throws {
        mkfifo(folder + "/pipe", 0o600)
        for path in [folder + "/pipe", "/dev/null", "/dev/zero"] {
            #expect(throws: FileTrouble(.isNoFile, path)) { try self.put("x", at: path) }
        }
        #expect(throws: FileTrouble(.system(ENOENT), folder + "/nowhere/o")) {
            try self.put("x", at: self.folder + "/nowhere/o")
        }
    }

    @Test func aLinkStaysAndTheFileBehindItIsReplaced() throws {
        try put("old", at: folder + "/real")
        symlink("real", folder + "/link")
        symlink(folder + "/empty", folder + "/dangling")
        symlink("/", folder + "/root")
        symlink("circle", folder + "/circle")
        try put("new", at: folder + "/link")
        try put("made", at: folder + "/dangling")
        #expect(text(folder + "/real") == "new" && text(folder + "/empty") == "made")
        for name in ["link", "dangling"] {
            #expect(throws: Never.self) {
                try FileManager.default.destinationOfSymbolicLink(atPath: self.folder + "/" + name)
            }
        }
        #expect(throws: FileTrouble.self) { try self.put("x", at: self.folder + "/root") }
        #expect(throws: FileTrouble(.system(ELOOP), folder + "/circle")) {
            try self.put("x", at: self.folder + "/circle")
        }
    }

    @Test func theProgramsOwnFolderIsRefusedByWhateverName() throws {
        try OwnerOnly.makeFolder(folder + "/home")
        try put("database", at: folder + "/home/duikou.sqlite")
        symlink("home", folder + "/alias")
        symlink("home/duikou.sqlite", folder + "/innocent.csv")
        for path in [
            "/home/duikou.sqlite", "/home/new.csv", "/home/../home/new.csv", "/alias/new.csv", "/innocent.csv",
        ] {
            #expect(throws: FileTrouble(.isOwnFolder, folder + path)) {
                try self.put("x", at: self.folder + path, outside: [self.folder + "/home"])
            }
        }
        #expect(try names(folder + "/home") == ["duikou.sqlite"])
        #expect(text(folder + "/home/duikou.sqlite") == "database")
        try put("beside", at: folder + "/home2.csv", outside: [folder + "/home", folder + "/nowhere"])
    }

    @Test func aFileGivenUpLeavesWhatWasThere() throws {
        try put("old", at: folder + "/o")
        let file = try FileReplacement(path: folder + "/o")
        try file.write(Array(repeating: 7, count: 1 << 20))
        file.cancel()
        #expect(text(folder + "/o") == "old")
        #expect(try names(folder) == ["o"])
    }

    @Test func aFullDiskLeavesWhatWasThere() throws {
        // Every write of the device fails with ENOSPC.
        symlink("/dev/full", folder + "/full")
        #expect(throws: FileTrouble.self) { try self.put("x", at: self.folder + "/full") }
    }

    @Test func foldersOfOthersAreNeitherTakenNorRemoved() throws {
        let made = try OwnerOnly.makeFolder(folder + "/a/b/c")
        #expect(made == [folder + "/a", folder + "/a/b", folder + "/a/b/c"])
        #expect(try mode(folder + "/a/b") == 0o700)
        try put("somebody's", at: folder + "/a/b/file")
        OwnerOnly.removeEmptyFolders(made)
        #expect(try names(folder + "/a/b") == ["file"])
        #expect(throws: FileTrouble.self) { try OwnerOnly.makeFolder(self.folder + "/a/b/file/c") }
    }

    @Test func whatIsTooOpenIsNamedAndClosed() throws {
        let own = OwnFolder(folder, database: "data.sqlite")
        for name in ["data.sqlite", "data.sqlite-wal"] {
            try put("x", at: folder + "/" + name)
            chmod(folder + "/" + name, 0o644)
        }
        chmod(folder, 0o755)
        #expect(own.tooOpen == [folder, folder + "/data.sqlite", folder + "/data.sqlite-wal"])
        #expect(!own.isShared && own.tighten().isEmpty)
        #expect(
            try mode(folder) == 0o700 && mode(folder + "/data.sqlite") == 0o600
                && mode(folder + "/data.sqlite-wal") == 0o600
        )
    }

    @Test func aFolderWithOthersFilesStaysAsItIsAndSoDoThey() throws {
        let own = OwnFolder(folder, database: "data.sqlite")
        for name in ["data.sqlite", "letter"] {
            try put("x", at: folder + "/" + name)
            chmod(folder + "/" + name, 0o644)
        }
        chmod(folder, 0o755)
        #expect(own.isShared && own.tighten().isEmpty)
        #expect(
            try mode(folder) == 0o755 && mode(folder + "/letter") == 0o644 && mode(folder + "/data.sqlite") == 0o600
        )
        #expect(OwnFolder("/", database: "data.sqlite").isShared && OwnFolder("/tmp", database: "data.sqlite").isShared)
        #expect(OwnFolder(ProcessInfo.processInfo.environment["HOME"] ?? "/", database: "data.sqlite").isShared)
    }

    @Test func ofTwoWhoMakeOneFileOneIsRefused() throws {
        try OwnerOnly.makeFile(folder + "/f")
        #expect(throws: FileTrouble(.system(EEXIST), folder + "/f")) { try OwnerOnly.makeFile(self.folder + "/f") }
        #expect(try mode(folder + "/f") == 0o600)
    }

    @Test func whatIsNotWholeIsTakenBackWithItsFoldersAndNothingElse() throws {
        let made = try OwnerOnly.makeFolder(folder + "/a/b")
        for name in ["/a/b/begun", "/a/somebodys"] { try put("x", at: folder + name) }
        Unfinished(files: [folder + "/a/b/begun", folder + "/a/b/not-there"], folders: made).takeBack()
        #expect(try names(folder + "/a") == ["somebodys"])
        try put("x", at: folder + "/whole")
        let whole = Unfinished(files: [folder + "/whole"])
        whole.finish()
        whole.takeBack()
        #expect(text(folder + "/whole") == "x")
    }

    @Test func anInterruptedProcessLeavesNoPartsOfFiles() async throws {
        // The other process knows this folder by its parent's number.
        func place(_ process: Int32) -> String { "/tmp/duikou-interrupted-\(process)" }
        let here = place(getpid())
        try OwnerOnly.makeFolder(here)
        defer { rmdir(here) }
        await #expect(processExitsWith: .exitCode(1)) {
            let file = try FileReplacement(path: "/tmp/duikou-interrupted-\(getppid())/o")
            try file.write(Array(repeating: 7, count: 1 << 20))
            Unfinished.takeBackAll()
            exit(1)
        }
        #expect(try names(here) == [])
    }

    @Test func aScratchFolderGoesWithAllThatIsInItButNotThroughLinks() throws {
        try put("mine", at: folder + "/letter")
        let scratch = try ScratchFolder(named: "duikou-test")
        #expect(try mode(scratch.path) == 0o700)
        try OwnerOnly.makeFolder(scratch.path + "/deep/er")
        try put("x", at: scratch.path + "/deep/er/f")
        symlink(folder, scratch.path + "/deep/link")
        scratch.remove()
        #expect(!FileManager.default.fileExists(atPath: scratch.path))
        #expect(text(folder + "/letter") == "mine")
    }

    @Test func aFileWithoutAnEndIsNotSwallowed() throws {
        try put("abc", at: folder + "/f")
        #expect(try ReadFile.bytes(of: folder + "/f", bytesMax: 3) == Array("abc".utf8))
        #expect(throws: FileTrouble(.system(EFBIG), folder + "/f")) {
            try ReadFile.bytes(of: self.folder + "/f", bytesMax: 2)
        }
        #expect(throws: FileTrouble(.isNoFile, "/dev/zero")) { try ReadFile.bytes(of: "/dev/zero", bytesMax: 2) }
        #expect(throws: FileTrouble(.isNoFile, folder)) { try ReadFile.bytes(of: self.folder, bytesMax: 2) }
    }
}

import ArgumentParser
import ChangeFeed
import Console
import FeedStoreSQLite
import Foundation
import HostFiles
import SyncModel

/// Where the server keeps its data.
struct DataFolder: ParsableArguments {
    @Option(
        name: .customLong("data"),
        help: .say("The server's data folder; else DUIKOU_SERVER_DATA.", "服务器的数据文件夹；不写则取环境变量 DUIKOU_SERVER_DATA。")
    )
    var folder: String?

    /// The folder that is meant.
    func path() throws(Failure) -> String {
        if let folder, !folder.isEmpty { return folder }
        if let folder = ProcessInfo.processInfo.environment["DUIKOU_SERVER_DATA"], !folder.isEmpty { return folder }
        throw Failure(
            .usage,
            en: "It is not said where the server's data is.",
            zh: "没有指明服务器数据在哪里。",
            adviceEn: "Add --data DIR, or set DUIKOU_SERVER_DATA.",
            adviceZh: "请加上 --data 文件夹，或设置环境变量 DUIKOU_SERVER_DATA。"
        )
    }

    /// Opens the store, works with it and closes it.
    func with<Result>(_ work: (OpenServer) throws -> Result) throws -> Result {
        let server = try OpenServer(folder: path())
        defer { server.close() }
        return try work(server)
    }
}

/// An open store with the feed over it.
struct OpenServer {
    /// Where it is.
    let folder: String
    /// What verbs ask.
    let service: FeedService
    private let store: FeedStoreSQLite

    /// Opens the store of a folder.
    init(folder: String) throws {
        try self.init(folder: folder, store: FeedStoreSQLite.open(folder: folder, host: .system))
    }

    /// Takes over an open store.
    init(folder: String, store: FeedStoreSQLite) throws {
        self.folder = folder
        self.store = store
        service = try FeedService(store: store, host: .system)
    }

    /// Waits for what was accepted.
    func close() { store.close() }

    /// The programme in force.
    func programme() throws -> Programme {
        guard let programme = try service.programme() else {
            throw Failure(
                en: "No programme is loaded on this server.",
                zh: "该服务器尚未载入任何方案。",
                adviceEn: "Load one: duikou-server programme load FOLDER",
                adviceZh: "请先载入：duikou-server programme load 文件夹"
            )
        }
        return programme
    }

    /// The programme in force and one of its collections.
    func collection(_ name: String) throws -> (Programme, Programme.Collection) {
        let programme = try programme()
        if let collection = programme.collection(named: name) { return (programme, collection) }
        let names = programme.collections.map(\.name).joined(separator: ", ")
        throw Failure(
            en: "There is no collection “\(name)”.",
            zh: "没有名为“\(name)”的表。",
            adviceEn: "The collections are: \(names).",
            adviceZh: "现有表：\(names)。"
        )
    }
}

import ArgumentParser
import ChangeFeed
import Console
import FeedStoreSQLite
import Foundation
import HostFiles
import Programme
import SyncModel

/// Makes a new server.
struct Init: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: say(
            "Make a new server: its store, its keys, and a programme with its directory.",
            "新建服务器：数据库、密钥，并载入方案及其名录。"
        )
    )

    @Option(
        help: .say("A shipped programme such as hubei-2022, or the folder of one.", "随附方案的名称（如 hubei-2022），或方案文件夹。")
    )
    var programme: String

    @OptionGroup
    var data: DataFolder

    func run() throws {
        let folder = try data.path()
        // Everything that can be wrong with the pack is found before anything is made.
        let pack = try ProgrammePack.load(programme)
        let rows = try pack.referenceRows()
        // What is no folder, or cannot be looked into, is told when the store is made.
        guard (try? FileManager.default.contentsOfDirectory(atPath: folder))?.isEmpty ?? true else {
            throw Failure(
                en: "The folder \(folder) is not empty; nothing was changed.",
                zh: "文件夹 \(folder) 不是空的，没有任何改动。",
                adviceEn:
                    """
                    Name a new or empty folder. To update the programme of an existing server: \
                    duikou-server programme load FOLDER
                    """,
                adviceZh: "请指定新的或空的文件夹。要更新已有服务器的方案，请用：duikou-server programme load 文件夹"
            )
        }
        let store = try FeedStoreSQLite.create(folder: folder, host: .system)
        do {
            let server = try OpenServer(folder: folder, store: store)
            let summary = try server.service.load(programme: pack.programme, rows: rows)
            store.keep()
            server.close()
            tell(pack.programme, summary, folder)
        } catch {
            // The same command can be given again.
            store.discard()
            throw error
        }
    }

    private func tell(_ programme: SyncModel.Programme, _ summary: LoadSummary, _ folder: String) {
        Output.line(
            say(
                """
                Made a server in \(folder) with the programme \(programme.name), version \(summary.version): \
                \(programme.collections.count) collections, \(programme.roles.count) roles, \
                \(summary.created) reference records.
                """,
                "已在 \(folder) 新建服务器，方案 \(programme.name) 第 \(summary.version) 版："
                    + "\(programme.collections.count) 张表，\(programme.roles.count) 个角色，\(summary.created) 条名录记录。"
            )
        )
        Output.line(say("Start it: duikou-server serve --data \(folder)", "启动：duikou-server serve --data \(folder)"))
    }
}

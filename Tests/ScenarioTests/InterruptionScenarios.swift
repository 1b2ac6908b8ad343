import Foundation
import Testing

#if canImport(Glibc)
import Glibc
#endif

/// Who is interrupted is told what is so now.
@Suite(.enabled(if: Programs.areBuilt, "Build both programs first: swift build -c release"), .timeLimit(.minutes(5)))
struct InterruptionScenarios {
    /// Tells when a file is opened.
    private final class Opening: Sendable {
        private let watch = inotify_init1(0)

        init(of path: String) throws { try #require(inotify_add_watch(watch, path, UInt32(IN_OPEN)) >= 0) }

        deinit { close(watch) }

        /// Comes back when somebody opened it.
        func happened() {
            var buffer = [UInt8](repeating: 0, count: 4_096)
            _ = read(watch, &buffer, buffer.count)
        }
    }

    private static let verbs: [(words: [String], en: String, zh: String)] = [
        (["list", "note"], "Nothing was changed.", "没有任何改动"), (["status"], "Nothing was changed.", "没有任何改动"),
        (["sql", "SELECT 1"], "Nothing was changed.", "没有任何改动"), (["conflicts"], "Nothing was changed.", "没有任何改动"),
        (["export", "note", "out.csv"], "holds what it held before", "文件保持原样"),
        (["sync"], "What was typed here stays here until the server has it. Run it again", "再次运行即可继续"),
        (["sync", "--watch"], "The watch has ended.", "持续同步已结束"),
        (["verify"], "Nothing that was typed here was removed", "没有被删除"),
        (["add", "note", "site=A", "text=x"], "may have been carried out", "操作可能已经完成"),
        (["verify", "--repair"], "Nothing that was typed here was removed", "没有被删除"),
    ]

    @Test func eachKindOfVerbSaysWhatItLeavesBehind() async throws {
        let valley = try await Valley.make()
        try await valley.start()
        try await valley.enroll("desk", at: "A")
        #expect(try await valley.device("desk", "sync").code == 0)
        let home = valley.folder.appendingPathComponent("desk").path
        let out = valley.folder.appendingPathComponent("out.csv").path
        try "as it was".write(toFile: out, atomically: true, encoding: .utf8)
        // Who has the database for himself keeps every verb waiting right after it opened the file.
        let holder = try Held(home + "/duikou.sqlite")
        try holder.run("BEGIN IMMEDIATE")
        for verb in Self.verbs {
            for (language, said) in [("en", verb.en), ("zh", verb.zh)] {
                let words = verb.words.map { $0 == "out.csv" ? out : $0 } + ["--lang", language]
                let opening = try Opening(of: home + "/duikou.sqlite")
                let ran = try await Programs.run(Programs.path("duikou"), words, environment: ["DUIKOU_HOME": home]) {
                    process in
                    opening.happened()
                    kill(process, SIGINT)
                }
                let lines = ran.error.split(separator: "\n")
                #expect(
                    ran.code == 1 && lines.count == 1 && ran.error.contains(said),
                    "\(words): \(ran.code) \(ran.error)"
                )
            }
        }
        #expect(try String(contentsOfFile: out, encoding: .utf8) == "as it was")
        #expect(await valley.stop() == 0)
    }
}

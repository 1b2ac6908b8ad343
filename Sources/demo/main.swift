import Console
import Foundation
import HostFiles

/// The main job before your eyes: a real server, four device folders, no network, a conflict, a late edit, agreement in
/// the end.
do {
    OwnerOnly.begin()
    let began = Date()
    let world = try DemoWorld()
    Interruption.watch { world.abandon() }
    defer { world.close() }
    try Story(world: world).tell()
    let seconds = Int(Date().timeIntervalSince(began).rounded(.up))
    Output.line()
    Output.line(
        say("Done in \(seconds) s. All folders of this demonstration are removed.", "演示用时 \(seconds) 秒，演示数据已清除。")
    )
} catch {
    let failure =
        error as? Failure ?? (error as? FileTrouble).map { Failure($0) }
        ?? Failure(
            en: "The demonstration could not go on: \(error.localizedDescription)",
            zh: "演示未能继续：\(error.localizedDescription)"
        )
    for line in failure.lines(in: .current) { Output.error(line) }
    exit(Exit.failed.rawValue)
}

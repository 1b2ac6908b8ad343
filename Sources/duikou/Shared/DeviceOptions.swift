import ArgumentParser
import ClientCore
import Console
import Foundation
import Replica

/// Which device a verb works on.
struct DeviceOptions: ParsableArguments {
    @Option(
        name: .long,
        help: .say(
            "The device's folder (else DUIKOU_HOME, else the XDG data folder).",
            "设备文件夹（否则取 DUIKOU_HOME，再否则为 XDG 数据目录）。"
        )
    )
    var home: String?

    /// The folder of the device.
    var folder: String {
        if let home, !home.isEmpty { return home }
        let environment = ProcessInfo.processInfo.environment
        if let home = environment["DUIKOU_HOME"], !home.isEmpty { return home }
        if let data = environment["XDG_DATA_HOME"], data.hasPrefix("/") { return data + "/duikou" }
        return (environment["HOME"] ?? NSHomeDirectory()) + "/.local/share/duikou"
    }

    /// A store lies in the folder, whatever its state.
    var hasStore: Bool { access(folder + "/duikou.sqlite", F_OK) == 0 }

    /// Opens the device and does something with it; errors leave as sentences.
    func device(creating: Bool = false, _ body: (Device) async throws -> Void) async throws {
        let folder = folder
        guard creating || hasStore else {
            guard errno != EACCES else {
                throw Failure(
                    en: "This user may not look into \(folder).",
                    zh: "当前用户无权查看 \(folder)。",
                    adviceEn: "Ask whoever owns the folder, or name another one with --home.",
                    adviceZh: "请联系该文件夹的所有者，或用 --home 指定其他文件夹。"
                )
            }
            throw Failure(
                en: "There is no enrolled device in \(folder).",
                zh: "\(folder) 中没有已注册的设备。",
                adviceEn: "Run “duikou enroll URL CODE”, or name another folder with --home.",
                adviceZh: "请运行“duikou enroll 网址 注册码”，或用 --home 指定其他文件夹。"
            )
        }
        do {
            let device = try await Device.open(folder)
            do {
                try await body(device)
            } catch {
                await device.close()
                throw error
            }
            await device.close()
        } catch {
            throw Sentences.failure(for: error)
        }
    }
}

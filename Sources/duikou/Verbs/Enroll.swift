import ArgumentParser
import ClientCore
import Console
import Foundation
import Replica
import SyncModel
import SyncWire

struct Enroll: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: say("Enrol this device with a code from the administrator.", "用管理员给的注册码注册本设备。"),
        discussion: say(
            "Enrolling again over an existing folder keeps everything that was typed and gives the device a new identity.",
            "在已有文件夹上重新注册会保留所有已录入的内容，并赋予设备新的身份。"
        )
    )

    @OptionGroup var options: DeviceOptions
    @Argument(help: .say("The server's address, such as https://sync.example.org.", "服务器地址，如 https://sync.example.org。"))
    var url: String
    @Argument(help: .say("The code, such as ABCDE-FGHJK.", "注册码，如 ABCDE-FGHJK。"))
    var code: String
    @Option(help: .say("What people call this device (else the computer's name).", "设备名称（否则用计算机名）。"))
    var name: String?
    @Option(
        help: .say(
            "A PEM file with the certificate of whoever issued the server's, if the system does not trust it; kept in the device's folder.",
            "服务器证书的签发机构证书（PEM 文件），系统不信任该机构时使用；会存入设备文件夹。"
        )
    )
    var authority: String?
    @Flag(help: .say("Print one JSON document.", "输出 JSON。"))
    var json = false

    func run() async throws {
        let existed = FileManager.default.fileExists(atPath: options.folder)
        do {
            try await options.device(creating: true) { device in
                let address = try Self.address(url)
                let name = name ?? ProcessInfo.processInfo.hostName
                if let authority { try device.client.trust(authoritiesIn: authority) }
                let (identity, standing) = try await ProgressMeter.awaiting {
                    try await device.client.enrol(at: address, code: code, name: name)
                }
                if json {
                    Output.json([
                        "device": .text(identity.device.text), "name": .text(name), "role": .text(standing.role),
                        "org": .text(standing.at.text),
                    ])
                } else {
                    Output.line(
                        say("Enrolled as “\(name)” with the role \(standing.role).", "已注册为“\(name)”，角色为 \(standing.role)。")
                    )
                    Output.line(say("Run “duikou sync” to fetch the records.", "请运行“duikou sync”获取记录。"))
                }
            }
        } catch {
            // A try with a wrong code leaves no folder behind that looks like a device.
            if !existed { try? FileManager.default.removeItem(atPath: options.folder) }
            throw error
        }
    }

    /// The address as the line needs it; `http://` may be left out.
    private static func address(_ text: String) throws(Failure) -> String {
        let address = text.contains("://") ? text : "http://" + text
        guard let url = URL(string: address), ["http", "https"].contains(url.scheme?.lowercased()), url.host()?.isEmpty == false else {
            throw Failure(
                .usage,
                en: "“\(text)” is no server's address.",
                zh: "“\(text)”不是服务器地址。",
                adviceEn: "Write it as the administrator gave it, such as https://sync.example.org.",
                adviceZh: "请按管理员给的写法填写，如 https://sync.example.org。"
            )
        }
        return address
    }
}

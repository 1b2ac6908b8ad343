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
            """
            Enrolling again over an existing folder keeps everything that was typed and gives the device a new identity.
            """,
            "在已有文件夹上重新注册会保留所有已录入的内容，并赋予设备新的身份。"
        )
    )

    @OptionGroup var options: DeviceOptions
    @Argument(
        help: .say("The server's address, such as https://sync.example.org.", "服务器地址，如 https://sync.example.org。")
    )
    var url: String
    @Argument(
        help: .say("The code, such as ABCDE-FGHJK; - reads it from standard input.", "注册码，如 ABCDE-FGHJK；- 表示从标准输入读取。")
    )
    var code: String
    @Option(help: .say("What people call this device (else the computer's name).", "设备名称（否则用计算机名）。"))
    var name: String?
    @Option(
        help: .say(
            """
            A PEM file with the certificate of whoever issued the server's, if the system does not trust it; \
            kept in the device's folder.
            """,
            "服务器证书的签发机构证书（PEM 文件），系统不信任该机构时使用；会存入设备文件夹。"
        )
    )
    var authority: String?
    @Flag(
        help: .say(
            "Speak plain http across a network, where everybody on the way can read and change what is sent.",
            "跨网络使用明文 http（途中任何人都可读取和篡改内容）。"
        )
    )
    var insecure = false
    @Flag(help: .say("Print one JSON document.", "输出 JSON。"))
    var json = false

    func run() async throws {
        do {
            try await enroll()
        } catch {
            throw Sentences.failure(for: error)
        }
    }

    private func enroll() async throws {
        let address = try ServerAddress.read(url, insecure: insecure)
        let name = name ?? ProcessInfo.processInfo.hostName
        let code = try secret()
        let (identity, standing) = try await ProgressMeter.awaiting {
            try await Device.enroll(folder: options.folder, at: address, code: code, name: name, trusting: authority)
        }
        let device = try await Device.open(options.folder, .existing)
        let status = try await device.storedStatus()
        let org = try await device.organisation()
        await device.close()
        if json {
            Output.json([
                "device": .text(identity.device.text), "name": .text(name), "role": .text(standing.role),
                "org": .text(standing.at.text),
                "unsent": JSON(status.pendingRecords),
            ])
        } else {
            Output.line(
                say("Enrolled as “\(name)” with the role \(standing.role).", "已注册为“\(name)”，角色为 \(standing.role)。")
            )
            if status.pendingRecords > 0 {
                let (count, at) = (status.pendingRecords, org.map { say(" at \($0)", "，机构为 \($0)") } ?? "")
                Output.line(
                    say(
                        """
                        Changes of records that were typed here before and not sent yet: \(count). \
                        They will be sent as this device's, with the role \(standing.role)\(at). \
                        What this role may not write there will be refused, and kept under “duikou refused”.
                        """,
                        "此前录入、尚未发送的记录改动有 \(count) 条，将以新的身份发送：角色 \(standing.role)\(at)。无权登记的将被拒，仍保留在“duikou refused”中。"
                    )
                )
            }
            Output.line(say("Run “duikou sync” to fetch the records.", "请运行“duikou sync”获取记录。"))
        }
    }

    /// The code; `-` stands for a line of standard input, which no list of processes shows.
    private func secret() throws(Failure) -> String {
        guard code == "-" else { return code }
        guard let line = readLine(), !line.isEmpty else {
            throw Failure(.usage, en: "No code came on standard input.", zh: "标准输入中没有注册码。")
        }
        return line.trimmingCharacters(in: .whitespaces)
    }
}

/// Where a server answers, as people write it.
enum ServerAddress {
    /// The address as the line needs it. Without a scheme it is https; plain http is for this machine, or for who
    /// insists.
    static func read(_ text: String, insecure: Bool) throws(Failure) -> String {
        let isNamed = text.contains("://")
        let address = isNamed ? text : "https://" + text
        guard let url = URL(string: address), let scheme = url.scheme?.lowercased(),
            ["http", "https"].contains(scheme),
            let host = url.host(), !host.isEmpty
        else {
            throw Failure(
                .usage,
                en: "“\(text)” is no server's address.",
                zh: "“\(text)”不是服务器地址。",
                adviceEn: "Write it as the administrator gave it, such as https://sync.example.org.",
                adviceZh: "请按管理员给的写法填写，如 https://sync.example.org。"
            )
        }
        guard scheme == "https" || insecure || isThisMachine(host) else {
            throw Failure(
                .usage,
                en: "Over http everybody on the way can read and change the records; nothing was sent.",
                zh: "使用 http 时，途中任何人都可读取和篡改数据；未发送任何内容。",
                adviceEn: "Use https\(address.dropFirst(4)), or add --insecure if the line itself is protected.",
                adviceZh: "请使用 https\(address.dropFirst(4))；若线路本身已受保护，可加 --insecure。"
            )
        }
        return address
    }

    /// Addresses that no network carries.
    private static func isThisMachine(_ host: String) -> Bool {
        let name = host.lowercased()
        if ["localhost", "::1", "[::1]"].contains(name) { return true }
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }
}

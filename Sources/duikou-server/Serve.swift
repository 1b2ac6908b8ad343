import ArgumentParser
import Console
import Foundation
import HostFiles
import Logging
import SyncServer

/// Runs the server.
struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: say("Run the server until it is stopped.", "运行服务器，直到被停止。"),
        discussion: say(
            """
            Prints “listening on URL” once devices can reach it; its log goes to standard error.
            SIGTERM and SIGINT (Ctrl-C) stop it; what it accepted is finished first.
            Across a network use --tls-certificate and --tls-key, or a proxy that speaks HTTPS.
            GET /healthz says that it is up. GET /metrics is for monitors alone: \
            see --metrics-listen and --metrics-token-file.
            """,
            """
            设备可以连接时输出一行“listening on 网址”，日志写到标准错误。
            SIGTERM 或 SIGINT（Ctrl-C）可停止服务；已接受的请求会先处理完。
            跨网络使用时请加 --tls-certificate 和 --tls-key，或放在 HTTPS 代理之后。
            GET /healthz 表示服务在运行。GET /metrics 只供监控使用，见 --metrics-listen 和 --metrics-token-file。
            """
        )
    )

    @Option(
        help: .say(
            "HOST:PORT to listen on; port 0 takes a free one, 0.0.0.0 every address.",
            "监听的 地址:端口；端口 0 表示任选，0.0.0.0 表示所有地址。"
        )
    )
    var listen = "127.0.0.1:8080"

    @Option(help: .say("Certificate chain, a PEM file.", "证书链（PEM 文件）。"))
    var tlsCertificate: String?

    @Option(help: .say("Its private key, a PEM file.", "证书私钥（PEM 文件）。"))
    var tlsKey: String?

    @Option(
        help: .say(
            "Requests a second from one address, over a longer time; 0 for no limit.",
            "每个地址每秒的请求数上限（长期平均）；0 表示不限。"
        )
    )
    var rate = 200

    @Option(
        help: .say(
            "Another HOST:PORT at which monitors get /metrics; not for the network of the devices.",
            "供监控读取 /metrics 的另一 地址:端口，不要对设备所在网络开放。"
        )
    )
    var metricsListen: String?

    @Option(
        help: .say(
            "A file with a word of 16 characters or more; who sends it (Authorization: Bearer WORD) gets /metrics.",
            "口令文件（至少 16 个字符）；请求带上 Authorization: Bearer 口令 才能读取 /metrics。"
        )
    )
    var metricsTokenFile: String?

    @Option(
        help: .say("How much to log: error, warning, notice, info or debug.", "日志级别：error、warning、notice、info 或 debug。")
    )
    var logLevel = "notice"

    @OptionGroup
    var data: DataFolder

    func run() async throws {
        let settings = try settings()
        let logger = try logger()
        let folder = try data.path()
        let opened = try OpenServer(folder: folder)
        defer { opened.close() }
        _ = try opened.programme()
        let claim = try FolderClaim(folder: folder)
        defer { claim.release() }
        warn(of: settings)
        let server = FeedServer(feed: opened.service, settings: settings, logger: logger) { url in
            Output.line("listening on \(url)")
        }
        try await server.runUntilSignalled()
    }

    /// Says what an administrator would rather know: who else can read what is sent, or the secrets.
    private func warn(of settings: ServerSettings) {
        if settings.tls == nil {
            if !ServerSettings.isLoopback(settings.host) { warnOfPlainHTTP(listen) }
            if let metricsListen, let (host, _) = settings.metricsAddress, !ServerSettings.isLoopback(host) {
                warnOfPlainHTTP(metricsListen)
            }
        }
        for file in [tlsKey, metricsTokenFile].compactMap(\.self) where OwnerOnly.isReadableByOthers(file) {
            Output.error(
                say(
                    "Careful: others can read the secret in \(file). Close it: chmod 600 \(file)",
                    "请注意：其他人可以读取 \(file) 中的密钥或口令，请收回权限：chmod 600 \(file)"
                )
            )
        }
    }

    private func warnOfPlainHTTP(_ listen: String) {
        Output.error(
            say(
                """
                Careful: \(listen) is open to the network and speaks HTTP without encryption: \
                anybody on the way can read it. Add --tls-certificate and --tls-key, \
                unless a proxy that speaks HTTPS stands in front.
                """,
                "请注意：\(listen) 对网络开放，使用未加密的 HTTP，途中任何人都可读取。"
                    + "请加 --tls-certificate 和 --tls-key；前面已有 HTTPS 代理的除外。"
            )
        )
    }

    private static func address(_ text: String, of option: String) throws(Failure) -> (host: String, port: Int) {
        guard let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...]), 0...65_535 ~= port
        else {
            throw Failure(
                .usage,
                en: "\(option) takes HOST:PORT such as 127.0.0.1:8080, not “\(text)”.",
                zh: "\(option) 应为 地址:端口（如 127.0.0.1:8080），不能是“\(text)”。"
            )
        }
        let host = text[..<colon].trimmingCharacters(in: CharacterSet(charactersIn: "[]"))
        return (host.isEmpty ? "0.0.0.0" : host, port)
    }

    private static func token(in file: String) throws -> String {
        let bytes = try ReadFile.bytes(of: file, bytesMax: 4_096)
        let token = String(decoding: bytes, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
        guard token.utf8.count >= 16, token.utf8.allSatisfy({ 33...126 ~= $0 }) else {
            throw Failure(
                .usage,
                en: "\(file) must hold one word of at least 16 letters and digits.",
                zh: "\(file) 中须为至少 16 个字母或数字组成的口令。",
                adviceEn: "Make one: openssl rand -hex 32",
                adviceZh: "可这样生成：openssl rand -hex 32"
            )
        }
        return token
    }

    private func settings() throws -> ServerSettings {
        let (host, port) = try Self.address(listen, of: "--listen")
        guard rate >= 0 else { throw Failure(.usage, en: "--rate takes 0 or more.", zh: "--rate 不能为负数。") }
        var settings = ServerSettings(host: host, port: port)
        settings.metricsAddress = try metricsListen.map { try Self.address($0, of: "--metrics-listen") }
        settings.metricsToken = try metricsTokenFile.map(Self.token)
        settings.requestsPerSecondMax = rate
        switch (tlsCertificate, tlsKey) {
        case (nil, nil): break
        case (let certificate?, let key?): settings.tls = ServerSettings.TLSFiles(certificate: certificate, key: key)
        case (nil, _?), (_?, nil):
            throw Failure(
                .usage,
                en: "--tls-certificate and --tls-key are needed together.",
                zh: "--tls-certificate 和 --tls-key 必须同时使用。"
            )
        }
        return settings
    }

    private func logger() throws(Failure) -> Logger {
        guard let level = Logger.Level(rawValue: logLevel) else {
            throw Failure(
                .usage,
                en: "--log-level takes error, warning, notice, info or debug, not “\(logLevel)”.",
                zh: "--log-level 应为 error、warning、notice、info 或 debug，不能是“\(logLevel)”。"
            )
        }
        LoggingSystem.bootstrap { LogLines(label: $0) }
        var logger = Logger(label: "duikou-server")
        logger.logLevel = level
        return logger
    }
}

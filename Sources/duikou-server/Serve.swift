import ArgumentParser
import Console
import Foundation
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
            """,
            """
            设备可以连接时输出一行“listening on 网址”，日志写到标准错误。
            SIGTERM 或 SIGINT（Ctrl-C）可停止服务；已接受的请求会先处理完。
            跨网络使用时请加 --tls-certificate 和 --tls-key，或放在 HTTPS 代理之后。
            """
        )
    )

    @Option(help: .say("HOST:PORT to listen on; port 0 takes a free one, 0.0.0.0 every address.", "监听的 地址:端口；端口 0 表示任选，0.0.0.0 表示所有地址。"))
    var listen = "127.0.0.1:8080"

    @Option(help: .say("Certificate chain, a PEM file.", "证书链（PEM 文件）。"))
    var tlsCertificate: String?

    @Option(help: .say("Its private key, a PEM file.", "证书私钥（PEM 文件）。"))
    var tlsKey: String?

    @Option(help: .say("Requests a second from one address, over a longer time; 0 for no limit.", "每个地址每秒的请求数上限（长期平均）；0 表示不限。"))
    var rate = 200

    @Option(help: .say("How much to log: error, warning, notice, info or debug.", "日志级别：error、warning、notice、info 或 debug。"))
    var logLevel = "notice"

    @OptionGroup
    var data: DataFolder

    func run() async throws {
        let settings = try settings()
        let logger = try logger()
        let folder = try data.path()
        let centre = try Centre(folder: folder)
        defer { centre.close() }
        _ = try centre.programme()
        let claim = try FolderClaim(folder: folder)
        defer { claim.release() }
        let server = FeedServer(feed: centre.service, settings: settings, logger: logger) { url in
            Output.line("listening on \(url)")
        }
        try await server.runUntilSignalled()
    }

    private func settings() throws(Failure) -> ServerSettings {
        guard let colon = listen.lastIndex(of: ":"), let port = Int(listen[listen.index(after: colon)...]), 0...65_535 ~= port else {
            throw Failure(
                .usage,
                en: "--listen takes HOST:PORT such as 127.0.0.1:8080, not “\(listen)”.",
                zh: "--listen 应为 地址:端口（如 127.0.0.1:8080），不能是“\(listen)”。"
            )
        }
        guard rate >= 0 else { throw Failure(.usage, en: "--rate takes 0 or more.", zh: "--rate 不能为负数。") }
        let host = listen[..<colon].trimmingCharacters(in: CharacterSet(charactersIn: "[]"))
        var settings = ServerSettings(host: host.isEmpty ? "0.0.0.0" : host, port: port)
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

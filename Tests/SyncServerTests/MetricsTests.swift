import SyncServer
import Testing

/// Figures are for monitors; strangers cannot even tell that there are any.
@Suite(.timeLimit(.minutes(1)))
struct MetricsTests {
    private static let token = "0123456789abcdef"

    private static func ask(_ client: RawClient, _ header: String = "") async -> (head: String, body: String) {
        await client.send("GET /metrics HTTP/1.1\r\nHost: x\r\n\(header.isEmpty ? "" : header + "\r\n")\r\n")
        let (head, body) = await client.reply()
        return (head, String(decoding: body, as: UTF8.self))
    }

    @Test func withoutAWordOrAnAddressOfTheirOwnThereAreNone() async throws {
        try await RunningServer.with(FakeFeed()) { server in
            let client = try RawClient(port: server.port)
            for header in ["", "Authorization: Bearer \(Self.token)"] {
                let reply = await Self.ask(client, header)
                await client.get("/nothing")
                let unknown = String(decoding: await client.reply().body, as: UTF8.self)
                #expect(reply.head.hasPrefix("HTTP/1.1 404") && reply.body == unknown)
            }
        }
    }

    @Test func whoHasTheWordGetsThem() async throws {
        try await RunningServer.with(FakeFeed()) {
            $0.metricsToken = Self.token
        } story: { server in
            let client = try RawClient(port: server.port)
            let wrong = [
                "", "Authorization: \(Self.token)", "Authorization: Bearer \(Self.token)x",
                "Authorization: Bearer 0123",
                "Authorization: Bearer", "Authorization: Basic \(Self.token)",
            ]
            for header in wrong { #expect(await Self.ask(client, header).head.hasPrefix("HTTP/1.1 404"), "\(header)") }
            await client.get("/healthz")
            _ = await client.reply()
            for scheme in ["Bearer", "bearer"] {
                let (head, text) = await Self.ask(client, "Authorization: \(scheme) \(Self.token)")
                #expect(head.hasPrefix("HTTP/1.1 200") && text.contains("duikou_devices 3\n"))
                #expect(text.contains("duikou_requests_total{route=\"health\",status=\"200\"} 1\n"))
                #expect(text.contains("duikou_requests_total{route=\"unknown\",status=\"404\"} \(wrong.count)\n"))
            }
        }
    }

    @Test func atTheirOwnAddressMonitorsGetThemAndNothingElse() async throws {
        // A free port: taken by a server that has ended.
        var port = 0
        try await RunningServer.with(FakeFeed()) { port = $0.port }
        let free = port
        try await RunningServer.with(FakeFeed()) {
            $0.metricsAddress = ("127.0.0.1", free)
        } story: { server in
            let (device, monitor) = (try RawClient(port: server.port), try await Self.connected(to: free))
            #expect(await Self.ask(device).head.hasPrefix("HTTP/1.1 404"))
            #expect(await Self.ask(monitor).body.contains("duikou_devices 3\n"))
            await monitor.get("/v1/hello")
            #expect(await monitor.reply().head.hasPrefix("HTTP/1.1 404"))
            await monitor.get("/healthz")
            #expect(await monitor.reply().body == Array("ok\n".utf8))
            await device.get("/v1/hello")
            #expect(await device.reply().head.hasPrefix("HTTP/1.1 200"))
        }
    }

    /// The second address may come a moment after the first.
    private static func connected(to port: Int) async throws -> RawClient {
        for _ in 0..<1_000 {
            if let client = try? RawClient(port: port) { return client }
            await Task.yield()
        }
        return try RawClient(port: port)
    }

    @Test func aGuessCountsAsAQuestion() async throws {
        try await RunningServer.with(FakeFeed()) {
            $0.metricsToken = Self.token
            // Ten at once, then one a second.
            $0.requestsPerSecondMax = 1
        } story: { server in
            let client = try RawClient(port: server.port)
            var heads: [String] = []
            while heads.count < 100, heads.last?.hasPrefix("HTTP/1.1 429") != true {
                heads.append(await Self.ask(client, "Authorization: Bearer wrong").head)
            }
            #expect(heads.first?.hasPrefix("HTTP/1.1 404") == true && heads.last?.hasPrefix("HTTP/1.1 429") == true)
        }
    }

    @Test(arguments: ["POST /nothing", "PUT /v1/sync", "GET /healthz", "GET /metrics"])
    func aBodyThatNobodyAskedForIsNotRead(_ line: String) async throws {
        try await RunningServer.with(FakeFeed()) { server in
            let client = try RawClient(port: server.port)
            // What is announced never comes: only who does not wait for it answers and hangs up.
            await client.send("\(line) HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999\r\n\r\n")
            let all = String(decoding: await client.readAll(), as: UTF8.self)
            #expect(all.lowercased().contains("connection: close"), "\(all)")
        }
    }

    @Test func onlyThisMachinesOwnAddressesAreItsOwn() {
        for host in ["127.0.0.1", "127.8.9.10", "::1", "localhost", "::ffff:127.0.0.1"] {
            #expect(ServerSettings.isLoopback(host), "\(host)")
        }
        for host in ["0.0.0.0", "::", "192.0.2.1", "127.example.org", "128.0.0.1", "fe80::1", "", "::ffff:192.0.2.1"] {
            #expect(!ServerSettings.isLoopback(host), "\(host)")
        }
    }
}

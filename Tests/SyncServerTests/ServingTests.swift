import SyncModel
import SyncServer
import SyncWire
import Testing

@Suite(.timeLimit(.minutes(1)))
struct ServingTests {
    @Test func aSmallReplyComesInOnePieceWithAShortHead() async throws {
        try await RunningServer.with(FakeFeed()) { server in
            let client = try RawClient(port: server.port)
            for _ in 0..<3 {
                await client.post("/v1/sync", [1, 2, 3])
                let (head, body) = await client.reply()
                #expect(body == [1, 2, 3])
                #expect(head.utf8.count <= 80, "\(head)")
                #expect(head.lowercased().contains("cache-control: no-store"))
            }
        }
    }

    @Test(arguments: ["/v1/sync", "/v1/reconciliation"])
    func anAnswerThatTakesLongIsBegunBeforeItIsThere(_ path: String) async throws {
        let isBegun = Signal()
        let feed = FakeFeed { body, emit in
            isBegun.block()
            try emit(body)
        }
        try await RunningServer.with(feed, { $0.silentSecondsMax = 1 }) { server in
            let client = try RawClient(port: server.port)
            await client.post(path, [1, 2, 3])
            let head = String(decoding: await client.read(), as: UTF8.self)
            #expect(head.hasPrefix("HTTP/1.1 200") && head.hasSuffix("\r\n\r\n"), "the head alone: \(head)")
            isBegun.fire()
            var rest: [UInt8] = []
            while !String(decoding: rest, as: UTF8.self).hasSuffix("0\r\n\r\n") {
                let more = await client.read()
                try #require(!more.isEmpty)
                rest += more
            }
            #expect(rest.starts(with: Array("3\r\n".utf8) + [1, 2, 3]))
        }
    }

    @Test func aReaderWhoStopsReadingStopsTheFeedAndNotMemory() async throws {
        let (emitted, bytesOfReply) = (Count(), 64 << 20)
        let feed = FakeFeed { _, emit in
            for _ in 0..<(bytesOfReply >> 18) {
                try emit([UInt8](repeating: 7, count: 1 << 18))
                emitted.add(1 << 18)
            }
        }
        try await RunningServer.with(feed) { server in
            let client = try RawClient(port: server.port)
            await client.post("/v1/sync", [0])
            var read = await client.read(1_000).count
            // The feed runs ahead of the reader until the pipe is full: it stands still when two looks see the same.
            var last = -1
            while last != emitted.value {
                last = emitted.value
                try await Task.sleep(for: .milliseconds(200))
            }
            #expect(last < 8 << 20, "\(last) bytes were made for a reader who took 1,000")
            while read < bytesOfReply {
                let more = await client.read().count
                try #require(more > 0)
                read += more
            }
            #expect(emitted.value == bytesOfReply)
        }
    }

    /// The beginning waits for more to send with it, and what comes next has no room beside it: neither waits for the
    /// other.
    @Test func aLargeFrameBehindASmallOneComesAtOnce() async throws {
        let sizes = [2_000, 600_000]
        let feed = FakeFeed { _, emit in for size in sizes { try emit([UInt8](repeating: 7, count: size)) } }
        try await RunningServer.with(feed, { $0.silentSecondsMax = 60 }) { server in
            let client = try RawClient(port: server.port)
            await client.post("/v1/sync", [0])
            var read = 0
            while read < sizes.reduce(0, +) {
                let more = await client.read().count
                try #require(more > 0)
                read += more
            }
        }
    }

    @Test func thePeerHangsUpAndTheFeedIsTold() async throws {
        let told = Signal()
        let feed = FakeFeed { _, emit in
            do {
                while true { try emit([UInt8](repeating: 7, count: 1 << 18)) }
            } catch {
                told.fire()
                throw error
            }
        }
        try await RunningServer.with(feed) { server in
            var client: RawClient? = try RawClient(port: server.port)
            await client?.post("/v1/sync", [0])
            _ = await client?.read()
            client = nil
            await told.wait()
        }
    }

    @Test func aStoppedServerFinishesWhatItAccepted() async throws {
        let (arrived, mayGoOn) = (Signal(), Signal())
        let feed = FakeFeed { body, emit in
            arrived.fire()
            mayGoOn.block()
            try emit(body)
        }
        try await RunningServer.with(feed) { server in
            let client = try RawClient(port: server.port)
            await client.post("/v1/sync", [9, 9])
            await arrived.wait()
            await server.stop()
            mayGoOn.fire()
            #expect(await client.reply().body == [9, 9])
        }
    }

    @Test func aBodyAboveTheLimitIsRefusedBeforeItIsRead() async throws {
        try await RunningServer.with(FakeFeed()) { server in
            let client = try RawClient(port: server.port)
            await client.send(
                "POST /v1/sync HTTP/1.1\r\nHost: x\r\nContent-Length: \(Limits.requestBytesMax + 1)\r\n\r\n"
            )
            #expect(await client.reply().head.hasPrefix("HTTP/1.1 413"))
            #expect(await client.readAll().isEmpty, "the connection is closed")
        }
    }

    @Test func bodiesInFlightShareARoomAndTheNextIsToldToComeAgain() async throws {
        let (arrived, mayGoOn) = (Signal(), Signal())
        let feed = FakeFeed { body, emit in
            arrived.fire()
            mayGoOn.block()
            try emit([1])
        }
        try await RunningServer.with(feed) {
            $0.bodyBytesInFlightMax = 1_000
        } story: { server in
            let (first, second) = (try RawClient(port: server.port), try RawClient(port: server.port))
            await first.post("/v1/sync", [UInt8](repeating: 0, count: 900))
            await arrived.wait()
            await second.post("/v1/sync", [UInt8](repeating: 0, count: 200))
            let head = await second.reply().head
            #expect(head.hasPrefix("HTTP/1.1 503"))
            #expect(head.lowercased().contains("retry-after: "))
            mayGoOn.fire()
            #expect(await first.reply().body == [1])
        }
    }

    @Test func anAddressThatAsksTooOftenIsToldWhenToComeAgain() async throws {
        try await RunningServer.with(FakeFeed()) {
            $0.requestsPerSecondMax = 1
        } story: { server in
            let client = try RawClient(port: server.port)
            var heads: [String] = []
            // On a busy machine some of the share grows back meanwhile.
            while heads.count < 200, heads.last?.hasPrefix("HTTP/1.1 429") != true {
                await client.get("/v1/hello")
                heads.append(await client.reply().head)
            }
            #expect(heads.count > 10 && heads.dropLast().allSatisfy { $0.hasPrefix("HTTP/1.1 200") })
            #expect(heads.last?.hasPrefix("HTTP/1.1 429") == true)
        }
    }

    @Test func aLongPollComesBackWhenSomethingMoves() async throws {
        let feed = FakeFeed()
        try await RunningServer.with(feed) { server in
            let client = try RawClient(port: server.port)
            await client.ask("/v1/wait", [50])
            feed.move()
            let (head, body) = await client.reply()
            #expect(head.hasPrefix("HTTP/1.1 200"))
            #expect(try WaitReply(decoding: body).moved)
        }
    }

    @Test func aLongPollComesBackWhenItsTimeIsOverOrTheServerStops() async throws {
        try await RunningServer.with(FakeFeed()) { server in
            let client = try RawClient(port: server.port)
            await client.ask("/v1/wait", [0])
            #expect(try await WaitReply(decoding: client.reply().body) == WaitReply(version: 1, moved: false))
            await client.ask("/v1/wait", [50])
            await server.stop()
            #expect(try await WaitReply(decoding: client.reply().body) == WaitReply(version: 1, moved: false))
        }
    }

    @Test func aSignedQuestionTravelsInAHeaderAndNowhereElse() async throws {
        try await RunningServer.with(FakeFeed()) { server in
            let client = try RawClient(port: server.port)
            let question = (0..<200).map { UInt8($0) }
            await client.ask("/v1/history", question)
            #expect(await client.reply().body == question)
            await client.get("/v1/history")
            #expect(await client.reply().head.hasPrefix("HTTP/1.1 400"))
            await client.post("/v1/history", question)
            #expect(await client.reply().head.hasPrefix("HTTP/1.1 405"))
        }
    }

    @Test func aDeviceThatAsksTooOftenIsSentAwayAndOthersAreNot() async throws {
        try await RunningServer.with(FakeFeed()) {
            $0.deviceRequestsPerSecondMax = 1
        } story: { server in
            let client = try RawClient(port: server.port)
            var bodies: [[UInt8]] = []
            while bodies.count < 200, bodies.last != Array("busy".utf8) {
                await client.post("/v1/sync", [1])
                bodies.append(await client.reply().body)
            }
            #expect(bodies.count > 20 && bodies.dropLast().allSatisfy { $0 == [1] })
            #expect(bodies.last == Array("busy".utf8))
            await client.post("/v1/sync", [2])
            #expect(await client.reply().body == [2], "another device at the same address has its own share")
        }
    }

    @Test func otherAddressesAndMethodsGetASentence() async throws {
        try await RunningServer.with(FakeFeed()) { server in
            let client = try RawClient(port: server.port)
            await client.get("/nothing")
            #expect(await client.reply().head.hasPrefix("HTTP/1.1 404"))
            await client.get("/v1/sync")
            #expect(await client.reply().head.hasPrefix("HTTP/1.1 405"))
            await client.get("/healthz")
            #expect(await client.reply().body == Array("ok\n".utf8))
        }
    }
}

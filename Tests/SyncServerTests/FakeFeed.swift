import Dispatch
import SyncModel
import SyncServer
import SyncWire
import Synchronization

/// A feed that answers as a test tells it.
final class FakeFeed: FeedEndpoint {
    let answer: @Sendable (_ body: [UInt8], _ emit: ([UInt8]) throws -> Void) throws -> Void
    let number = Mutex<UInt64>(1)
    let observers = Mutex<[@Sendable (UInt64) -> Void]>([])

    init(
        _ answer: @escaping @Sendable (_ body: [UInt8], _ emit: ([UInt8]) throws -> Void) throws -> Void = {
            body,
            emit in try emit(body)
        }
    ) {
        self.answer = answer
    }

    /// The first byte names the device.
    func sync(_ body: [UInt8], admit: (DeviceID) throws -> Void, emit: ([UInt8]) throws -> Void) {
        do {
            try admit(DeviceID(bits: UInt128(body.first ?? 0)))
        } catch {
            try? emit(Array("busy".utf8))
            return
        }
        try? answer(body, emit)
    }

    /// Comes in one piece, when it is there.
    func reconciliation(_ body: [UInt8], admit: (DeviceID) throws -> Void) -> [UInt8] {
        var pieces: [UInt8] = []
        do { try answer(body) { pieces += $0 } } catch { pieces = [] }
        return pieces
    }
    func hello() -> [UInt8] { Array("hello".utf8) }
    func enrollBegin(_ body: [UInt8]) -> [UInt8] { body }
    func enrollProve(_ body: [UInt8]) -> [UInt8] { body }
    func history(_ question: [UInt8], admit: (DeviceID) throws -> Void) throws -> [UInt8] { question }
    /// The question is the number of seconds.
    func waiting(_ question: [UInt8]) throws -> WaitRequest {
        WaitRequest(device: DeviceID(bits: 1), time: 0, after: nil, seconds: Int(question.first ?? 0))
    }
    func hasNews(for device: DeviceID) throws -> Bool { number.withLock { $0 > 1 } }
    func version() -> UInt64 { number.withLock { $0 } }
    func noticeOthers() {}
    func removeObserver(_ number: Int) {}
    func metrics() throws -> [Metric] { [Metric("duikou_devices", help: "Devices with rights.", value: 3)] }

    func onChange(_ perform: @escaping @Sendable (UInt64) -> Void) -> Int {
        observers.withLock { $0.append(perform) }
        return 0
    }

    /// Something moved.
    func move() {
        let version = number.withLock { number in
            number += 1
            return number
        }
        for observer in observers.withLock({ $0 }) { observer(version) }
    }
}

/// Lets a test wait for something that happens on another thread.
final class Signal: Sendable {
    private let stream = AsyncStream.makeStream(of: Void.self)
    private let thread = DispatchSemaphore(value: 0)

    /// It happened.
    func fire() {
        stream.continuation.yield()
        thread.signal()
    }

    /// Blocks a thread of its own until it happens.
    func block() { thread.wait() }

    /// Waits until it happens.
    func wait() async {
        for await _ in stream.stream { return }
    }
}

/// Counts over threads.
final class Count: Sendable {
    private let count = Mutex(0)

    var value: Int { count.withLock { $0 } }

    func add(_ more: Int) { count.withLock { $0 += more } }
}

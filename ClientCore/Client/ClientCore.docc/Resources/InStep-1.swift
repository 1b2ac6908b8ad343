import ClientCore

extension WardPhone {
    /// Runs until the work is done: keeps in step, and works.
    public func run(_ work: @escaping @Sendable (WardPhone) async throws -> Void) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { for try await report in device.syncs() { print(report.error?.message(.chinese) ?? "已同步") } }
            try await work(self)
            print(try await device.sync().outcome)  // takes its turn beside the loop
            group.cancelAll()  // loses nothing: the next start goes on
            try await group.waitForAll()
        }
    }
}

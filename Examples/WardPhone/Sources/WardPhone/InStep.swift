import ClientCore

extension WardPhone {
    /// Runs until the work is done: keeps in step, shows what is there, and works.
    public func run(_ work: @escaping @Sendable (WardPhone) async throws -> Void) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { for try await report in device.syncs() { print(report.error?.message(.chinese) ?? "已同步") } }
            group.addTask {
                for try await now in device.observeStatus() {
                    print(now.pending, "to send,", now.conflicts, "to settle")
                }
            }
            group.addTask { try await show(longerThan: 30) }
            try await work(self)
            print(try await device.sync().outcome)  // takes its turn beside the loop
            group.cancelAll()  // loses nothing: the next start goes on
            try await group.waitForAll()
        }
    }

    /// Follows the long ones.
    private func show(longerThan minutes: Int) async throws(DuikouError) {
        let notes = device.observe("SELECT * FROM note WHERE minutes > \(minutes) ORDER BY id", as: Note.self)
        for try await notes in notes { print(notes.map(\.text)) }
    }
}

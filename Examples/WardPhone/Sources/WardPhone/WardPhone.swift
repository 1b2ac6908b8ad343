public import ClientCore

/// What a nurse writes down.
public struct Note: Codable, Equatable, Sendable {
    /// The ward it is about.
    public var site: RecordID
    /// In her own words.
    public var text: String
    /// How long it took.
    public var minutes: Int?
    /// For finding it again.
    public var tags: Set<String> = []
}

/// A phone in a ward: it records without a network and reconciles when there is one.
public struct WardPhone: Sendable {
    /// The phone's copy of the records.
    public let device: Device

    /// Opens the phone; at the first start it is enrolled, and the records arrive.
    public init(_ folder: String, options: Device.Options = Device.Options(), code: @Sendable () throws -> String) async throws {
        device = try await Device.open(folder, options: options)
        if try await device.identity() == nil {
            try await device.enroll(at: "https://sync.example.org", code: try code(), name: "Ward phone")
            try await device.sync { print($0.received, "records here,", $0.changesToCome, "to come") }.check()
        }
    }

    /// Runs until the work is done: keeps in step, shows what is there, and works.
    public func run(_ work: @escaping @Sendable (Device) async throws -> Void) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { for try await report in device.syncs() { print(report.error?.message(.chinese) ?? "已同步") } }
            group.addTask { for try await now in device.observeStatus() { print(now.pending, "to send,", now.conflicts, "to settle") } }
            group.addTask { try await show(longerThan: 30) }
            try await work(device)
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

    /// The work of a morning.
    public static func work(_ device: Device) async throws {
        guard let ward = try await device.record("site", key: ["code": "A"]) else { return }
        let id = try await device.write { try $0.create("note", from: Note(site: ward.id, text: "Slept well")) }
        try await device.write { try $0.update("note", id, ["minutes": 6, "tags": .adding("night")]) }
        try await device.execute("UPDATE note SET text = text || '.' WHERE site = \(ward.id)")
        try await fillInAForm(device, id)
        try await settle(device)
        for refused in try await device.refused() { try await device.retry(refused.id, correcting: ["minutes": 35]) }
    }

    /// What others write while the form is open was not seen, and is not undone.
    private static func fillInAForm(_ device: Device, _ id: RecordID) async throws {
        var form = try await device.draft("note", id, as: Note.self)
        form.value.minutes = 2_000
        do {
            form = try await device.save(form)
        } catch {
            guard error.code == .validation else { throw error }
            print(error.field ?? "", error.message(.chinese))  // the form keeps what was typed
            form.value.minutes = 45
            form = try await device.save(form)
        }
        print("saved:", form.value.text, form.value.minutes ?? 0)
    }

    /// A person decides, seeing just what the list showed.
    private static func settle(_ device: Device) async throws {
        for conflict in try await device.conflicts() where conflict.mayDecide {
            do {
                try await device.resolve(conflict, .take(conflict.candidates[0].id), reason: "asked the nurse")
            } catch {
                guard error.code == .changed else { throw error }
                print(error.conflict?.candidates.count ?? 0, "candidates now: look again")
            }
        }
    }
}

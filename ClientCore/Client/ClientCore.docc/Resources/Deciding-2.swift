import ClientCore

extension WardPhone {
    /// A person decides, seeing just what the list showed.
    func settle() async throws {
        for conflict in try await device.conflicts() where conflict.mayDecide {
            do {
                try await device.resolve(conflict, .take(conflict.candidates[0].id), reason: "asked the nurse")
            } catch {
                guard error.code == .changed else { throw error }
                print(error.conflict?.candidates.count ?? 0, "candidates now: look again")
            }
        }
        for refused in try await device.refused() { try await device.retry(refused.id, correcting: ["minutes": 35]) }
    }

    /// The work of a morning.
    public func work() async throws {
        guard let note = try await record() else { return }
        try await fillInAForm(note)
        try await settle()
    }
}

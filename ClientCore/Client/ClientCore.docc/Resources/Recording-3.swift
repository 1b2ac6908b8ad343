import ClientCore

extension WardPhone {
    /// Writes a note; no network is needed.
    func record() async throws -> RecordID? {
        guard let ward = try await device.record("site", key: ["code": "A"]) else { return nil }
        let id = try await device.write { try $0.create("note", from: Note(site: ward.id, text: "Slept well")) }
        try await device.write { try $0.update("note", id, ["minutes": 6, "tags": .adding("night")]) }
        try await device.execute("UPDATE note SET text = text || '.' WHERE site = \(ward.id)")
        return id
    }
}

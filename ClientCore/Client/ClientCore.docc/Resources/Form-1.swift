import ClientCore

extension WardPhone {
    /// What others write while the form is open was not seen, and is not undone.
    func fillInAForm(_ id: RecordID) async throws {
        var form = try await device.draft("note", id, as: Note.self)
        form.value.minutes = 2_000
        form = try await device.save(form)
        print("saved:", form.value.text, form.value.minutes ?? 0)
    }
}

import SyncModel

/// Who wrote, as far as the one who asks may know.
struct AuthorNames {
    /// A device that asks.
    struct Reader {
        let rights: Rights
        let index: ProgrammeIndex
    }

    private let view: FeedView
    /// `nil` may know all.
    private let reader: Reader?
    private var known: [DeviceID: DeviceInfo?] = [:]

    init(view: FeedView, reader: Reader? = nil) {
        (self.view, self.reader) = (view, reader)
    }

    mutating func info(_ device: DeviceID) throws -> DeviceInfo? {
        if let info = known[device] { return info }
        var info = try view.device(device)
        if let found = info, try !mayName(found) { info?.orgName = "" }
        known[device] = .some(info)
        return info
    }

    private func mayName(_ author: DeviceInfo) throws -> Bool {
        guard let reader else { return true }
        guard let role = reader.index.programme.role(named: author.role),
            let collection = reader.index.number(of: role.at),
            let stream = try view.snapshot.stream(of: author.org, in: collection)
        else { return false }
        return reader.rights.canRead(stream.scope, collection)
    }
}

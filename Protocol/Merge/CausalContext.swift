import SyncModel

/// What the author of one operation had seen (clauses M4 to M6).
struct CausalContext {
    let device: DeviceID
    let edit: EditNumber
    /// The stream in which the device held the record: bases given for the operation or a field are positions there.
    let origin: Stream
    /// The record's present stream.
    let present: Stream
    let bases: [Stream: Position]
    /// The base in the present stream.
    private(set) var base: Position
    /// The base in the stream in which the device held the record.
    private(set) var originBase: Position
    /// Writes seen by name.
    private(set) var named: [Dot]
    let fault: MergeFault?

    init(_ operation: Operation, lane: Lane, present: Stream, by author: Author) {
        device = author.device
        edit = author.edit
        origin = Stream(scope: operation.scope, lane: lane)
        self.present = present
        bases = author.bases
        originBase = operation.base ?? author.bases[origin] ?? .zero
        base = origin == present ? originBase : author.bases[present] ?? .zero
        named = operation.seen
        fault = MergeFault.current
    }

    /// The context of one change, which may have a base and names of its own.
    func of(_ change: FieldChange) -> Self {
        guard change.base != nil || !change.seen.isEmpty else { return self }
        var context = self
        if let base = change.base {
            context.originBase = base
            if origin == present { context.base = base }
        }
        context.named += change.seen
        return context
    }

    /// The author had seen this write.
    func covers(_ write: LiveWrite) -> Bool {
        if write.position <= base { return true }
        if write.dot.device == device, write.dot.edit < edit { return true }
        if !named.isEmpty, named.contains(write.dot) { return true }
        if !write.elsewhere.isEmpty, write.elsewhere.contains(where: { $0.position <= base(in: $0.stream) }) {
            return true
        }
        return fault == .coversEverything
    }

    private func base(in stream: Stream) -> Position {
        stream == origin ? originBase : bases[stream] ?? .zero
    }
}

/// A deliberately broken merge, by which a simulation proves that it would notice one.
package enum MergeFault: Sendable {
    /// Every write counts as seen: unseen values are lost.
    case coversEverything

    /// The fault of the present task; none outside such simulations.
    @TaskLocal package static var current: MergeFault?
}

import Console
import HostFiles
import Logging
import SyncModel

/// The server's log on standard error, a line for each entry: what comes from outside stands in it made visible, like
/// everything that passes that door.
struct LogLines: LogHandler {
    let label: String
    var logLevel = Logger.Level.info
    var metadata: Logger.Metadata = [:]

    init(label: String) {
        self.label = label
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let all = metadata.merging(event.metadata ?? [:]) { $1 }
        let pairs = all.sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }.joined()
        Output.error("\(Moment.text(Host.system.wallClock())) \(event.level) \(label):\(pairs) \(event.message)")
    }
}

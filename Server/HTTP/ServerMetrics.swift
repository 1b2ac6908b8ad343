import Synchronization

/// What the server counts about itself, for `/metrics`.
final class ServerMetrics: Sendable {
    private struct Counts {
        var requests: [Key: Int] = [:]
        var bytesIn = 0
        var bytesOut = 0
        var seconds = 0.0
        var inFlight = 0
    }

    private struct Key: Hashable {
        var route: Route
        var status: Int
    }

    private let counts = Mutex(Counts())

    /// A request came.
    func begin() {
        counts.withLock { $0.inFlight += 1 }
    }

    /// A request was answered.
    func end(_ route: Route, status: Int, bytesIn: Int, bytesOut: Int, took: Duration) {
        let (seconds, attoseconds) = took.components
        counts.withLock { counts in
            counts.requests[Key(route: route, status: status), default: 0] += 1
            counts.bytesIn += bytesIn
            counts.bytesOut += bytesOut
            counts.seconds += Double(seconds) + Double(attoseconds) * 1e-18
            counts.inFlight -= 1
        }
    }

    /// In the text format of Prometheus, the server's own metrics and the given ones of the feed.
    func text(feed: [Metric], waiting: Int, jobs: Int) -> String {
        let counts = counts.withLock { $0 }
        let requests = counts.requests.sorted {
            ($0.key.route.rawValue, $0.key.status) < ($1.key.route.rawValue, $1.key.status)
        }
        let own =
            requests.map { key, count in
                let labels = "{route=\"\(key.route.rawValue)\",status=\"\(key.status)\"}"
                return Metric(
                    "duikou_requests_total" + labels,
                    type: "counter",
                    help: "Requests answered.",
                    value: count
                )
            } + [
                Metric(
                    "duikou_body_bytes_received_total",
                    type: "counter",
                    help: "Bytes of request bodies.",
                    value: counts.bytesIn
                ),
                Metric(
                    "duikou_body_bytes_sent_total",
                    type: "counter",
                    help: "Bytes of reply bodies.",
                    value: counts.bytesOut
                ),
                Metric(
                    "duikou_request_milliseconds_total",
                    type: "counter",
                    help: "Time spent on requests.",
                    value: Int(counts.seconds * 1_000)
                ), Metric("duikou_requests_in_flight", help: "Requests being answered.", value: counts.inFlight),
                Metric("duikou_long_polls", help: "Devices that wait for news.", value: waiting),
                Metric("duikou_jobs", help: "Requests that run on a worker or wait for one.", value: jobs),
            ]
        return Self.text(of: own + feed)
    }

    /// Each name is explained once, before the first of its lines.
    private static func text(of metrics: [Metric]) -> String {
        var text = ""
        var last: Substring?
        for metric in metrics {
            let name = metric.name.prefix { $0 != "{" }
            if name != last { text += "# HELP \(name) \(metric.help)\n# TYPE \(name) \(metric.type)\n" }
            last = name
            text += "\(metric.name) \(Int64(metric.value))\n"
        }
        return text
    }
}

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// How the server listens and what it bears.
package struct ServerSettings: Sendable {
    /// The address to listen on.
    package var host: String
    /// The port to listen on; 0 takes a free one.
    package var port: Int
    /// Certificate chain and private key as PEM files; `nil` speaks plain HTTP.
    package var tls: TLSFiles?
    /// Connections at a time; further ones wait to be accepted.
    package var connectionsMax = 4_096
    /// Threads that work for requests; each pushes or pulls for one device at a time.
    package var workersMax = 32
    /// Requests that may wait for a worker; further ones are told to come again.
    package var waitingMax = 512
    /// Unit: bytes of request bodies held at a time over all connections.
    package var bodyBytesInFlightMax = 96 << 20
    /// Requests per second from one address, over a longer time; 0 means without limit.
    package var requestsPerSecondMax = 200
    /// Requests per second of one device, from wherever, over a longer time; 0 means without limit.
    package var deviceRequestsPerSecondMax = 20
    /// Enrolment requests per minute from one address: each costs a slow hash.
    package var enrolmentsPerMinuteMax = 60
    /// Unit: seconds without a byte after which a connection is given up.
    package var stallSecondsMax = 180
    /// Unit: seconds after which an answer that is still being worked on is begun. Devices wait more than three times
    /// as long.
    package var silentSecondsMax = 5
    /// Unit: seconds that a long poll lasts at most.
    package var waitSecondsMax = 55

    /// Unit: seconds that a stopping server gives the requests under way.
    package var shutdownSecondsMax = 25

    /// Settings with the usual limits.
    package init(host: String, port: Int, tls: TLSFiles? = nil) {
        self.host = host
        self.port = port
        self.tls = tls
    }

    /// Where monitors ask for `/metrics`, beside the devices' address; `nil` for nowhere.
    package var metricsAddress: (host: String, port: Int)?
    /// The word with which monitors ask (`Authorization: Bearer …`), at ``metricsAddress`` or, where there is none, at
    /// the devices' address. Without either nobody gets metrics.
    package var metricsToken: String?

    /// Nobody beyond this machine can connect to the address.
    package static func isLoopback(_ host: String) -> Bool {
        var (four, six) = (in_addr(), in6_addr())
        if inet_pton(AF_INET, host, &four) == 1 { return UInt32(bigEndian: four.s_addr) >> 24 == 127 }
        if inet_pton(AF_INET6, host, &six) == 1 {
            let bytes = withUnsafeBytes(of: &six) { Array($0) }
            let mapped = bytes.prefix(12).elementsEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff]) && bytes[12] == 127
            return mapped || (bytes.dropLast().allSatisfy { $0 == 0 } && bytes.last == 1)
        }
        return host.lowercased() == "localhost"
    }

    /// Where the certificate is.
    package struct TLSFiles: Sendable {
        /// The certificate and those that vouch for it, PEM.
        package var certificate: String
        /// Its private key, PEM.
        package var key: String

        /// Files from their paths.
        package init(certificate: String, key: String) {
            self.certificate = certificate
            self.key = key
        }
    }
}

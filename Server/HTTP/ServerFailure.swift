import SyncModel

/// Why the server cannot begin to listen.
package enum ServerFailure: Explained {
    /// Another program listens there.
    case addressInUse(String)
    /// The address is none of this machine, or the port needs rights.
    case addressUnavailable(String)
    /// A certificate or its key cannot be read: their files.
    case certificate(String, key: String)

    /// The sentence in English.
    package var inEnglish: String {
        switch self {
        case .addressInUse(let address): "Another program listens on \(address) already."
        case .addressUnavailable(let address):
            "This machine cannot listen on \(address): the address is not its own, or the port needs more rights."
        case .certificate(let certificate, let key):
            """
            The certificate \(certificate) or the key \(key) cannot be used; \
            both must be PEM files that belong together.
            """
        }
    }
}

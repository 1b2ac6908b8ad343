package import SyncModel
package import SyncWire

/// How a line failed, as far as what to do next depends on it.
package enum LineFailure: Explained {
    /// Nobody listens there, or no way leads there: known at once.
    case refused(LineReason)
    /// No computer has the name in the address, or there is no network to ask for it.
    case unknownName(String)
    /// The address is none that a line could be made to.
    case wrongAddress(LineReason)
    /// Who answers does not prove to be whom the address names.
    case untrusted(LineReason)
    /// The connection broke, before or in the reply.
    case lost(LineReason)
    /// Connected, and then no byte moved for ``EngineLimits/silentMilliseconds`` before an answer began.
    case silent
    /// No byte moved for ``EngineLimits/stallMilliseconds`` in the middle of an answer.
    case stalled
    /// An HTTP status other than 200, without a frame that says more.
    case status(Int)
    /// A page for people stands in the server's place, or the way to one: networks that ask for a sign-in first do
    /// that.
    case webPage
    /// A server of this kind answers, and not the one with which this device was enrolled.
    case otherServer
    /// The bytes are no reply of this protocol: another program answers, or a proxy changed them.
    case garbled(LineReason)
    /// A reply of this protocol in a form that only a newer program knows (clause W23).
    case newer(Told<WireProblem>)

    /// What is told of bytes that cannot be read: a server that is newer is no other program.
    package init(unreadable problem: Told<WireProblem>) {
        switch problem {
        case .known(.newer), .known(.version): self = .newer(problem)
        case .known, .unknown: self = .garbled(.unreadable(problem))
        }
    }

    /// Waiting may mend it; else the address, or what answers there, has to change.
    package var mayPass: Bool {
        switch self {
        case .refused, .unknownName, .untrusted, .lost, .silent, .stalled, .webPage: true
        case .status(let status): status >= 500 || status == 408 || status == 429
        case .wrongAddress, .otherServer, .garbled, .newer: false
        }
    }

    /// The sentence in English.
    package var inEnglish: String {
        switch self {
        case .refused(let reason), .wrongAddress(let reason): "The server cannot be reached: \(reason.inEnglish)."
        case .unknownName(let name): "The server cannot be reached: the name \(name) is not known on this network."
        case .untrusted(let reason): "The server cannot be trusted: \(reason.inEnglish)."
        case .lost(let reason): "The connection broke off: \(reason.inEnglish)."
        case .silent:
            "The server took the connection, but did not answer for \(EngineLimits.silentMilliseconds / 1_000) seconds."
        case .stalled:
            "The answer stopped in the middle: nothing more came for \(EngineLimits.stallMilliseconds / 1_000) seconds."
        case .status(let status): "The server answered with HTTP status \(status)."
        case .webPage: "A web page answers in the server's place."
        case .otherServer:
            "Another Duikou server answers at this address, not the one with which this device was enrolled."
        case .garbled(let reason): "What came back is not an answer of a Duikou server: \(reason.inEnglish)."
        case .newer(let problem): "The server is newer than this program. \(problem.inEnglish)"
        }
    }
}

/// Why a line failed: what stands behind the colon, without a full stop.
package enum LineReason: Explained, ExpressibleByStringLiteral {
    /// Nobody listens, or no way leads there.
    case nobodyAnswers
    /// Unit: seconds.
    case noConnection(within: Int)
    /// Not an address of the web.
    case noWebAddress
    /// A line of files was asked for something else.
    case onlySynchronisations
    /// The file that is to carry the request.
    case unwritable(String)
    /// The file that was to bring the reply.
    case noReply(String)
    /// The certificate was made for another name.
    case otherName
    /// The device's own list of authorities is at fault.
    case noAuthorities
    /// Nobody whom this device trusts issued it, or its time is over.
    case untrustedCertificate
    /// The two found no secure way of speaking.
    case notSecure
    /// The connection was closed by the other side.
    case hungUp
    /// A reply without its end.
    case cutShort
    /// More than any answer has.
    case tooLong
    /// Another protocol altogether.
    case notHTTP
    /// A frame that has no business where it stands.
    case misplaced(RawFrame.Kind)
    /// Bytes that cannot be read.
    case unreadable(Told<WireProblem>)
    /// What an app's own transport says.
    case told(String)

    /// What an app's own transport says.
    package init(stringLiteral words: String) { self = .told(words) }

    /// The reason in English.
    package var inEnglish: String {
        switch self {
        case .nobodyAnswers: "nobody answers at that address"
        case .noConnection(let seconds): "no connection within \(seconds) seconds"
        case .noWebAddress: "the address is no web address"
        case .onlySynchronisations: "files carry nothing but synchronisations"
        case .unwritable(let file): "the file \(file) cannot be written"
        case .noReply(let file): "there is no reply file at \(file)"
        case .otherName: "its certificate is for another name; use the address for which it was made"
        case .noAuthorities: "the file of trusted certificates in the device's folder cannot be read"
        case .untrustedCertificate:
            """
            its certificate is not trusted on this device, or has expired; if the server's own people issued it, \
            ask them for their authority's certificate and enrol with it
            """
        case .notSecure: "no secure connection could be agreed"
        case .hungUp: "the other side hung up"
        case .cutShort: "the reply ended in the middle"
        case .tooLong: "the answer is too long"
        case .notHTTP: "it is not even HTTP"
        case .misplaced(.head): "a second head"
        case .misplaced(.page): "a page out of place"
        case .misplaced(.tail): "a tail out of place"
        case .misplaced(.failure): "a failure out of place"
        case .unreadable(let problem): Self.withoutStop(problem.inEnglish, ".")
        case .told(let words): words
        }
    }

    /// A sentence of its own stands within another.
    package static func withoutStop(_ sentence: String, _ stop: Character) -> String {
        sentence.last == stop ? String(sentence.dropLast()) : sentence
    }
}

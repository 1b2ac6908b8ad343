import SyncModel

/// What is wrong with bytes on the line, or why a server does not answer a request. Kept short: the word for programs
/// is the failure's code.
package enum WireProblem: Written {
    // MARK: Bytes

    /// They are none of what they should be.
    case damaged(Part)
    /// More in it than it may have.
    case tooMuch(Unit, max: Int, in: Part)
    /// A form that only a newer program knows.
    case newer(Part)
    /// Written in another version than the one spoken here.
    case version(Part, found: Int, known: Int)
    /// It could not be made here.
    case unmade(Part)
    /// The signature is not that of the device.
    case signature(Part)

    // MARK: A server's answers

    /// It speaks this version of the protocol.
    case speaks(Int)
    /// A parcel of another device, or one out of line.
    case foreignParcel
    /// The device is not known there.
    case unknownDevice
    /// The device's rights were withdrawn.
    case revoked
    /// Two holders use the keys of one device.
    case identitySplit
    /// There is none at the server yet.
    case noProgramme
    /// Too many requests from one address.
    case addressTooOften(seconds: Int)
    /// Too many requests from one device.
    case deviceTooOften(seconds: Int)
    /// Too many requests altogether.
    case busy
    /// An error inside the server.
    case failed
    /// A question that came a second time.
    case answeredBefore
    /// The hash names no cursor.
    case unknownCursor
    /// Wrong, used or expired.
    case badCode
    /// A name that nobody can read.
    case badName
    /// The header that is to hold the question.
    case noQuestion(header: String)
    /// The server has no such collection.
    case noCollection
    /// Round after round, and nothing moves.
    case stuck

    /// The sentence in English.
    package var inEnglish: String {
        switch self {
        case .damaged(let part): "These bytes are no sound \(part.inEnglish)."
        case .tooMuch(let unit, let max, let part): "\(part.withArticle) has at most \(max) \(unit.inEnglish)."
        case .newer(let part): "This form of \(part.inEnglish) is unknown here; upgrade the older side."
        case .version(let part, let found, let known):
            "\(part.withArticle) has version \(found); this side speaks version \(known)."
        case .unmade(let part): "\(part.withArticle) could not be made."
        case .signature(let part): "The signature of the \(part.inEnglish) does not fit the device's key."
        case .speaks(let version): "This server speaks protocol version \(version); upgrade the older side."
        case .foreignParcel: "A parcel is not this device's, is empty, or has an impossible number."
        case .unknownDevice: "This server does not know the device; enrol it again, what was typed on it is kept."
        case .revoked: "The rights of this device were withdrawn; what was typed here is kept. Ask the province."
        case .identitySplit:
            "This device's identity is in use elsewhere: its folder was copied, or an older copy was put back. "
                + "Ask for a new code and enrol again; what was typed on this device is kept."
        case .noProgramme: "This server has no programme yet; try again when it is set up."
        case .addressTooOften(let seconds): "Too many requests came from this address; come again in \(seconds) s."
        case .deviceTooOften(let seconds): "This device asks too often; come again in \(seconds) s."
        case .busy: "The server has much to do; come again in a moment."
        case .failed: "The server could not answer; its log has the reason. Try again later."
        case .answeredBefore: "This question was answered before; ask it anew."
        case .unknownCursor: "The cursor's hash is not known here; send the whole cursor."
        case .badCode: "The code is wrong, used or expired; ask for another."
        case .badName: "The device's name is empty or has characters that nobody can see; give another."
        case .noQuestion(let header): "Put the signed question into the header \(header), in base64url."
        case .noCollection: "The server knows no such collection."
        case .stuck: "Several rounds moved nothing; the server's log may say why."
        }
    }
}

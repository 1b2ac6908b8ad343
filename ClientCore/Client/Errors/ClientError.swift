package import SyncEngine
import SyncModel

/// Why the device could not do what was asked.
package struct ClientError: Explained {
    /// What kind of thing went wrong; more may come.
    package enum Code: Hashable, Sendable {
        /// The folder holds no enrolled device.
        case notEnrolled
        /// The device was closed.
        case closed
        /// The line gave no answer; waiting may mend it.
        case noConnection
        /// The address is none, or something else than a Duikou server answers there.
        case wrongAddress
        /// The server's identity is not the one that the device was enrolled with, or its proof is wrong.
        case untrustedServer
        /// The enrolment code is wrong, used or expired.
        case badCode
        /// The server will not have this device or this request.
        case rejected
        /// Two holders use this device's keys.
        case identitySplit
        /// What was asked for does not exist or makes no sense.
        case wrongInput
        /// The device's own database would not go on.
        case database
    }

    /// What kind of thing went wrong.
    package var code: Code
    /// What exactly is wrong.
    package var problem: ClientProblem

    /// An error from its parts.
    package init(_ code: Code, _ problem: ClientProblem) {
        self.code = code
        self.problem = problem
    }

    /// The error behind a line that failed.
    package init(_ failure: LineFailure) {
        self.init(failure.mayPass ? .noConnection : .wrongAddress, .line(failure))
    }

    /// How the line failed, where it did.
    package var line: LineFailure? {
        if case .line(let failure) = problem { failure } else { nil }
    }

    /// The sentence in English.
    package var inEnglish: String { problem.inEnglish }
}

import Foundation
import NIOSSL

extension Client {
    /// In the device's folder: certificates of authorities that are trusted beside the system's, PEM.
    public static let authorityFileName = "authority.pem"

    /// From now on trusts servers whose certificate one of these authorities issued; a server's own certificate serves too.
    /// - Parameter file: the path of a PEM file; it is copied into the device's folder.
    /// - Throws: ``ClientError`` `wrongInput` if it holds no certificate.
    public func trust(authoritiesIn file: String) throws {
        let path = URL(filePath: folder).appending(path: Self.authorityFileName).path
        do {
            let pem = try Data(contentsOf: URL(filePath: file))
            guard try !NIOSSLCertificate.fromPEMBytes([UInt8](pem)).isEmpty else { throw CocoaError(.fileReadCorruptFile) }
            try pem.write(to: URL(filePath: path), options: .atomic)
        } catch {
            throw ClientError(.wrongInput, "\(file) is no PEM file with certificates, or cannot be copied into the device's folder.")
        }
    }

    /// The file of trusted authorities, if the folder has one.
    static func authority(in folder: String) -> String? {
        let path = URL(filePath: folder).appending(path: authorityFileName).path
        return FileManager.default.fileExists(atPath: path) ? path : nil
    }
}

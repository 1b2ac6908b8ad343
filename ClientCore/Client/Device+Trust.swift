import Foundation
import HostFiles
import NIOSSL
import Replica

extension Device {
    /// In the device's folder: certificates of authorities that are trusted beside the system's, PEM.
    static let authorityFileName = "authority.pem"

    /// From now on trusts servers whose certificate one of these authorities issued; a server's own certificate serves
    /// too.
    /// - Parameter authority: the path of a PEM file; it is copied into the device's folder.
    /// - Throws: ``DuikouError`` `badInput` if it holds no certificate, `readOnly`.
    public func trust(authority: String) async throws(DuikouError) {
        do {
            try replica.checkWritable()
            let folder = folder
            try await thread.run { try Self.keep(authorities: Self.certificates(in: authority), in: folder) }
        } catch {
            throw DuikouError(error)
        }
    }

    /// The bytes of a PEM file with certificates.
    static func certificates(in file: String) throws -> [UInt8] {
        do {
            let pem = try ReadFile.bytes(of: file, bytesMax: 1 << 20)
            if try !NIOSSLCertificate.fromPEMBytes(pem).isEmpty { return pem }
        } catch is NIOSSLError {
            // Said below: to people it is the same whether nothing is in it or something else.
        } catch is FileTrouble {
            throw DuikouError(.badInput, .unreadableFile(file))
        }
        throw DuikouError(.badInput, .noCertificates(file))
    }

    func keep(authorities pem: [UInt8]) throws { try Self.keep(authorities: pem, in: folder) }

    private static func keep(authorities pem: [UInt8], in folder: String) throws {
        let path = URL(filePath: folder).appending(path: authorityFileName).path
        do {
            let copy = try FileReplacement(path: path)
            try copy.write(pem)
            try copy.finish()
        } catch {
            throw DuikouError(.badInput, .certificatesNotKept)
        }
    }

    /// The file of trusted authorities, if the folder has one.
    static func authority(in folder: String) -> String? {
        let path = URL(filePath: folder).appending(path: authorityFileName).path
        return FileManager.default.fileExists(atPath: path) ? path : nil
    }
}

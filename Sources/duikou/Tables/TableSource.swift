import ArgumentParser
import Console
import Foundation
import HostFiles
package import Programme

extension CSVFile.Encoding: ExpressibleByArgument {
    /// Reads the names under which people know them; GBK and GB 2312 are parts of GB 18030.
    package init?(argument: String) {
        switch argument.lowercased() {
        case "utf-8", "utf8": self = .utf8
        case "gb18030", "gbk", "gb2312": self = .gb18030
        default: return nil
        }
    }
}

/// A table that is read from a file or from standard input.
struct TableSource: Sendable {
    /// A full sheet of a spreadsheet, 1,048,576 rows, with 2 KiB in each.
    static let bytesMax = 2 << 30

    let path: String
    let encoding: CSVFile.Encoding?

    /// Other files can stand beside it: it is neither standard input nor another pipe.
    var isFile: Bool { path != "-" && HostPlace.isFile(path) }

    func read() async throws -> CSVFile {
        let bytes = try await bytes()
        guard !path.lowercased().hasSuffix(".xlsx"), !bytes.starts(with: [0x50, 0x4b, 0x03, 0x04]) else {
            throw Failure(en: "Save the sheet as “CSV UTF-8” and import that file.", zh: "请将工作表另存为“CSV UTF-8”后再导入。")
        }
        do throws(CSVFile.Failure) {
            return try CSVFile(bytes: bytes, encoding: encoding)
        } catch {
            throw error.readable.isEmpty ? error : Self.question(error)
        }
    }

    /// Somebody may know what the bytes do not show.
    private static func question(_ failure: CSVFile.Failure) -> any Error {
        let options = failure.readable.map { "--encoding \($0.rawValue)" }
        return Failure(
            .failed,
            Text(failure),
            advice: Text(
                en: "Or, if you know what it is, say so: \(options.joined(separator: " or ")).",
                zh: "如果知道文件的编码，也可以指明：\(options.joined(separator: " 或 "))。"
            )
        )
    }

    /// On a thread of its own: a pipe may keep its reader waiting.
    private func bytes() async throws -> [UInt8] {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread {
                do throws(FileTrouble) {
                    continuation.resume(returning: try ReadFile.bytes(of: path, bytesMax: Self.bytesMax))
                } catch {
                    continuation.resume(throwing: TableTrouble.reading(error))
                }
            }
        }
    }
}

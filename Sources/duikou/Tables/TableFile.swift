import Console
import Foundation
import Programme

/// A CSV file that is written row by row beside its place, and takes its place when it is whole.
final class TableFile {
    private static let bytesMax = 1 << 16

    private let path: String
    private let handle: FileHandle
    private var bytes: [UInt8] = []
    private var isFinished = false

    private var part: String { path + ".part" }

    /// Begins a file.
    /// - Throws: ``Failure`` if it cannot be written.
    init(path: String) throws {
        self.path = path
        guard FileManager.default.createFile(atPath: path + ".part", contents: nil),
            let handle = FileHandle(forWritingAtPath: path + ".part")
        else { throw Self.failure(path) }
        self.handle = handle
    }

    deinit {
        try? handle.close()
        if !isFinished { try? FileManager.default.removeItem(atPath: part) }
    }

    /// Adds a row; the first carries the mark by which spreadsheets know UTF-8.
    func write(_ cells: [String], first: Bool = false) throws {
        bytes += CSVFile.row(cells, withMark: first)
        if bytes.count >= Self.bytesMax { try flush() }
    }

    /// Puts the whole file in its place.
    func finish() throws {
        try flush()
        do {
            try handle.synchronize()
            let place = URL(filePath: path)
            if FileManager.default.fileExists(atPath: path) {
                _ = try FileManager.default.replaceItemAt(place, withItemAt: URL(filePath: part))
            } else {
                try FileManager.default.moveItem(at: URL(filePath: part), to: place)
            }
            isFinished = true
        } catch {
            throw Self.failure(path)
        }
    }

    private func flush() throws {
        do {
            try handle.write(contentsOf: bytes)
        } catch {
            throw Self.failure(path)
        }
        bytes.removeAll(keepingCapacity: true)
    }

    private static func failure(_ path: String) -> Failure {
        Failure(
            en: "The file \(path) cannot be written.",
            zh: "无法写入文件 \(path)。",
            adviceEn: "Check that the folder exists, that you may write there, and that the disk is not full.",
            adviceZh: "请检查文件夹是否存在、是否有写权限、磁盘是否已满。"
        )
    }
}

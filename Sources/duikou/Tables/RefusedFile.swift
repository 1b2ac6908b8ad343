import Console
import HostFiles
import Programme

/// The refused rows of an import as a table of their own, ready to be mended and imported: the rows as they were, and a
/// column that says why.
struct RefusedFile {
    private static let triesMax = 1_000

    private let named: FileReplacement?
    private let path: String?
    private let own: String

    /// - Parameters:
    ///   - path: where somebody wants the rows; `nil` puts them beside the source.
    ///   - own: the device's folder, in which nothing is replaced.
    /// - Throws: ``Failure`` where the named file is there already or cannot be written.
    init(_ path: String?, of source: TableSource, outside own: String) throws {
        self.path = path
        self.own = own
        guard let path else {
            named = nil
            return
        }
        try Self.check(path, source)
        do {
            named = try FileReplacement(path: path, outside: [own])
        } catch {
            throw TableTrouble.writing(error, mayPipe: false)
        }
    }

    /// A file that is there may hold what somebody mended already, or the rows that are imported.
    private static func check(_ path: String, _ source: TableSource) throws(Failure) {
        guard path != "-" else {
            throw Failure(
                .usage,
                en: "--refused takes the name of a file, not -.",
                zh: "--refused 须写文件名，不能是 -。",
                adviceEn: "Standard output says what the import came to.",
                adviceZh: "标准输出用于报告导入结果。"
            )
        }
        guard !HostPlace.isSame(path, source.path) else {
            throw Failure(
                .usage,
                en: "--refused names the file that is imported.",
                zh: "--refused 不能是正在导入的文件。",
                adviceEn: "Name another file: the rows that go in would be lost from this one.",
                adviceZh: "请写另一个文件名，否则已导入的行会从原文件中丢失。"
            )
        }
        guard !HostPlace.isFile(path) else {
            throw Failure(
                .usage,
                en: "The file \(path) is there already; nothing was imported.",
                zh: "文件 \(path) 已经存在；未作导入。",
                adviceEn: "Name a new file for the refused rows, or remove that one first.",
                adviceZh: "请为被拒的行另写一个文件名，或先移走该文件。"
            )
        }
    }

    /// Writes the refused rows, if there are any.
    /// - Returns: the file; `nil` if none was wanted. What somebody may have mended already stays: a file that is there
    ///   is only kept where it holds just these rows.
    /// - Throws: ``Failure`` where it cannot be written.
    func write(
        _ outcome: ImportOutcome,
        of table: CSVFile,
        _ plan: ImportPlan,
        from source: TableSource
    ) throws -> String? {
        guard !outcome.refused.isEmpty else {
            named?.cancel()
            return nil
        }
        let bytes = Self.bytes(outcome, of: table, plan)
        do throws(FileTrouble) {
            if let named, let path {
                try named.write(bytes)
                try named.finish()
                return path
            }
            return source.isFile ? try Self.write(bytes, beside: source.path, outside: own) : nil
        } catch {
            throw TableTrouble.writing(error, mayPipe: false)
        }
    }

    private static func bytes(_ outcome: ImportOutcome, of table: CSVFile, _ plan: ImportPlan) -> [UInt8] {
        // Alone, a row that was refused beside another would go in, and say the opposite: both stand here.
        var reasons: [Int: String] = [:]
        for row in outcome.refused {
            let line = row.line
            let beside = say("stands beside line \(line); this row itself was not refused.", "供与第 \(line) 行对照；本行并未被拒。")
            for other in row.others { reasons[other] = beside }
        }
        for row in outcome.refused { reasons[row.index] = row.reason }
        let rows = reasons.sorted { $0.key < $1.key }.map { index, reason in
            CSVFile.Row(
                line: table.rows[index].line,
                cells: plan.cells(of: table.rows[index]) + [CSVFile.guarded(reason)]
            )
        }
        return CSVFile(
            header: table.header.enumerated().filter { $0.offset != plan.reasonColumn }.map(\.element) + [
                ImportPlan.reasonHeading
            ],
            rows: rows
        ).encoded()
    }

    private static func write(
        _ bytes: [UInt8],
        beside source: String,
        outside own: String
    ) throws(FileTrouble) -> String {
        let stem = stem(of: source)
        for number in 1...triesMax {
            let path = number == 1 ? "\(stem)-refused.csv" : "\(stem)-refused-\(number).csv"
            if HostPlace.isTaken(path) {
                guard HostPlace.holds(path, bytes) else { continue }
                return path
            }
            let file = try FileReplacement(path: path, outside: [own])
            try file.write(bytes)
            try file.finish()
            return path
        }
        throw FileTrouble(.isNoFile, "\(stem)-refused.csv")
    }

    /// The source without its ending, and without what an earlier import added to it.
    private static func stem(of source: String) -> String {
        let stem = source.lowercased().hasSuffix(".csv") ? String(source.dropLast(4)) : source
        return stem.replacing(/-refused(-[0-9]+)?$/, with: "")
    }
}

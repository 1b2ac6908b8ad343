import Foundation
import HostFiles
import Records
package import SyncModel

/// A programme with its reference records, read from a folder and checked from end to end.
package struct ProgrammePack: Sendable {
    /// What is recorded, how it is merged, who may do what.
    package var programme: Programme
    /// The reference records, one table for each file in `data`, by collection number.
    package var data: [ReferenceTable]
    /// Where the pack was read.
    package let folder: String
    /// Where collections and fields stand in the file, for messages.
    let lines: [String: Int]

    /// The YAML file, for messages.
    var file: String { "\(folder)/programme.yaml" }

    /// Reads a pack by the name of a shipped one, or by its folder.
    /// - Throws: ``ProgrammeError`` with file, line and reason.
    package static func load(_ nameOrFolder: String) throws(ProgrammeError) -> ProgrammePack {
        if !nameOrFolder.contains("/"), let folder = ShippedPacks.folder(named: nameOrFolder) {
            return try load(folder: folder)
        }
        var isFolder: ObjCBool = false
        if FileManager.default.fileExists(atPath: nameOrFolder, isDirectory: &isFolder) {
            guard isFolder.boolValue else {
                throw ProgrammeError(file: nameOrFolder, .file(.notFolder))
            }
            return try load(folder: nameOrFolder)
        }
        throw ProgrammeError(
            file: nameOrFolder.isEmpty ? "“”" : nameOrFolder,
            .file(.noSuchPack(shipped: ShippedPacks.names))
        )
    }

    private static func load(folder: String) throws(ProgrammeError) -> ProgrammePack {
        var folder = folder
        while folder.count > 1, folder.hasSuffix("/") { folder.removeLast() }
        let file = "\(folder)/programme.yaml"
        let yaml = try bytes(of: file, bytesMax: PackYAML.bytesMax)
        guard String(validating: yaml, as: UTF8.self) != nil else { throw ProgrammeError(file: file, .file(.notUTF8)) }
        var reader = ProgrammeReader(file: file)
        let programme = try reader.read(yaml)
        try ProgrammeCheck(programme: programme, file: file, lines: reader.lines).run()
        let pack = ProgrammePack(
            programme: programme,
            data: try tables(of: programme, in: folder),
            folder: folder,
            lines: reader.lines
        )
        try pack.checkData()
        return pack
    }

    /// Unit: bytes of one file of reference records.
    private static let dataBytesMax = 64 << 20

    private static func bytes(of file: String, bytesMax: Int) throws(ProgrammeError) -> [UInt8] {
        do {
            return try ReadFile.bytes(of: file, bytesMax: bytesMax)
        } catch {
            guard error.reason == .system(EFBIG) else {
                throw ProgrammeError(file: file, .file(.unreadable))
            }
            throw ProgrammeError(file: file, .file(.tooLarge(max: bytesMax >> 20)))
        }
    }

    private static func tables(of programme: Programme, in folder: String) throws(ProgrammeError) -> [ReferenceTable] {
        let data = "\(folder)/data"
        let names = (try? FileManager.default.contentsOfDirectory(atPath: data))?.sorted() ?? []
        var tables: [(number: Int, table: ReferenceTable)] = []
        for name in names where name.hasSuffix(".csv") && !name.hasPrefix(".") {
            let file = "\(data)/\(name)"
            guard let collection = programme.collection(named: String(name.dropLast(4))) else {
                throw ProgrammeError(file: file, .file(.ofNoCollection))
            }
            let bytes = try bytes(of: file, bytesMax: Self.dataBytesMax)
            let csv: CSVFile
            do {
                csv = try CSVFile(bytes: bytes)
            } catch {
                throw ProgrammeError(file: file, line: error.line, .data(.table(error.problem)))
            }
            tables.append((collection.number, try ReferenceTable(csv, collection: collection, file: file)))
        }
        return tables.sorted { $0.number < $1.number }.map(\.table)
    }

    /// All reference records, table by table, their references resolved to ids.
    /// - Throws: ``ProgrammeError`` with file and line.
    package func records() throws(ProgrammeError) -> [[ReferenceTable.Record]] {
        // Which records there are is known when all keys were read; then a code that looks like an id can be told from
        // one.
        let known = Self.ids(try records { _, _ in false })
        return try records { known[$0.number]?.contains($1) == true }
    }

    private func records(
        _ isHere: @escaping (Programme.Collection, RecordID) -> Bool
    ) throws(ProgrammeError) -> [[ReferenceTable.Record]] {
        let keys = KeyText(programme, isHere: isHere)
        var records: [[ReferenceTable.Record]] = []
        for table in data { records.append(try table.records(in: programme, keys)) }
        return records
    }

    private static func ids(_ records: [[ReferenceTable.Record]]) -> [Int: Set<RecordID>] {
        records.joined().reduce(into: [:]) { $0[$1.collection, default: []].insert($1.id) }
    }

    /// Looks for references that lead nowhere.
    private func checkData() throws(ProgrammeError) {
        let records = try records()
        let known = Self.ids(records)
        for (table, records) in zip(data, records) {
            guard let collection = programme.collection(named: table.collection) else { continue }
            for record in records {
                for field in collection.fields {
                    guard let to = field.to, let target = programme.collection(named: to) else { continue }
                    guard let id = record.values[field.number].text.flatMap({ RecordID($0) }) else { continue }
                    guard known[target.number]?.contains(id) == true else {
                        throw ProgrammeError(file: table.file, line: record.line, .data(.dangling(field.name, of: to)))
                    }
                }
            }
        }
    }
}

import Console
import Programme
import Replica
import SyncModel
import SyncWire

/// Rows that were exported, and what became of their records since: an old table undoes nobody's work.
extension ImportRun {
    /// The row would change the record.
    func refuseChanged(_ row: CSVFile.Row, _ record: Record, _ edits: [String: FieldEdit]) throws {
        guard let version = try version(of: row),
            version != RowVersion.of(record.id, record.values, in: plan.collection)
        else { return }
        let changes = differences(record, edits)
        throw Refused(
            reason: say(
                """
                the record shows something else now than when the table was exported. This row would write \(changes); \
                some of it may only be what stood there before. Export the table again and change what you mean; \
                or empty the cell _version to write all of that.
                """,
                "该记录现在的内容与导出时不同。本行将写入：\(changes)；其中可能有导出时的旧内容。请重新导出，只改要改的地方；确要全部写入的，请清空本行的 _version。"
            )
        )
    }

    /// What a row would write over what: who empties `_version` must know.
    private func differences(_ record: Record, _ edits: [String: FieldEdit]) -> String {
        let shownMax = 5
        let parts = plan.collection.fields.compactMap { field -> String? in
            guard case .set(let value)? = edits[field.name] else { return nil }
            let (now, then) = (cell(record.values[field.number], field), cell(value, field))
            return say("\(field.name) \(then) (now \(now))", "\(field.name) \(then)（现为 \(now)）")
        }
        let rest = parts.count > shownMax ? say(" and \(parts.count - shownMax) more", "等 \(parts.count) 项") : ""
        return parts.prefix(shownMax).joined(separator: say(", ", "、")) + rest
    }

    private func cell(_ value: Value, _ field: Programme.Field) -> String {
        let lengthMax = 30
        guard !value.isNull else { return say("empty", "空") }
        let text = plan.schema.text(value, of: field)
        return "“\(text.count > lengthMax ? text.prefix(lengthMax) + "…" : text)”"
    }

    /// The row would make a record.
    /// - Parameter id: the record that the row means; `nil` if nothing names it.
    func refuseGone(_ row: CSVFile.Row, _ id: RecordID?) throws {
        guard try version(of: row) != nil else { return }
        if id == nil, case .none = plan.key {
            throw Refused(
                reason: say(
                    """
                    the row comes from an export, but has no id, so nobody knows its record: put the id back, \
                    or empty the cell _version to add a new record.
                    """,
                    "本行来自导出的表，但缺少 id，无法识别记录：请补上 id；要新增记录的，请清空本行的 _version。"
                )
            )
        }
        throw Refused(
            reason: say(
                """
                the record is not here: it was deleted, or went elsewhere, after the export; \
                empty the cell _version to add it as a new one.
                """,
                "本机没有这条记录：它在导出后已被删除，或已不归本机；要作为新记录添加的，请清空本行的 _version。"
            )
        )
    }

    /// `nil` for a row that somebody added.
    func version(of row: CSVFile.Row) throws -> String? {
        guard let column = plan.versionColumn else { return nil }
        let text = KeySpelling.of(row.cells[column])
        guard !text.isEmpty else { return nil }
        guard RowVersion.isOne(text) else {
            throw Refused(
                reason: say(
                    "“\(text)” is no _version as an export writes it: export the table again, or empty that cell.",
                    "“\(text)”不是导出时写入的 _version：请重新导出，或清空该单元格。"
                )
            )
        }
        return text
    }
}

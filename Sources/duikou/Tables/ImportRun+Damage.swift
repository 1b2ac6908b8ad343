import Console
import Programme
import Records
import Replica
import SyncModel

/// Rows that a spreadsheet changed, of which their author knows nothing.
extension ImportRun {
    /// A new row: it may be one that is here already, under the key that the file lost.
    func refuseDamaged(_ values: [Value], _ damaged: [[Value]: [Value]]) throws {
        for field in plan.fields {
            if let field { try refuseDamaged(values[field.number], from: .null, field) }
        }
        let numbers = plan.key.numbers
        guard !damaged.isEmpty, let key = damaged[plan.comparable(values, numbers)] else { return }
        for (number, present) in zip(numbers, key) {
            try refuseDamaged(values[number], from: present, plan.collection.fields[number])
        }
    }

    /// - Parameter present: what the record holds; null where there is none.
    func refuseDamaged(_ value: Value, from present: Value, _ field: Programme.Field) throws {
        guard field.type == .text || field.type == .set, !value.isNull else { return }
        let zone = plan.schema.programme.timeZone
        let cell = ValueText.write(value, of: field, zone: zone)
        if SpreadsheetDamage.isShortened(cell) {
            throw Refused(
                reason: say(
                    """
                    \(field.name): “\(cell)” is a long number that a spreadsheet cut short; \
                    format the column as text and type it in full.
                    """,
                    "\(field.name)：“\(cell)”是被电子表格缩短的长数字，请先把该列设为文本格式，再填写完整。"
                )
            )
        }
        let text = ValueText.write(present, of: field, zone: zone)
        if SpreadsheetDamage.isStandIn(cell, for: text) {
            throw Refused(
                reason: say(
                    """
                    \(field.name): “\(cell)” stands where “\(text)” was; the table was saved without its letters. \
                    Save it as “CSV UTF-8”.
                    """,
                    "\(field.name)：原为“\(text)”，表中成了“\(cell)”，保存时文字已丢失，请另存为“CSV UTF-8”。"
                )
            )
        }
        guard SpreadsheetDamage.forms(of: text).contains(cell) else { return }
        throw Refused(
            reason: say(
                """
                \(field.name): “\(cell)” is what a spreadsheet makes of “\(text)”, which stands here; \
                format the column as text and type it again.
                """,
                "\(field.name)：本机为“\(text)”，“\(cell)”是电子表格改动后的样子，请先把该列设为文本格式，再重新填写。"
            )
        )
    }
}

import ArgumentParser
import ClientCore
import Console
import Programme
import Records
import SyncModel
import SyncWire

struct SetFields: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "set",
        abstract: say("Change fields of a record.", "修改一条记录的字段。"),
        discussion: say(
            """
            field=value writes, field= empties. Sets take +x and -x, several joined by |; \
            write \\| for a bar in an element, \\+ or \\- for \
            one that begins so. Counters take +n and -n, or ==n for an absolute number.
            """,
            "字段=值 为写入，字段= 为清空。集合用 +x、-x 增删（多个用 | 连接；项中的 | 写作 \\|，以 + 或 - 开头的项写作 \\+、\\-）。计数器用 +n、-n，绝对值用 ==n。"
        )
    )

    @OptionGroup var options: DeviceOptions
    @Argument(help: .say("The collection.", "表名。"))
    var collection: String
    @Argument(help: .say("The record's id, natural key or unique name.", "记录编号、自然键或唯一的名称。"))
    var id: String
    @Argument(help: .say("field=value …", "字段=值 …"))
    var assignments: [String] = []
    @Flag(help: .say("Print one JSON document.", "输出 JSON。"))
    var json = false

    func run() async throws {
        try await options.device { device in
            let schema = try await device.schema()
            let collection = try schema.collection(collection)
            guard !assignments.isEmpty else {
                throw Failure(.usage, en: "Name at least one field=value to change.", zh: "请至少给出一个要修改的“字段=值”。")
            }
            var edits: [String: FieldEdit] = [:]
            for (field, text) in try Arguments.assignments(assignments, of: collection) {
                edits[field.name] = try await FieldEditText(device: device, schema: schema, collection: collection)
                    .edit(text, of: field)
            }
            let id = try await device.existing(id, in: collection, of: schema)
            let changed = try await device.write { [edits] in try $0.update(collection.name, id, edits) }
            if json {
                Output.json(["id": .text(id.text), "changed": .boolean(changed)])
            } else {
                Output.line(
                    changed ? say("Changed.", "已修改。") : say("Nothing to change: the values are the same.", "值相同，无需修改。")
                )
            }
        }
    }
}

/// What is typed behind `field=` in `set`.
struct FieldEditText {
    let device: Device
    let schema: DeviceSchema
    let collection: Programme.Collection

    func edit(_ text: String, of field: Programme.Field) async throws -> FieldEdit {
        if field.rule.isSum { return try await counter(text, of: field) }
        if field.type == .set { return try await set(text, of: field) }
        return .set(try await value(text, of: field))
    }

    private func value(_ text: String, of field: Programme.Field) async throws -> Value {
        try await device.value(text, of: field, in: collection, of: schema)
    }

    private func counter(_ text: String, of field: Programme.Field) async throws -> FieldEdit {
        let text = HalfWidth.of(text)
        if text.hasPrefix("=") { return .set(try await value(String(text.dropFirst()), of: field)) }
        guard text.hasPrefix("+") || text.hasPrefix("-") else {
            throw Failure(
                .usage,
                en: "\(field.name) is a counter: add with \(field.name)=+n or \(field.name)=-n.",
                zh: "\(field.name) 是计数器：请用 \(field.name)=+n 或 \(field.name)=-n 增减。",
                adviceEn: "Write \(field.name)==n only if the number itself must be n, whatever others add meanwhile.",
                adviceZh: "只有要把数值本身定为 n 时才写 \(field.name)==n。"
            )
        }
        guard let addend = Int64(text) else {
            throw Failure(.failed, Text(ValueProblem.notInteger(text), at: field.name))
        }
        return .add(addend)
    }

    private func set(_ text: String, of field: Programme.Field) async throws -> FieldEdit {
        let parts = SetElements.parts(text).filter { !$0.isEmpty }
        guard parts.contains(where: { $0.hasPrefix("+") || $0.hasPrefix("-") }) else {
            return .set(try await value(text, of: field))
        }
        var (adds, removes): (Swift.Set<String>, Swift.Set<String>) = ([], [])
        for part in parts {
            guard let sign = part.first, sign == "+" || sign == "-" else {
                throw Failure(
                    .usage,
                    en: "\(field.name): put + or - before every element, or before none.",
                    zh: "\(field.name)：要么每个元素前都写 + 或 -，要么都不写。"
                )
            }
            let value = try await value(String(part.dropFirst()), of: field)
            let elements = value.text.flatMap(SetText.read) ?? []
            if sign == "+" { adds.formUnion(elements) } else { removes.formUnion(elements) }
        }
        return .elements(add: adds, remove: removes)
    }
}

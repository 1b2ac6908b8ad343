import ArgumentParser
import ClientCore
import Console
import Replica
import SyncModel
import Translations

struct Refused: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: say(
            "Changes that the server refused or this device set aside, with what was typed.",
            "被服务器拒绝或由本机搁置的改动及其内容。"
        ),
        subcommands: [RefusedList.self, RefusedRetry.self, RefusedDiscard.self],
        defaultSubcommand: RefusedList.self
    )

    static func number(_ text: String) throws -> Int64 {
        guard let number = Int64(text) else {
            throw Failure(
                en: "There is no refused change “\(text)”.",
                zh: "没有编号为“\(text)”的被拒改动。",
                adviceEn: "“duikou refused” lists them.",
                adviceZh: "“duikou refused”可列出全部被拒改动。"
            )
        }
        return number
    }
}

struct RefusedList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: say("List the refused changes.", "列出被拒的改动。")
    )

    @OptionGroup var options: DeviceOptions
    @Flag(help: .say("Print a JSON array.", "输出 JSON 数组。"))
    var json = false

    func run() async throws {
        try await options.device { device in
            let schema = try await device.schema()
            let (all, needs) = try await device.withReplica { replica in
                let all = try replica.refused()
                return (all, try replica.refusedNeeds(all))
            }
            let views = all.map { RefusedView(schema: schema, set: $0, needs: needs) }
            if json {
                Output.json(.array(views.map(\.json)))
            } else if views.isEmpty {
                Output.line(say("Nothing was refused.", "没有被拒的改动。"))
            } else {
                for line in views.flatMap(\.lines) { Output.line(line) }
            }
            if !views.isEmpty { throw Exit.person.code }
        }
    }
}

struct RefusedRetry: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retry",
        abstract: say("Offer a refused change again, as typed now.", "把被拒的改动作为现在的改动重新提交。")
    )

    @OptionGroup var options: DeviceOptions
    @Argument(help: .say("The number in the list.", "列表中的编号。"))
    var id: String

    func run() async throws {
        try await options.device { device in
            let number = try Refused.number(id)
            let (set, needs) = try await device.withReplica { replica in
                let all = try replica.refused()
                return (all.first { $0.id == number }, try replica.refusedNeeds(all))
            }
            do throws(DuikouError) {
                // What an import cut into sets is no transaction of anybody's.
                try await device.retry(number, byRecord: true)
            } catch {
                throw Self.failure(error, set, needs)
            }
            Output.line(say("It goes along with the next “duikou sync”.", "下次“duikou sync”时重新提交。"))
        }
    }
}

extension RefusedRetry {
    /// A change that cannot even be offered: what helps depends on why, as in the list.
    private static func failure(_ error: DuikouError, _ set: RefusedSet?, _ needs: RefusedNeeds) -> any Error {
        guard case .store(let cause)? = error.cause, let code = cause.refusalCode, let set,
            var failure = Sentences.failure(for: error) as? Failure
        else { return error }
        failure.advice = RefusedAdvice(set, needs).text(code)
        return failure
    }
}

struct RefusedDiscard: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "discard",
        abstract: say("Give a refused change up.", "放弃一项被拒的改动。")
    )

    @Flag(help: .say("Also where it holds the changes of several records.", "其中含有多条记录的改动时也放弃。"))
    var yes = false

    @OptionGroup var options: DeviceOptions
    @Argument(help: .say("The number in the list.", "列表中的编号。"))
    var id: String

    func run() async throws {
        try await options.device { device in
            let number = try Refused.number(id)
            let count = try await device.refused().first { $0.id == number }?.changes.count ?? 0
            guard yes || count < 2 else {
                throw Failure(
                    en:
                        """
                        It holds the changes of \(count) records, of which perhaps only one may not be written; \
                        nothing was given up.
                        """,
                    zh: "其中含有 \(count) 条记录的改动，可能只有一条不能写入；未放弃任何内容。",
                    adviceEn:
                        """
                        “duikou refused retry \(id)” offers each by itself with the next sync. To give all up, \
                        add --yes.
                        """,
                    adviceZh: "“duikou refused retry \(id)”会在下次同步时逐条重新提交；确要全部放弃，请加 --yes。"
                )
            }
            try await device.discard(number)
            Output.line(say("Discarded.", "已放弃。"))
        }
    }
}

/// A refused change set for people and programs.
struct RefusedView {
    let schema: DeviceSchema
    let set: RefusedSet
    /// Those among the refused changes of this device.
    let needs: RefusedNeeds

    private var advice: String { RefusedAdvice(set, needs).text(set.refusal.code).now }

    var json: JSON {
        var members: [JSON.Member] = [
            JSON.Member("id", .text(String(set.id))),
            JSON.Member("code", .text(set.refusal.code.rawValue)),
            JSON.Member("message", .text(Text(set.refusal).now)),
            JSON.Member("advice", .text(advice)),
            JSON.Member("needs", .array(needs.needs(of: set).map { .text(String($0)) })),
            JSON.Member("collection", JSON(set.operation.flatMap(collection)?.name)),
            JSON.Member("record", JSON(set.operation?.record.text)),
            JSON.Member("values", set.operation.map(values) ?? .object([])),
            JSON.Member("at", .text(Moment.text(set.changes.stamp.milliseconds))),
        ]
        if set.changes.operations.count > 1 {
            let others = set.changes.operations.map { operation -> JSON in
                [
                    "collection": JSON(collection(operation)?.name), "record": .text(operation.record.text),
                    "values": values(operation),
                ]
            }
            members.append(JSON.Member("operations", .array(others)))
        }
        return .object(members)
    }

    var lines: [String] {
        let place = "\(set.operation.flatMap(collection)?.name ?? "?") \(set.operation?.record.text ?? "")"
        var lines = ["\(set.id)  \(place)  \(Self.sentence(set.refusal))"]
        let operations = set.changes.operations
        for operation in operations.prefix(Self.recordsMax) {
            if operations.count > 1 { lines.append("  \(collection(operation)?.name ?? "?") \(operation.record.text)") }
            if operation.kind == .delete { lines.append(say("    deleted", "    删除")) }
            guard operation.kind != .delete, case .object(let members) = values(operation) else { continue }
            lines += members.map { "    \($0.name) = \(Self.shortened($0.value.compact))" }
        }
        if operations.count > Self.recordsMax {
            let more = operations.count - Self.recordsMax
            lines.append(say("  … and \(more) more records (all with --json)", "  ……另有 \(more) 条记录（完整内容请加 --json 查看）"))
        }
        return lines + ["  " + advice]
    }

    /// Shown to people, of one refused set.
    private static let recordsMax = 20

    /// A value may be a long text or a set of a thousand elements; the JSON has all of it.
    private static func shortened(_ text: String) -> String {
        guard let end = text.index(text.startIndex, offsetBy: 200, limitedBy: text.endIndex), end < text.endIndex else {
            return text
        }
        return text[..<end] + say("… (whole with --json)", "……（完整内容请加 --json 查看）")
    }

    /// Why, in a word and in a sentence; in Chinese the word stands only before a sentence of a newer server.
    static func sentence(_ refusal: Refusal) -> String {
        let word =
            switch refusal.code {
            case .validation: "内容不合规定"
            case .sealed: "记录已办结"
            case .notYours: "无权写入"
            case .gone: "记录不存在"
            case .depends: "所依赖的改动被拒"
            case .noSuchReference: "引用无效"
            case .tooLarge: "内容过多"
            case .programmeTooOld: "方案版本过旧"
            case .held: "由服务器留存待查"
            case .replaced: "修复时被服务器内容替换"
            case .other: "被服务器拒绝"
            }
        return say(
            "\(refusal.code.rawValue): \(refusal.inEnglish)",
            refusal.problem.inChinese(at: refusal.place, else: word)
        )
    }

    private func collection(_ operation: SyncModel.Operation) -> Programme.Collection? {
        let collections = schema.programme.collections
        return collections.indices.contains(operation.collection) ? collections[operation.collection] : nil
    }

    private func values(_ operation: SyncModel.Operation) -> JSON {
        guard let collection = collection(operation) else { return .object([]) }
        if operation.kind == .delete { return .object([JSON.Member("", "deleted")]) }
        return .object(
            operation.changes.compactMap { change in
                guard collection.fields.indices.contains(change.field) else { return nil }
                let field = collection.fields[change.field]
                return JSON.Member(field.name, json(change.action, of: field, in: collection))
            }
        )
    }

    private func json(_ action: FieldAction, of field: Programme.Field, in collection: Programme.Collection) -> JSON {
        switch action {
        case .write(let values) where values.count == 1: schema.json(values[0], of: field, in: collection)
        case .write(let values): .array(values.map { schema.json($0, of: field, in: collection) })
        case .add(let number): .text(number < 0 ? String(number) : "+\(number)")
        case .elements(let add, let remove): .array(add.map { .text("+" + $0) } + remove.map { .text("-" + $0) })
        }
    }
}

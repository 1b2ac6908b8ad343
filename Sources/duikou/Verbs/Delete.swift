import ArgumentParser
import ClientCore
import Console
import SyncModel

struct Delete: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: say("Delete a record.", "删除一条记录。"),
        discussion: say(
            """
            Records of some collections are never deleted once they are sent; as long as one was not sent, \
            --yes takes it back.
            """,
            "有些表的记录发送后不能删除；尚未发送的，可用 --yes 收回。"
        )
    )

    @OptionGroup var options: DeviceOptions
    @Argument(help: .say("The collection.", "表名。"))
    var collection: String
    @Argument(help: .say("The record's id, natural key or unique name.", "记录编号、自然键或唯一的名称。"))
    var id: String
    @Flag(
        help: .say(
            "Take back a record that was not sent yet, also where records are never deleted.",
            "收回尚未发送的记录（包括不允许删除的表）。"
        )
    )
    var yes = false

    func run() async throws {
        try await options.device { device in
            let schema = try await device.schema()
            let collection = try schema.collection(collection)
            let id = try await device.existing(id, in: collection, of: schema)
            try await device.write { [yes] in try $0.delete(collection.name, id, takingBack: yes) }
            Output.line(say("Deleted.", "已删除。"))
            for reference in try await references(to: id, in: collection.name, of: schema.programme, device) {
                Output.line(reference.line)
            }
        }
    }

    /// Records on this device that lead to one that is gone.
    private struct Reference {
        var place: String
        var count: Int
        /// They live in it.
        var isHome: Bool

        var line: String {
            let (records, refer) = count == 1 ? ("record", "refers") : ("records", "refer")
            guard isHome else {
                return say("\(place): \(count) \(records) here still \(refer) to it.", "\(place)：本机仍有 \(count) 条记录引用它。")
            }
            return say(
                """
                \(place): \(count) \(records) here lived in it. Until it is added again, \
                other organisations do not see them.
                """,
                "\(place)：本机有 \(count) 条记录归属于它；在重新登记它之前，其他机构看不到这些记录。"
            )
        }
    }

    /// By collection and field.
    private func references(
        to id: RecordID,
        in collection: String,
        of programme: Programme,
        _ device: Device
    ) async throws -> [Reference] {
        var found: [Reference] = []
        for other in programme.collections {
            for field in other.fields where field.type == .ref && field.to == collection {
                let count = try await device.count(other.name, where: [field.name: .ref(id)])
                guard count > 0 else { continue }
                var isHome = false
                if case .reference(_, field.name) = other.home { isHome = true }
                found.append(Reference(place: "\(other.name).\(field.name)", count: count, isHome: isHome))
            }
        }
        return found
    }
}

import SyncMerge
import SyncModel
import Testing

/// Proves every case of `Protocol/Vectors`.
@Suite struct VectorTests {
    @Test func everyMergeVectorHolds() throws {
        let cases = try Vectors.read("merge.json")
        #expect(cases.count >= 25)
        for vector in cases {
            let name = "\(vector["clause"]?.text ?? "") \(vector["name"]?.text ?? "")"
            do {
                try prove(vector, name)
            } catch {
                Issue.record("\(name): \(error)")
            }
        }
    }

    private func prove(_ vector: JSON, _ name: String) throws {
        var record = Record(collection: try Vectors.collection(vector))
        let expect = try Vectors.need(vector["expect"], "expect")
        let steps = try Vectors.need(vector["steps"]?.list, "steps")
        for (index, step) in steps.enumerated() {
            do {
                try record.take(step)
                #expect(index < steps.count - 1 || expect["refused"] == nil, "\(name): was not refused")
            } catch let refusal as Refusal {
                let wanted = index == steps.count - 1 ? expect["refused"] : nil
                #expect(refusal.code.rawValue == wanted?["code"]?.text, "\(name): step \(index): \(refusal.inEnglish)")
                #expect(refusal.field.map { record.collection.fields[$0].name } == wanted?["field"]?.text, "\(name)")
            }
        }
        guard let state = record.state else {
            #expect(expect["shown"] == nil, "\(name)")
            return
        }
        for (key, wanted) in try Vectors.need(expect.object, "expect") where key != "refused" {
            #expect(try found(key, state, record.collection, like: wanted) == wanted, "\(name): \(key)")
        }
    }

    /// A part of the record's state in the vectors' words; of what is told by field, the fields that are asked for.
    private func found(
        _ key: String,
        _ state: RecordState,
        _ collection: Programme.Collection,
        like wanted: JSON
    ) throws -> JSON {
        func byField(_ body: (Programme.Field) -> JSON) -> JSON {
            .object(
                Dictionary(
                    uniqueKeysWithValues: collection.fields.filter { wanted[$0.name] != nil }.map {
                        ($0.name, body($0))
                    }
                )
            )
        }
        switch key {
        case "shown": return byField { shown(Merge.shown(state.field($0.number), of: $0), $0) }
        case "live": return byField { live(state.field($0.number)) }
        case "existence": return live(state.existence)
        case "changedAt": return byField { .integer(Int64(state.field($0.number).changedAt.number)) }
        case "conflicts":
            let conflicts = Merge.conflicts(state, in: collection).map { conflict in
                (
                    conflict.field.map { collection.fields[$0].name } ?? "",
                    JSON.list(conflict.candidates.map { json($0.value) })
                )
            }
            return .object(Dictionary(uniqueKeysWithValues: conflicts))
        case "deleted": return .bool(state.isDeleted)
        case "position": return .integer(Int64(state.position.number))
        case "wholeFrom": return .integer(Int64(state.wholeFrom.number))
        case "moves": return .integer(Int64(state.moves))
        default: throw BadVector(what: "unknown expectation \(key)")
        }
    }

    private func shown(_ value: Value, _ field: Programme.Field) -> JSON {
        guard field.rule == .set, let elements = value.text.flatMap(SetText.read) else { return json(value) }
        return .list(elements.map { .text($0) })
    }

    private func live(_ field: FieldState) -> JSON {
        .list(
            field.writes.map {
                .list([json($0.value), .text(Vectors.text($0.dot)), .integer(Int64($0.position.number))])
            }
        )
    }

    private func json(_ value: Value) -> JSON {
        switch value {
        case .null: .null
        case .integer(let integer): .integer(integer)
        case .text(let text): .text(text)
        }
    }

    /// The record of one vector.
    private struct Record {
        let collection: Programme.Collection
        var state: RecordState?
        var scope = "province"
        var head: UInt64 = 0

        mutating func take(_ step: JSON) throws {
            if let scope = step["move"]?.text {
                let place = Place(
                    stream: stream(scope),
                    position: Position(UInt64(try Vectors.need(step["position"]?.integer, "position")))
                )
                state = state.map { Merge.move($0, to: place) }
                (self.scope, head) = (scope, place.position.number)
                return
            }
            let (operation, held) = try operation(step)
            let writer = Author(
                device: DeviceID(bits: UInt128(try Vectors.need(step["device"]?.integer, "device"))),
                edit: EditNumber(UInt64(try Vectors.need(step["edit"]?.integer, "edit"))),
                stamp: Stamp(
                    sure: step["sure"]?.bool ?? true,
                    milliseconds: try Vectors.need(step["at"]?.integer, "at")
                ),
                role: step["role"]?.text ?? "",
                level: Int(step["level"]?.integer ?? 0),
                bases: [stream(held): Position(UInt64(try Vectors.need(step["base"]?.integer, "base")))]
            )
            let place = Place(stream: stream(scope), position: Position(head + 1))
            state = try Merge.apply(operation, to: state, in: collection, by: writer, at: place).state
            head += 1
        }

        private func operation(_ step: JSON) throws -> (SyncModel.Operation, scope: String) {
            let kinds: [(String, SyncModel.Operation.Kind)] = [
                ("create", .create), ("update", .update), ("delete", .delete),
            ]
            let (name, kind) = try Vectors.need(kinds.first { step[$0.0] != nil }, "kind")
            let held = step["scope"]?.text ?? scope
            let changes = try collection.fields.compactMap { field in
                try step[name]?[field.name].map { try Vectors.change($0, of: field) }
            }
            guard changes.count == step[name]?.object?.count else { throw BadVector(what: "unknown field") }
            return (
                SyncModel.Operation(
                    collection: 0,
                    record: RecordID(bits: 1),
                    kind: kind,
                    scope: Scope(held),
                    seen: try step["seen"]?.list?.compactMap(\.text).map(Vectors.dot) ?? [],
                    changes: changes
                ),
                held
            )
        }

        private func stream(_ scope: String) -> Stream { Stream(scope: Scope(scope), lane: .normal) }
    }

    @Test func everyValueVectorHolds() throws {
        for vector in try Vectors.read("values.json") {
            let field = try Vectors.field(try Vectors.need(vector["field"], "field"), number: 0)
            for value in try Vectors.need(vector["accepts"]?.list, "accepts") {
                #expect(
                    Validation.problem(try Vectors.need(value.value, "value"), of: field) == nil,
                    "\(field.type) \(value)"
                )
            }
            for value in try Vectors.need(vector["refuses"]?.list, "refuses") {
                #expect(
                    Validation.problem(try Vectors.need(value.value, "value"), of: field) != nil,
                    "\(field.type) \(value)"
                )
            }
            #expect(Validation.problem(.null, of: field) == nil)
        }
    }
}

import SyncMerge
import SyncModel
import TestSupport
import Testing

@Suite struct ValidationTests {
    private func check(
        _ kind: SyncModel.Operation.Kind = .create,
        in collection: Programme.Collection? = nil,
        isServer: Bool = false,
        _ changes: FieldChange...
    ) -> String? {
        let operation = SyncModel.Operation(
            collection: 0,
            record: RecordID(bits: 1),
            kind: kind,
            scope: Scope("province"),
            changes: changes
        )
        do {
            try Validation.check(operation, in: collection ?? form, isServer: isServer)
            return nil
        } catch {
            return error.inEnglish
        }
    }

    private var form: Programme.Collection {
        var form = Programme.Collection(
            number: 0,
            name: "form",
            home: .constant("province"),
            key: ["site"],
            fields: [
                .test(0, "site", .text, rule: .keepBoth, required: true),
                .test(1, "on", .date, rule: .keepBoth, required: true),
                .test(2, "minutes", .integer, rule: .keepBoth),
                .test(3, "tags", .set, rule: .set),
                .test(4, "count", .integer, rule: .counter),
                .test(5, "score", .integer, rule: .computed),
                .test(6, "status", .option, rule: .state, initial: .text("draft"), options: ["draft", "sent"]),
            ]
        )
        form.fields[2].min = 0
        form.fields[2].max = 1_440
        return form
    }

    @Test func aSetOfAnySizeCanBeEmptiedAtOnce() throws {
        let many = (0..<Limits.elementsPerEditMax).map { "tag \($0)" }
        #expect(check(.update, .elements(3, add: many)) == nil)
        #expect(check(.update, .elements(3, add: many + ["more"])) == "form.tags: too many elements at once.")
        #expect(check(.update, .elements(3, add: many, remove: many.map { "other \($0)" })) == nil)
        #expect(check(.update, .elements(3, remove: (0..<Limits.writesPerFieldMax).map { "tag \($0)" })) == nil)
        #expect(
            check(.update, .elements(3, remove: (0...Limits.writesPerFieldMax).map { "tag \($0)" }))
                == "form.tags: too many elements at once."
        )
    }

    @Test func aWholeCreationPasses() {
        #expect(
            check(.create, .write(0, "a"), .write(1, "2024-02-29"), .write(2, 30), .elements(3, add: ["x"]), .add(4, 1))
                == nil
        )
    }

    @Test func everyFaultHasItsSentence() {
        #expect(check(.create, .write(0, "a")) == "form.on: a value is required.")
        #expect(check(.create, .write(1, "2024-03-01")) == "form.site: a value is required.")
        #expect(check(.create, .write(0, ""), .write(1, "2024-03-01")) == "form.site: a value is required.")
        #expect(
            check(.create, .write(0, "a"), .write(1, "2023-02-29")) == "form.on: must be a date such as 2024-03-01."
        )
        #expect(check(.update, .write(2, 1_441)) == "form.minutes: must be a whole number, 0 to 1440.")
        #expect(check(.update, .write(2, "30")) == "form.minutes: must be a whole number, 0 to 1440.")
        #expect(check(.update, FieldChange(field: 1, action: .write([.null]))) == "form.on: a value is required.")
        #expect(check(.update, FieldChange(field: 2, action: .write([.null]))) == nil)
        #expect(
            check(.update, FieldChange(field: 6, action: .write([.null])))
                == "form.status: a state is one of its options."
        )
        #expect(check(.update, .write(6, "gone")) == "form.status: must be one of draft, sent.")
        #expect(check(.update, .write(0, "b")) == "form.site: a key field never changes.")
        #expect(check(.update, .write(5, 1)) == "form.score: the server computes it.")
        #expect(check(.update, isServer: true, .write(5, 1)) == nil)
        #expect(check(.update, .write(4, 1)) == "form.count: a counter takes a number to add.")
        #expect(check(.update, .write(3, "[]")) == "form.tags: a set takes elements to add and remove.")
        #expect(check(.update, .add(2, 1)) == "form.minutes: the field takes a value.")
        #expect(check(.update, .write(7, 1)) == "form.7: has no such field.")
        #expect(check(.update, .write(-1, 1)) == "form.-1: has no such field.")
        #expect(
            check(.update, .write(2, 1), .write(2, 2)) == "form.minutes: a change names its fields in order and once."
        )
    }

    @Test func severalValuesAreForWhatShowsBoth() {
        #expect(check(.update, FieldChange(field: 2, action: .write([.integer(1), .integer(2)]))) == nil)
        #expect(
            check(.update, FieldChange(field: 2, action: .write([]))) == "form.minutes: one change writes one value."
        )
        #expect(
            check(.update, FieldChange(field: 6, action: .write([.text("sent"), .text("draft")])))
                == "form.status: one change writes one value."
        )
    }

    @Test func deletesAreCheckedToo() {
        var forbidden = form
        forbidden.delete = .forbid
        #expect(check(.delete) == nil)
        #expect(check(.delete, .write(2, 1)) == "form: a delete changes no field.")
        #expect(check(.delete, in: forbidden) == "form: these records are never deleted.")
    }

    @Test func aCreationWithoutChangesIsADecision() throws {
        #expect(check(.create) == nil)
        var desk = ServedRecord(form)
        let refusal = #expect(throws: Refusal.self) { try desk.apply(.create, by: 1, base: 0) }
        #expect(refusal?.inEnglish == "form.site: a value is required.")
    }

    @Test func lengthIsCountedInCharactersNotBytes() {
        var field = Programme.Field.test(0, "text", .text, rule: .keepBoth)
        field.maxLength = 4
        #expect(Validation.problem(.text("会诊记录"), of: field) == nil)
        #expect(Validation.problem(.text("会诊记录表"), of: field) == .value(.notText(max: 4)))
    }

    @Test func anActionLeadsFromOneValueToAnother() {
        let form = Forms.sheet()
        #expect(Merge.action(from: .integer(10), to: .integer(14), of: form.fields[Forms.count]) == .add(4))
        #expect(Merge.action(from: .null, to: .integer(0), of: form.fields[Forms.count]) == .add(0))
        #expect(Merge.action(from: .integer(1), to: .integer(1), of: form.fields[Forms.count]) == nil)
        #expect(
            Merge.action(from: .text("[\"a\",\"b\"]"), to: .text("[\"b\", \"c\"]"), of: form.fields[Forms.tags])
                == .elements(add: ["c"], remove: ["a"])
        )
        #expect(
            Merge.action(from: .text("[\"a\"]"), to: .null, of: form.fields[Forms.tags])
                == .elements(add: [], remove: ["a"])
        )
        #expect(Merge.action(from: .null, to: .text("a"), of: form.fields[Forms.text]) == .write([.text("a")]))
        #expect(Merge.action(from: .text("a"), to: .text("a"), of: form.fields[Forms.text]) == nil)
    }

    @Test func anActionOutsideSixtyFourBitsIsRefusedLater() {
        let count = Forms.sheet().fields[Forms.count]
        #expect(Merge.action(from: .integer(.min), to: .integer(.max), of: count) == .write([.integer(.max)]))
    }
}

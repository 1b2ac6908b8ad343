import Replica
import SyncModel
import SyncWire

/// Values that nobody typed before, so that each can be found again.
extension World {
    /// A new value of the field's type; `nil` where the type has too few values to be told apart.
    func newValue(of field: Programme.Field) -> Value? {
        serial += 1
        switch field.type {
        case .text:
            let tail = dice.pick(["", "", "é", "湖北", "'\"\\", " x"]) ?? ""
            let length = dice.chance(0.08) ? dice.number(in: 100...3_000) : 0
            return .text("‹\(serial)›" + tail + String(repeating: "text \(serial) ", count: length / 10))
        case .integer:
            // Neither rising nor falling, so that the newest is neither always the smallest nor the largest.
            return .integer(Int64(serial) * 7_919 % 1_000_003)
        case .decimal:
            let (whole, part) = (serial / 100, serial % 100)
            if part == 0 { return .text("\(whole)") }
            return .text(part % 10 == 0 ? "\(whole).\(part / 10)" : "\(whole).\(part < 10 ? "0" : "")\(part)")
        case .date:
            let (year, day) = (1_900 + serial / 336, serial % 336)
            return .text("\(year)-\(Self.twoDigits(day / 28 + 1))-\(Self.twoDigits(day % 28 + 1))")
        case .datetime: return .integer(1_000_000_000_000 + Int64(serial))
        case .blob:
            let digits = Array("0123456789abcdef")
            return .text(
                String(SHA.hash256(Array("\(serial)".utf8)).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
            )
        case .boolean, .option, .set, .ref: return nil
        }
    }

    /// What somebody does to a field that is no key and no home.
    func newEdit(of field: Programme.Field, shown: Value, _ device: Participant) throws -> FieldEdit? {
        switch field.rule {
        case .counter:
            serial += 1
            return .add(Int64(1_000 + serial) * (dice.chance(0.2) ? -1 : 1))
        case .set:
            let elements = shown.text.flatMap { SetText.read($0) } ?? []
            let removed = dice.chance(0.4) ? dice.pick(elements).map { [$0] } ?? [] : []
            serial += 1
            return .elements(add: removed.isEmpty || dice.chance(0.5) ? ["e\(serial)"] : [], remove: removed)
        case .state: return dice.pick(field.options.map(\.key)).map { .set(.text($0)) }
        case .keepBoth, .lastWriter, .min, .max, .authority, .appendOnly:
            if let value = newValue(of: field) { return .set(field.required || !dice.chance(0.05) ? value : .null) }
            if field.type == .boolean { return .set(.integer(Int64(dice.below(2)))) }
            if field.type == .option { return dice.pick(field.options.map(\.key)).map { .set(.text($0)) } }
            guard field.type == .ref, let form = field.to.flatMap(Province.Form.init(rawValue:)) else { return nil }
            return try someRecord(form, device).map { .set(.text($0.id.text)) }
        case .computed: return nil
        }
    }

    /// A record that the device shows.
    func someRecord(_ form: Province.Form, _ device: Participant) throws -> Record? {
        guard try device.replica.programme()?.collection(named: form.rawValue) != nil else { return nil }
        // The newest few are worked on more often than the rest, so that writers meet.
        let records = try device.replica.list(form.rawValue)
        return dice.chance(0.6) ? dice.pick(Array(records.suffix(3))) : dice.pick(records)
    }

    static func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}

import struct SimulationKit.SeededRandom
import SyncModel
import SyncWire

/// Tele-consultations as county hospitals write them: what sizes and speeds are measured on.
enum Workload {
    private static let kinds = ["远程会诊", "远程影像", "远程心电", "远程病理", "双向转诊", "远程查房"]
    private static let departments = ["心血管内科", "神经内科", "呼吸内科", "普外科", "骨科", "妇产科", "儿科", "肿瘤科", "急诊科", "内分泌科"]
    private static let outcomes = ["就地治疗", "转上级医院", "随访观察", "住院治疗", "门诊复查"]
    private static let surnames = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈".map { String($0) }
    private static let givenNames = "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂文辉玲建国华红志海燕春晓梅俊峰宁波鹏飞雪莲云龙".map { String($0) }
    private static let diagnoses = [
        "高血压病3级极高危", "2型糖尿病伴多个并发症", "急性脑梗死恢复期", "冠状动脉粥样硬化性心脏病", "慢性阻塞性肺疾病急性加重",
        "不稳定型心绞痛", "肺部感染", "右侧股骨颈骨折术后", "腰椎间盘突出症", "慢性肾功能不全代偿期", "上消化道出血待查", "胆囊结石伴慢性胆囊炎",
        "甲状腺结节待查", "肺结节随访", "心房颤动", "电解质紊乱低钾血症", "贫血原因待查", "妊娠期高血压", "小儿支气管肺炎", "急性阑尾炎",
        "前列腺增生伴尿潴留", "脑外伤后综合征", "类风湿关节炎活动期", "肝硬化失代偿期",
    ]
    private static let notes = [
        "患者神志清楚精神可", "双肺呼吸音粗未闻及明显干湿啰音", "心率齐各瓣膜区未闻及病理性杂音", "建议完善头颅核磁共振检查", "继续目前降压方案并监测血压",
        "必要时转上级医院进一步诊治", "嘱低盐低脂饮食", "家属已知情同意", "复查血常规及肝肾功能", "一周后门诊复诊", "专家组意见一致", "影像资料已上传平台",
        "暂不考虑手术治疗", "予抗感染化痰平喘对症处理", "注意观察病情变化", "加强营养支持", "控制血糖空腹目标七以下", "双下肢无明显水肿", "腹软无压痛反跳痛",
        "完善心脏彩超检查",
    ]
    private static let site = RecordID(bits: 0x8421_0000_0000_8abc_8def_0000_0000_0001)

    /// Phrases with a share of random characters and numbers, so that a text is neither constant nor noise.
    private static func text(_ dice: inout SeededRandom, _ phrases: [String], _ length: Int) -> String {
        var text: [Character] = []
        while text.count < length {
            text += dice.pick(phrases)
            switch dice.number(0...3) {
            case 0: text += "\(dice.number(1...199))/\(dice.number(1...120))"
            case 1:
                for _ in 0..<3 {
                    text.append(Unicode.Scalar(UInt32(0x4e00 + dice.number(0...2_999))).map { Character($0) } ?? "。")
                }
            default: break
            }
            text.append(dice.pick(["，", "。", "；"]))
        }
        return String(text.prefix(length))
    }

    private static func values(_ dice: inout SeededRandom) -> [Value] {
        let experts = dice.list(2...4) { dice in dice.pick(surnames) + dice.list(1...2) { $0.pick(givenNames) }.joined()
        }
        let month = dice.number(1...12)
        let day = dice.number(1...28)
        return [
            .text(dice.record().text),
            .text(site.text),
            .text("H\(110_000 + dice.number(0...1_199))"),
            .text(dice.pick(kinds)),
            .text("\(2019 + dice.number(0...6))-\(month < 10 ? "0" : "")\(month)-\(day < 10 ? "0" : "")\(day)"),
            .integer(Int64((dice.number(0...45) + dice.number(0...45)))),
            .text(dice.pick(departments)),
            .text(text(&dice, diagnoses, dice.number(50...70))),
            .text(SetText.write(experts)),
            .integer(Int64(dice.number(5...120))),
            .text(dice.pick(outcomes)),
            .text(text(&dice, notes, dice.number(100...140))),
        ]
    }

    /// A page of whole records of one site, as one device imported them.
    static func page(records count: Int) -> Page {
        var dice = SeededRandom(seed: 20_250_101)
        let device = DeviceID(bits: dice.wide())
        let entries = (1...count).map { number -> PageEntry in
            .uniform(
                UniformRecord(
                    collection: 1,
                    record: RecordID(bits: dice.wide()),
                    position: Position(UInt64(number)),
                    dot: Dot(device: device, edit: EditNumber(UInt64(number))),
                    stamp: Stamp(
                        sure: true,
                        milliseconds: 1_735_689_600_000 + Int64(number * 37 + dice.number(0...30))
                    ),
                    level: 0,
                    values: values(&dice)
                )
            )
        }
        let stream = SyncModel.Stream(scope: Scope("site", site), lane: .normal)
        return Page(
            stream: stream,
            after: .zero,
            complete: .zero,
            through: Position(UInt64(count)),
            atHead: true,
            entries: entries
        )
    }

    /// The same records as the device sends them, one change set for each.
    static func parcel(records count: Int) -> Parcel {
        var sets: [ChangeSet] = []
        for case .uniform(let record) in page(records: count).entries {
            let changes = record.values.enumerated().map { field, value -> FieldChange in
                if field == 8 {
                    return FieldChange(
                        field: field,
                        action: .elements(add: SetText.read(value.text ?? "") ?? [], remove: [])
                    )
                }
                return FieldChange(field: field, action: .write([value]))
            }
            let scope = Scope("site", site)
            let operation = Operation(
                collection: 1,
                record: record.record,
                kind: .create,
                scope: scope,
                changes: changes
            )
            let bases = [SyncModel.Stream(scope: scope, lane: .normal): Position(77)]
            sets.append(ChangeSet(edit: record.dot.edit, stamp: record.stamp, bases: bases, operations: [operation]))
        }
        return Parcel(
            device: DeviceID(bits: 77),
            lane: .normal,
            programme: 1,
            first: 1,
            previous: [UInt8](repeating: 9, count: 32),
            sets: sets
        )
    }

    /// A page whose records have one field.
    static func page(column: [Value]) -> Page {
        let entries = column.enumerated().map { row, value -> PageEntry in
            .uniform(
                UniformRecord(
                    collection: 0,
                    record: RecordID(bits: UInt128(row)),
                    position: Position(UInt64(row + 1)),
                    dot: Dot(device: .server, edit: 1),
                    stamp: Stamp(sure: true, milliseconds: 0),
                    level: 0,
                    values: [value]
                )
            )
        }
        let stream = SyncModel.Stream(scope: Scope("province"), lane: .bulk)
        let through = Position(UInt64(column.count))
        return Page(stream: stream, after: .zero, complete: .zero, through: through, atHead: false, entries: entries)
    }

    /// The values of the first field.
    static func column(_ page: Page) -> [Value] {
        page.entries.compactMap { if case .uniform(let record) = $0 { record.values[0] } else { nil } }
    }
}

import struct SimulationKit.SeededRandom
import SyncModel

/// The rows of the benchmark: one tele-consultation of a county hospital each, about 780 bytes as JSON.
enum Workload {
    private static let kinds = ["远程会诊", "远程影像", "远程心电", "远程病理", "双向转诊", "远程查房"]
    private static let outcomes = ["就地治疗", "转上级医院", "随访观察", "住院治疗", "门诊复查"]
    private static let departments = ["心血管内科", "神经内科", "呼吸内科", "普外科", "骨科", "妇产科", "儿科", "肿瘤科", "急诊科", "内分泌科"]
    private static let diagnoses = [
        "高血压病3级极高危", "2型糖尿病伴多个并发症", "急性脑梗死恢复期", "冠状动脉粥样硬化性心脏病", "不稳定型心绞痛", "肺部感染",
        "右侧股骨颈骨折术后", "腰椎间盘突出症", "慢性肾功能不全代偿期", "上消化道出血待查", "心房颤动", "小儿支气管肺炎",
    ]
    private static let notes = [
        "患者神志清楚精神可", "双肺呼吸音粗未闻及明显干湿啰音", "建议完善头颅核磁共振检查", "继续目前降压方案并监测血压", "嘱低盐低脂饮食",
        "复查血常规及肝肾功能", "一周后门诊复诊", "专家组意见一致", "暂不考虑手术治疗", "予抗感染化痰平喘对症处理", "双下肢无明显水肿",
    ]
    private static let surnames = Array("王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐")
    private static let givenNames = Array("伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂文")

    /// Rows by field number of ``programme``'s consultations.
    static func rows(count: Int, site: RecordID) -> [[Value]] {
        var dice = SeededRandom(seed: 20_250_101)
        return (0..<count).map { _ in
            let experts = (0..<2 + dice.below(3)).map { _ in
                String([dice.pick(surnames), dice.pick(givenNames), dice.pick(givenNames)])
            }
            let (year, month, day) = (2019 + dice.below(7), 101 + dice.below(12), 101 + dice.below(28))
            return [
                .text(RecordID(bits: UInt128(dice.next()) << 64 | UInt128(dice.next())).text),
                .text(site.text),
                .text("H\(110_000 + dice.below(1_200))"),
                .text(dice.pick(kinds)),
                .text("\(year)-\("\(month)".dropFirst())-\("\(day)".dropFirst())"),
                .integer(Int64(dice.below(100))),
                .text(dice.pick(departments)),
                .text(prose(of: diagnoses, length: 50 + dice.below(21), &dice)),
                .text(SetText.write(experts)),
                .integer(Int64(5 + dice.below(116))),
                .text(dice.pick(outcomes)),
                .text(prose(of: notes, length: 100 + dice.below(41), &dice)),
            ]
        }
    }

    /// Phrases with a share of random characters and numbers, so that it is neither constant nor noise.
    private static func prose(of phrases: [String], length: Int, _ dice: inout SeededRandom) -> String {
        var text = ""
        var count = 0
        while count < length {
            var phrase = dice.pick(phrases)
            switch dice.below(4) {
            case 0: phrase += "\(1 + dice.below(199))/\(1 + dice.below(120))"
            case 1:
                for _ in 0..<3 {
                    Unicode.Scalar(UInt32(0x4e00 + dice.below(3_000))).map { phrase.unicodeScalars.append($0) }
                }
            default: break
            }
            phrase += dice.pick(["，", "。", "；"])
            text += phrase
            count += phrase.unicodeScalars.count
        }
        return String(text.unicodeScalars.prefix(length))
    }

    // MARK: - The programme

    static let programme = Programme(
        name: "consultations",
        version: 1,
        title: Programme.Label(en: "Benchmark"),
        timeZone: "Asia/Shanghai",
        scopes: [Programme.ScopeKind(name: "province"), Programme.ScopeKind(name: "site", of: "site")],
        roles: [
            Programme.Role(
                name: "recorder",
                at: "site",
                grants: [
                    Programme.Grant(scope: "province", reach: .own, read: nil),
                    Programme.Grant(scope: "site", reach: .own, read: nil, write: nil),
                ]
            )
        ],
        collections: [
            Programme.Collection(
                number: 0,
                name: "site",
                home: .constant("province"),
                rule: .authority,
                key: ["code"],
                fields: [Programme.Field(number: 0, name: "code", type: .text, rule: .authority, required: true)]
            ),
            Programme.Collection(
                number: 1,
                name: "consultation",
                home: .reference(kind: "site", field: "site"),
                owner: "recorder",
                key: ["site", "ref"],
                fields: fields
            ),
        ]
    )

    private static let fields: [Programme.Field] = [
        Programme.Field(number: 0, name: "ref", type: .text, rule: .keepBoth, required: true),
        Programme.Field(number: 1, name: "site", type: .ref, rule: .keepBoth, required: true, to: "site"),
        Programme.Field(number: 2, name: "hospital", type: .text, rule: .keepBoth, required: true),
        Programme.Field(
            number: 3,
            name: "kind",
            type: .option,
            rule: .keepBoth,
            options: kinds.map { Programme.Option(key: $0) }
        ),
        Programme.Field(number: 4, name: "date", type: .date, rule: .keepBoth, required: true),
        Programme.Field(number: 5, name: "age", type: .integer, rule: .keepBoth, min: 0, max: 130),
        Programme.Field(number: 6, name: "department", type: .text, rule: .keepBoth),
        Programme.Field(number: 7, name: "diagnosis", type: .text, rule: .keepBoth, maxLength: 400),
        Programme.Field(number: 8, name: "experts", type: .set, rule: .set),
        Programme.Field(number: 9, name: "minutes", type: .integer, rule: .keepBoth, min: 1, max: 1_440),
        Programme.Field(
            number: 10,
            name: "outcome",
            type: .option,
            rule: .keepBoth,
            options: outcomes.map { Programme.Option(key: $0) }
        ),
        Programme.Field(number: 11, name: "notes", type: .text, rule: .keepBoth, maxLength: 4_000),
    ]
}

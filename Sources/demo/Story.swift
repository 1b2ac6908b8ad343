import Console
import Foundation

/// What happens in the demonstration, one function a chapter.
final class Story {
    let world: DemoWorld
    private var step = 0

    init(world: DemoWorld) {
        self.world = world
    }

    func tell() throws {
        try world.server("init", "--programme", "hubei-2022")
        try world.start()
        tell(
            "The province's server runs, with the programme hubei-2022 and its directory.",
            "省级服务器已启动，装入 hubei-2022 方案及机构名录。"
        )
        let desks = try enroll()
        let shared = try recordTogether(desks)
        world.stop()
        tell("The line goes down: the server is stopped. Everybody goes on recording.", "网络中断：服务器已停止，各处继续登记。")
        try recordOffline(desks, shared)
        try reconcile(desks, shared)
        try decide(desks)
        try agree(desks)
    }

    /// The devices of the story.
    private struct Desks {
        let one: Desk
        let two: Desk
        let supporter: Desk
        let office: Desk
        let pair: String

        var all: [Desk] { [one, two, supporter, office] }
    }

    /// Records that everybody has before the line goes down.
    private struct Shared {
        let agreement: String
        let target: String
        let batch: String
    }

    private func enroll() throws -> Desks {
        let one = try world.device("desk-1", at: "郧西县人民医院", as: "recipient_recorder")
        let two = try world.device("desk-2", at: "郧西县人民医院", as: "recipient_recorder")
        let supporter = try world.device("supporter", at: "十堰市人民医院", as: "supporter_office")
        let office = try world.device("province", at: "湖北省", as: "province_office")
        for desk in [one, two, supporter, office] { try desk.sync() }
        let pairs = try one.list("pair", "name=郧西县人民医院 ← 十堰市人民医院")
        guard let pair = pairs.first?["id"] as? String else {
            throw Failure(en: "The pair is not in the directory.", zh: "名录中没有这一帮扶关系。")
        }
        tell(
            "Two desks of 郧西县人民医院, one of 十堰市人民医院 and the province's office are enrolled and hold the directory.",
            "郧西县人民医院两个填报点、十堰市人民医院一个、省级一个均已登记，并已取得名录。"
        )
        return Desks(one: one, two: two, supporter: supporter, office: office, pair: pair)
    }

    private func recordTogether(_ desks: Desks) throws -> Shared {
        let pair = ("pair", desks.pair)
        let agreement = try desks.one.add(
            "agreement",
            [
                pair, ("title", "对口帮扶协议书"), ("starts_on", "2024-01-01"), ("ends_on", "2024-12-31"),
                ("goal", "建强县级医院急诊急救能力"),
            ]
        )
        for (party, desk, signer) in [("recipient", desks.one, "受援医院院长"), ("county_government", desks.one, "县政府分管领导")] {
            _ = try desk.add(
                "signature",
                [
                    pair, ("agreement", agreement), ("party", party), ("signer", signer), ("signed", "true"),
                    ("signed_on", "2024-01-08"),
                ]
            )
        }
        let target = try desks.one.add(
            "target",
            [pair, ("year", "2024"), ("kind", "telemedicine"), ("text", "开展远程会诊"), ("unit", "例"), ("planned", "60")]
        )
        let batch = try desks.one.add(
            "batch",
            [pair, ("number", "1"), ("starts_on", "2024-01-10"), ("planned_end", "2024-06-30")]
        )
        try desks.one.sync()
        try desks.supporter.sync()
        _ = try desks.supporter.add(
            "signature",
            [
                pair, ("agreement", agreement), ("party", "supporter"), ("signer", "支援医院院长"), ("signed", "true"),
                ("signed_on", "2024-01-09"),
            ]
        )
        try desks.supporter("set", "agreement", agreement, "status=agreed")
        for desk in [desks.supporter, desks.one, desks.two, desks.office] { try desk.sync() }
        tell(
            "An agreement with its three signatures, a target and a batch are recorded and reach every desk.",
            "协议书及三方签字、目标任务、派驻批次已登记，各处均已收到。"
        )
        return Shared(agreement: agreement, target: target, batch: batch)
    }

    private func recordOffline(_ desks: Desks, _ shared: Shared) throws {
        let pair = ("pair", desks.pair)
        for day in ["03", "04", "05"] {
            _ = try desks.one.add(
                "tele_session",
                [
                    pair, ("kind", "consultation"), ("held_on", "2024-03-\(day)"), ("logged_by", "recipient"),
                    ("department", "急诊科"),
                ]
            )
        }
        _ = try desks.supporter.add(
            "tele_session",
            [pair, ("kind", "consultation"), ("held_on", "2024-03-03"), ("logged_by", "supporter"), ("expert", "心内科")]
        )
        _ = try desks.two.add(
            "training",
            [pair, ("kind", "rounds"), ("held_on", "2024-03-06"), ("topic", "胸痛患者的早期识别"), ("logged_by", "recipient")]
        )
        let person = try desks.supporter.add(
            "person",
            [pair, ("org", try organisation(of: "十堰市人民医院", desks.supporter)), ("name", "派驻医师甲")]
        )
        _ = try desks.supporter.add(
            "member",
            [pair, ("batch", shared.batch), ("person", person), ("starts_on", "2024-01-10")]
        )
        tell(
            "Consultations, a round of teaching and a posted doctor are recorded without a network.",
            "无网络时登记了远程会诊、教学查房和派驻人员。"
        )
        try desks.one("set", "target", shared.target, "planned=80")
        try desks.two("set", "target", shared.target, "planned=100")
        tell("Both desks change the same number of the same target: 80 and 100.", "两个填报点改了同一目标的同一数值：80 和 100。")
        try desks.one("set", "batch", shared.batch, "handover=上一批未完成的病例已交接")
        try desks.supporter("set", "batch", shared.batch, "planned_end=2024-12-31")
        tell("Hospital and supporter change different fields of one batch.", "受援医院和支援医院改了同一批次的不同内容。")
        try desks.office("set", "agreement", shared.agreement, "status=in_force")
        try desks.two("set", "agreement", shared.agreement, "goal=改为另一个总目标")
        tell(
            "The province puts the agreement into force; desk two, not knowing, still edits it.",
            "省级已使协议生效；填报点二不知情，仍在修改。"
        )
        let ran = try desks.one("sync", accepting: [4])
        tell("desk one tries to sync, and is told:", "填报点一尝试同步，提示：")
        quote(ran.err + ran.out)
    }

    /// The id of an organisation, as a desk's directory has it.
    private func organisation(of name: String, _ desk: Desk) throws -> String {
        guard let id = try desk.list("org", "name=\(name)").first?["id"] as? String else {
            throw Failure(en: "\(name) is not in the directory.", zh: "名录中没有\(name)。")
        }
        return id
    }

    private func reconcile(_ desks: Desks, _ shared: Shared) throws {
        try world.start()
        tell("The line is back.", "网络恢复。")
        for desk in [desks.office, desks.one, desks.supporter, desks.two] {
            let answer = try desk.sync()
            detail(
                """
                \(desk.name): sent \(answer.number("sent")), received \(answer.number("received")), \
                refused \(answer.number("refused"))
                """,
                """
                \(desk.name)：发送 \(answer.number("sent")) 条，接收 \(answer.number("received")) 条，\
                被退回 \(answer.number("refused")) 条
                """
            )
        }
        for desk in desks.all { try desk.sync() }
        let batch = try desks.two.list("batch").first { $0["id"] as? String == shared.batch }
        tell("The batch has both changes, with nobody asked:", "批次同时保留了两处修改，无需人工处理：")
        quote(
            """
            handover = \(batch?["handover"] as? String ?? "?")\nplanned_end = \(batch?["planned_end"] as? String ?? "?")
            """
        )
        tell(
            "The late edit of the agreement was refused and kept for a person, with its words:",
            "对已生效协议的修改被退回，原文保留待处理："
        )
        quote(try desks.two("refused", accepting: [0, 3]).out)
    }

    private func decide(_ desks: Desks) throws {
        tell("The two numbers both live; desk one sees:", "两个数值都保留，填报点一看到：")
        quote(try desks.one("conflicts", accepting: [0, 3]).out)
        guard let id = try desks.one("conflicts", "--json", accepting: [0, 3]).json.objects.first?["id"] as? String
        else {
            throw Failure(en: "There is no conflict to decide.", zh: "没有需要处理的争议。")
        }
        try desks.one("conflicts", "resolve", id, "--value", "90", "--reason", "电话商定")
        for desk in desks.all + desks.all { try desk.sync() }
        for desk in desks.all {
            let planned = try desk.list("target").first?["planned"] as? String ?? "?"
            guard planned == "90" else {
                throw Failure(en: "\(desk.name) still shows \(planned).", zh: "\(desk.name) 仍显示 \(planned)。")
            }
        }
        tell("They agree on 90 by telephone; every desk shows 90.", "电话商定为 90，各处均显示 90。")
    }

    private func agree(_ desks: Desks) throws {
        tell("The province's summary of 2024 (units with records):", "2024 年全省工作一览（有记录的单位）：")
        quote(try world.server("report", "summary", "--year", "2024").out)
        for desk in desks.all {
            let answer = try desk("verify", "--json").json
            guard answer.flag("agree") else { throw Failure(en: "\(desk.name) differs.", zh: "\(desk.name) 与省级不一致。") }
            detail(
                "\(desk.name): agrees with the province on all \(answer.number("records")) records",
                "\(desk.name)：全部 \(answer.number("records")) 条记录与省级一致"
            )
        }
    }

    // MARK: - Telling

    private func tell(_ en: String, _ zh: String) {
        step += 1
        Output.line()
        Output.line("\(step). " + say(en, zh))
    }

    private func detail(_ en: String, _ zh: String) {
        Output.line("   " + say(en, zh))
    }

    private func quote(_ text: String) {
        for line in text.split(separator: "\n") { Output.line("   │ \(line)") }
    }
}

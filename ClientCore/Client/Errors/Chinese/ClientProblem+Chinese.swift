import Translations

extension ClientProblem: InChinese {
    /// The sentence in Chinese.
    package var inChinese: String { inChinese(else: "原文") }

    /// The sentence in Chinese.
    /// - Parameter fallback: what is said before the words of a newer server or of the system.
    package func inChinese(else fallback: String) -> String {
        switch self {
        case .store(let problem, let place?): "\(place)：\(problem.inChinese)"
        case .store(let problem, nil): problem.inChinese
        case .line(let failure): failure.inChinese
        case .server(let problem): problem.inChinese(else: fallback)
        case .refused(let refusal): refusal.problem.inChinese(at: refusal.place, else: fallback)
        case .mismatch(let fault, let place): "应用的类型与 \(place ?? "查询结果") 不符：\(fault.inChinese)。"
        case .typed(let problem, let field): "\(field)：\(problem.inChinese)"
        case .closed: "设备已关闭。"
        case .cancelled: "操作已取消，未作任何改动。"
        case .stopped: "同步已中止，没有丢失任何内容。"
        case .standstill: "同步意外停止，请重新同步。"
        case .noDevice(let folder): "\(folder) 中没有设备。"
        case .notEnrolled: "本设备尚未注册。"
        case .keys: "无法读取本设备的密钥。"
        case .noRefused(let id): "没有编号为 \(id) 的被拒改动：它已重新提交或放弃。"
        case .keyFields(let collection, let fields): "\(collection)：自然键由 \(fields.joined(separator: "、")) 组成。"
        case .noKey(let collection): "\(collection)：这些记录没有自然键。"
        case .noCode(let text): "“\(text)”不是注册码；注册码由十个字母和数字组成，如 ABCDE-FGHJK。"
        case .nameTooLong(let max): "设备名称超过 \(max) 个字节，请换用较短的名称。"
        case .otherRecords: "该文件夹中是另一台服务器的记录，两台服务器的记录不能混在一起。未作任何改动，请为这台服务器另用一个文件夹。"
        case .codeOfOther: "该地址的服务器不认识这个注册码，它不是发码的服务器。"
        case .unreadableFile(let file): "无法读取文件 \(file)。"
        case .noCertificates(let file): "\(file) 不是含证书的 PEM 文件。"
        case .certificatesNotKept: "无法将证书复制到设备文件夹，请检查权限和磁盘。"
        case .incomparable: "本机与服务器无法在同一时刻核对：记录仍在不断到达，或本机尚未取齐其可查看的内容。请同步后再试。"
        case .putBack: "服务器上的内容少于它曾发给本机的内容，可能已恢复到较早的副本。本机未作任何改动，请原样保留本设备并告知管理员。"
        case .answer: "服务器的答复与所问不符，未作任何改动，请升级版本较旧的一方。"
        case .littleRoom(let megabytes): "磁盘仅剩 \(megabytes) 兆字节，请腾出空间。"
        case .damagedFile(let words): "本机数据库文件已损坏（\(words)）。"
        case .unsound(0, let clauses): "本机数据库的内部账目不一致（\(clauses.joined(separator: "、"))）。"
        case .unsound(let count, let clauses): "本机有 \(count) 条记录的保存状态不对（\(clauses.joined(separator: "、"))）。"
        case .clockOff(let seconds): "本机时钟比服务器\(seconds > 0 ? "慢" : "快") \(abs(seconds)) 秒。"
        case .system(let words): "\(fallback)：\(words)"
        }
    }
}

extension CellFault: InChinese {
    /// The reason in Chinese.
    package var inChinese: String {
        switch self {
        case .noField: "没有这个字段"
        case .isNot(let wanted): "此处的内容不是\(wanted.inChinese)"
        case .shape(let shape): shape.inChinese
        case .floating: "字段中没有浮点数，请用 Decimal"
        case .tooLarge: "数值过大"
        case .notOneValue: "一个字段只能有一个值，或一组文字"
        case .elementNotText: "集合的元素须为文字"
        case .told(let words): words
        }
    }
}

extension CellFault.Wanted {
    fileprivate var inChinese: String {
        switch self {
        case .truth: "是否值"
        case .text: "文字"
        case .number: "数值"
        case .wholeNumber: "整数"
        case .value: "字段的值"
        case .moment: "日期时间"
        case .set: "集合"
        case .fields: "含有字段的内容"
        case .date: "日期（写法如 2024-03-01）"
        case .record: "记录编号"
        }
    }
}

extension CellFault.Shape {
    fileprivate var inChinese: String {
        switch self {
        case .list: "记录不是列表"
        case .single: "记录不是单个值"
        case .nested: "字段中不能再有字段"
        case .above: "记录没有上级"
        case .fieldsInElement: "集合的元素中不能有字段"
        case .elementsInElement: "集合的元素中不能再有元素"
        case .moreElements: "集合中没有更多元素"
        }
    }
}

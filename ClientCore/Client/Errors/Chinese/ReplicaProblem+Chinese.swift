package import Replica
import Translations

extension ReplicaError: InChinese {
    /// The whole sentence in Chinese.
    package var inChinese: String { place.map { "\($0)：\(problem.inChinese)" } ?? problem.inChinese }
}

extension ReplicaProblem: InChinese {
    /// The sentence in Chinese.
    package var inChinese: String {
        switch self {
        case .change(let problem): problem.inChinese()
        case .name(let fault): fault.inChinese
        case .review(let fault): fault.inChinese
        case .store(let fault): fault.inChinese
        case .others(let fault): fault.inChinese
        case .reply(let fault): fault.inChinese
        case .sql(let fault): fault.inChinese
        }
    }
}

extension ReplicaProblem.NameFault {
    fileprivate var inChinese: String {
        switch self {
        case .notEnrolled: "本设备尚未注册，请先用注册码注册。"
        case .noProgramme: "本设备还没有业务方案，请先与服务器同步一次。"
        case .noCollection(let name): "方案中没有表“\(name)”。"
        case .noField(let name, let collection): "表 \(collection) 没有字段“\(name)”。"
        }
    }
}

extension ReplicaProblem.ReviewFault {
    fileprivate var inChinese: String {
        switch self {
        case .noRefused(let id): "没有编号为 \(id) 的被拒改动。"
        case .noConflict(let id): "没有编号为“\(id)”的未决冲突。"
        case .settledMeanwhile(let id): "冲突“\(id)”已在此期间裁定。"
        case .ofRole(let owner, let collection, let role): "\(collection) 的冲突由角色 \(owner) 裁定，\(role) 无权裁定。"
        case .candidatesChanged: "该冲突的候选值已有变化，请重新查看。"
        case .noCandidate(let key): "该冲突没有键为“\(key)”的候选值。"
        case .reasonTooLong(let max): "理由最多 \(max) 个字节，未作裁定。"
        case .noDecision(let id): "本设备没有对“\(id)”作过裁定。"
        case .existenceStays: "对保留或删除的裁定不能撤销，请重新删除或重新新增。"
        case .recordedStays: "此处登记的内容不能更改，裁定也不能撤回，请新增一条更正记录。"
        case .recordGone: "该裁定所涉及的记录已不在本设备上。"
        }
    }
}

extension ReplicaProblem.StoreFault {
    fileprivate var inChinese: String {
        switch self {
        case .format(let problem): problem.inChinese
        case .folder(let path): "无法建立或写入文件夹 \(path)，请检查路径和权限。"
        case .unreadable(let path): "当前用户无权读取数据库 \(path)。"
        case .logUnreadable: "最新的记录在数据库日志中，此处无法读取：请把文件夹复制到可写的位置后再打开。"
        case .notForWriting: "无法写入本机数据库，请检查文件夹及其权限。"
        case .openedForReading: "本设备以只读方式打开，未作任何改动。"
        case .writtenMeanwhile: "其他程序正在写入本设备的文件夹，请重新打开。"
        case .full: "磁盘已满，请腾出空间后重试。未完成的改动已撤回。"
        case .noRoomToEnrol: "磁盘已满，请腾出空间后再注册；注册码尚未使用。"
        case .disk: "磁盘无法读写：可能已满或有故障，请腾出空间后重试。"
        case .busy: "本机数据库被其他程序锁定，请关闭该程序后重试。"
        case .damaged(.file): "本机数据库文件已损坏。"
        case .damaged(let part): "本机数据库已损坏（\(part.inChinese)）。"
        case .refused(_, let words): "本机数据库拒绝执行：\(words)。"
        case .closed: "数据库已关闭。"
        case .noTriggerSwitch: "本机的 SQLite 不能关闭触发器。"
        case .insideItself: "程序在数据库事务中又访问了同一数据库，请先取齐所需内容再访问。"
        case .capturedItself: "数据库内部的改动被误认为人工录入，未作任何改动。"
        }
    }
}

extension ReplicaProblem.StorePart {
    fileprivate var inChinese: String {
        switch self {
        case .file: "文件"
        case .state: "记录状态"
        case .ownRow: "数据库自身的记录"
        case .device: "设备列表"
        case .streams: "数据流列表"
        case .digest: "数据流摘要"
        case .edit: "录入的改动"
        case .changeSet: "待发送的改动"
        case .field: "记录的字段"
        }
    }
}

extension ReplicaProblem.OthersFault {
    fileprivate var inChinese: String {
        switch self {
        case .nameTaken(let name, let kind): "其他程序建立了名为 \(name) 的\(Self.kind(kind))，新版方案需要使用该名称；请将其改名或删除后再同步。"
        case .uniqueIndex(let columns): "其他程序在 \(columns) 上建立了唯一索引，与他人的记录冲突；请删除该索引后重试。"
        case .tableReplaced: "其他程序用别的内容占用了该表的名称，请让该程序将其删除。未作任何改动。"
        case .columnsLost(let names):
            "其他程序重建了该表，新表缺少以下各列：\(names.joined(separator: "、"))。请让该程序补回这些列及其内容；未作任何改动。"
        case .numbersForIDs: "其他程序重建了该表，id 列成了数字。请让该程序把 id 列建为 TEXT，并填回原来的编号。未作任何改动。"
        case .noInteger(let text, let field, let record):
            "其他程序在 \(field) 列写入了“\(text)”（记录 \(record)），该列只能是整数。请让该程序改正。未作任何改动。"
        }
    }

    /// What SQLite calls the things that have names in a file.
    private static func kind(_ kind: String) -> String {
        switch kind {
        case "view": "视图"
        case "index": "索引"
        default: " \(kind) "
        }
    }
}

extension ReplicaProblem.ReplyFault {
    fileprivate var inChinese: String {
        switch self {
        case .unasked: "收到了从未发出的请求的答复，未予采用，请再同步一次。"
        case .otherHistory: "服务器的历史与本设备所知的不同（服务器曾恢复备份或被复制）。本机未作任何改动，请联系省级管理员。"
        case .programme: "无法读取服务器下发的方案，请升级本程序后再同步。"
        case .noExtension(let version): "方案第 \(version) 版与本机已装版本不衔接，未作任何改动，请告知管理员。"
        case .pageOutOfOrder: "服务器的一页数据次序不对，未予采用，请再同步一次。"
        case .receipt: "服务器的回执与发送的内容不符，未作任何改动，请再同步一次。"
        case .partOfRecord: "所请求的完整记录只到达一部分，未作任何改动，请重试。"
        case .fieldBeyondLimits: "收到的记录超出限制，请升级本程序后再同步。"
        case .noCollection(let number): "收到第 \(number) 号表的记录，本机方案中没有该表，请升级本程序后再同步。"
        }
    }
}

extension ReplicaProblem.SQLFault {
    fileprivate var inChinese: String {
        switch self {
        case .onlyReading: "这里只能查询（SELECT）；修改记录请用本程序的其他命令。"
        case .onlyThisFile: "这里只能查询本设备的数据库，不能附加其他文件。"
        case .oneAtATime: "每次只能执行一条语句。"
        case .places(let places, let values): "语句中有 \(places) 处待填的值，给出的是 \(values) 个。"
        case .noTable(let name): "语句无法执行：没有数据表 \(name)。"
        case .noColumn(let name): "语句无法执行：没有列 \(name)。"
        case .syntax(let word): "语句无法执行：“\(word)”附近有语法错误。"
        case .incomplete: "语句无法执行：语句不完整。"
        case .failed(let words): "语句无法执行：\(words)。"
        case .guarded(let words): "内容不符合方案的规定：\(words)"
        }
    }
}

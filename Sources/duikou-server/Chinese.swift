import ChangeFeed
import FeedStoreSQLite
import Reporting
import SyncModel
import SyncServer
import Translations

extension FeedFailure: InChinese {
    /// The sentence in Chinese.
    package var inChinese: String {
        switch self {
        case .noProgramme: "尚未载入方案。"
        case .noCollection(let name, let others):
            others.isEmpty ? "方案中没有表 \(name)。" : "方案中没有表 \(name)，现有：\(others.joined(separator: "、"))。"
        case .noRole(let role, let programme, let others):
            "方案 \(programme) 没有角色 \(role)，现有：\(others.joined(separator: "、"))。"
        case .otherProgramme(let name, let current): "本服务器运行的是方案 \(current)；\(name) 须另设服务器。"
        case .versionInForce(let version, let name): "\(name) 现行第 \(version) 版，修改后的方案须使用更高的版本号。"
        case .noKey(let collection): "\(collection) 没有关键字段，不能有名录记录。"
        case .referenceRefused(let refusal, let collection): "\(collection) 的一条名录记录未被接受：\(refusal.inChinese)"
        case .referenceHomeless(let collection, let field): "\(collection) 的一条名录记录没有注明归属（\(field)）。"
        case .noHome(let collection): "方案没有规定 \(collection) 的记录归属何处。"
        case .noField(let number, let collection): "\(collection) 没有第 \(number) 号字段。"
        case .noDevice(let id): "没有编号为 \(id.text) 的设备。"
        case .badHours(let hours, let max): "注册码的有效期为 1 到 \(max) 小时，不能是 \(hours)。"
        case .tooManyCodes: "尚未使用的注册码太多，请等一部分过期后再试。"
        case .heldElsewhere(let role, let at, let text, let collection):
            "角色 \(role) 须设在 \(at) 的记录上，而“\(text)”是 \(collection) 的记录。"
        case .idAndKey(let text, let collection):
            "“\(text)”既是一条 \(collection) 记录的编号，又是另一条的代码：请改写前一条的代码，或后一条的编号。"
        case .noRecord(let text, let collection): "\(collection) 中没有编号、代码或名称为“\(text)”的记录。"
        case .severalNamed(let text, let collection, let written):
            "\(collection) 中有 \(written.count) 条记录名为“\(text)”，请写明是其中哪一条：\(written.joined(separator: "、"))。"
        }
    }
}

extension FolderProblem: InChinese {
    /// The sentence in Chinese.
    package var inChinese: String {
        switch self {
        case .unmade(let folder): "无法建立文件夹 \(folder)，请检查路径和权限。"
        case .unwritable(let folder): "文件夹 \(folder) 无法写入，请检查权限和磁盘空间。"
        case .taken(let folder): "\(folder) 中已有服务器数据，请另选文件夹，或直接用它提供服务。"
        case .empty(let folder): "\(folder) 中没有服务器数据。"
        }
    }
}

extension StoreFailure: InChinese {
    /// The sentence in Chinese.
    package var inChinese: String { problem.inChinese }
}

extension StoreProblem: InChinese {
    /// The sentence in Chinese.
    package var inChinese: String {
        switch self {
        case .format(let problem): problem.inChinese
        case .unopened(let path): "无法打开数据库文件 \(path)，请检查文件夹及其权限。"
        case .damaged: "数据库中有无法读取的值，文件已损坏，请恢复备份。"
        case .unreadable(let collection, let record): "\(collection) \(record)：保存的内容无法读取，请保留文件夹副本并联系技术支持。"
        case .full: "服务器磁盘已满，请腾出空间；已确认接收的内容没有丢失。"
        case .notStored: "磁盘已满或发生故障，本次内容未保存。"
        case .busy: "数据库正被其他程序占用，请重试。"
        case .failed(let words): "数据库出错：\(words)。"
        case .noDevice: "数据库中缺少其中提到的设备。"
        case .gap(let position, let stream, let head): "\(stream.text) 的位置 \(position.number) 与 \(head.number) 不衔接。"
        case .notLast: "只能撤回最后一次写入。"
        case .noCollection(let number): "现行方案没有第 \(number) 号表。"
        case .shuttingDown: "服务器正在停止。"
        case .noResult: "数据库写入没有结果。"
        }
    }
}

extension StoreFinding: InChinese {
    /// The sentence in Chinese.
    package var inChinese: String {
        switch self {
        case .unread(let stream, let problem): "\(stream.text)：\(problem.inChinese)"
        case .digest(let stream): "\(stream.text)：保存的摘要与记录不符。"
        case .samePosition(let stream, let position): "\(stream.text)：位置 \(position.number) 有两项。"
        case .end(let stream, let last, let head): "\(stream.text)：结束于 \(last.number)，应为 \(head.number)。"
        case .changedValue(let collection, let record): "\(collection) \(record.text)：有一个值与发送时不同，请查看该记录的历史。"
        case .noParcel(let device, let lane, let send): "\(device.text) \(lane.name)：没有数据包含有 \(send.number)。"
        case .lane(let device, let lane, let parcels, let applied):
            "\(device.text) \(lane.name)：数据包结束于 \(parcels.number)，通道结束于 \(applied.number)。"
        case .parcel(let number, .afterGap): "数据包 \(number)：缺少前一个数据包。"
        case .parcel(let number, .unlinked): "数据包 \(number)：与前一项不衔接。"
        case .parcel(let number, .changed): "数据包 \(number)：在收到后被改动。"
        case .parcel(let number, .changedBytes): "数据包 \(number)：内容被改动。"
        case .parcel(let number, .signature(let device)): "数据包 \(number)：签名不是设备 \(device.text) 的。"
        }
    }
}

extension ServerFailure: InChinese {
    /// The sentence in Chinese.
    package var inChinese: String {
        switch self {
        case .addressInUse(let address): "已有其他程序在监听 \(address)。"
        case .addressUnavailable(let address): "本机无法监听 \(address)：地址不属于本机，或端口需要更高权限。"
        case .certificate(let certificate, let key): "证书 \(certificate) 或密钥 \(key) 无法使用，两者须为相互匹配的 PEM 文件。"
        }
    }
}

extension ReportError: InChinese {
    /// The sentence in Chinese.
    package var inChinese: String {
        switch self {
        case .noYear(let year): "\(year) 不是年度，正确写法如 2024。"
        case .notRecorded(let name, let programme): "方案 \(programme) 没有“\(name)”表，无法生成汇总。"
        }
    }
}

package import SyncEngine
import SyncWire
import Translations

extension LineFailure: InChinese {
    /// The sentence in Chinese.
    package var inChinese: String {
        switch self {
        case .refused(let reason), .wrongAddress(let reason): "无法连接服务器：\(reason.inChinese)。"
        case .unknownName(let name): "无法连接服务器：当前网络中查不到“\(name)”这个名称。"
        case .untrusted(let reason): "服务器不可信：\(reason.inChinese)。"
        case .lost(let reason): "连接中断：\(reason.inChinese)。"
        case .silent: "服务器已接受连接，但 \(EngineLimits.silentMilliseconds / 1_000) 秒内没有应答。"
        case .stalled: "应答中途停止，\(EngineLimits.stallMilliseconds / 1_000) 秒内没有后续数据。"
        case .status(let status): "服务器返回 HTTP 状态 \(status)。"
        case .webPage: "该地址应答的是一个网页，不是服务器。"
        case .otherServer: "该地址上是另一台“对口”服务器，不是本设备注册的那一台。"
        case .garbled(let reason): "收到的不是“对口”服务器的答复：\(reason.inChinese)。"
        case .newer(let problem): "服务器的版本比本程序新。\(problem.inChinese())"
        }
    }
}

extension LineReason: InChinese {
    /// The reason in Chinese.
    package var inChinese: String {
        switch self {
        case .nobodyAnswers: "该地址无人应答"
        case .noConnection(let seconds): "\(seconds) 秒内未能建立连接"
        case .noWebAddress: "地址不是网址"
        case .onlySynchronisations: "文件只能用于同步"
        case .unwritable(let file): "无法写入文件 \(file)"
        case .noReply(let file): "没有答复文件 \(file)"
        case .otherName: "其证书不是为该地址签发的，请使用证书所对应的地址"
        case .noAuthorities: "无法读取设备文件夹中的受信任证书文件"
        case .untrustedCertificate: "其证书不受本设备信任或已过期；若证书由服务器管理方自行签发，请向其索取签发机构的证书，并用它注册"
        case .notSecure: "未能建立安全连接"
        case .hungUp: "对方断开了连接"
        case .cutShort: "答复中途结束"
        case .tooLong: "答复过长"
        case .notHTTP: "连 HTTP 都不是"
        case .misplaced(.head): "答复开头重复"
        case .misplaced(.page): "数据页次序不对"
        case .misplaced(.tail): "答复结尾次序不对"
        case .misplaced(.failure): "答复中的拒绝次序不对"
        case .unreadable(let problem): LineReason.withoutStop(problem.inChinese(), "。")
        case .told(let words): words
        }
    }
}

import SyncModel
package import SyncWire

extension WireFailure: InChinese {
    /// The sentence in Chinese; what is not known here is shown as it came.
    package var inChinese: String { problem.inChinese() }
}

extension WireProblem: InChinese {
    /// The sentence in Chinese.
    package var inChinese: String {
        switch self {
        case .damaged(let part): "\(part.inChinese)不完整或已损坏。"
        case .tooMuch(let unit, let max, let part): "\(part.inChinese)最多 \(max) \(unit.inChinese)。"
        case .newer(let part): "无法识别这种\(part.inChinese)，请升级版本较旧的一方。"
        case .version(let part, let found, let known): "\(part.inChinese)为第 \(found) 版，本程序使用第 \(known) 版。"
        case .unmade(let part): "无法生成\(part.inChinese)。"
        case .signature(let part): "\(part.inChinese)的签名与设备密钥不符。"
        case .speaks(let version): "服务器使用第 \(version) 版协议，请升级版本较旧的一方。"
        case .foreignParcel: "有数据包不属于本设备、为空，或编号不对。"
        case .unknownDevice: "服务器上没有本设备，请重新注册，本机录入的内容都会保留。"
        case .revoked: "本设备的权限已被撤销，已录入的内容仍予保留，请联系省级管理员。"
        case .identitySplit: "本设备的身份正在别处使用（文件夹被复制，或放回了旧的副本）。请索取新注册码并重新注册，本机录入的内容都会保留。"
        case .noProgramme: "服务器尚未载入方案，请待其设置完成后再试。"
        case .addressTooOften(let seconds): "来自该地址的请求过多，请 \(seconds) 秒后再试。"
        case .deviceTooOften(let seconds): "本设备请求过于频繁，请 \(seconds) 秒后再试。"
        case .busy: "服务器繁忙，请稍后再试。"
        case .failed: "服务器无法答复，原因见其日志，请稍后再试。"
        case .answeredBefore: "该请求已答复过，请重新发起。"
        case .unknownCursor: "服务器不认识本设备的同步进度，须重新完整报告。"
        case .badCode: "注册码错误、已用过或已过期，请索取新的注册码。"
        case .badName: "设备名称为空或含有看不见的字符，请换一个名称。"
        case .noQuestion(let header): "请将带签名的请求以 base64url 写入标头 \(header)。"
        case .noCollection: "服务器上没有这个表。"
        case .stuck: "连续几次往返都没有进展，原因请查看服务器日志。"
        }
    }
}

extension WireProblem.Part {
    fileprivate var inChinese: String {
        switch self {
        case .request: "请求"
        case .parcel: "数据包"
        case .page: "数据页"
        case .reply: "答复"
        case .receipt: "回执"
        case .cursor: "同步进度"
        case .question: "查询"
        case .answer: "查询的答复"
        case .history: "历史"
        case .frame: "数据段"
        case .message: "消息"
        case .columns: "数据列"
        case .text: "文字"
        case .name: "编号"
        case .key: "密钥"
        case .list: "列表"
        case .lanes: "通道标记"
        case .versions: "协议版本范围"
        case .stream: "数据流名称"
        case .enrolment: "注册请求"
        case .refusal: "拒绝原因"
        case .reason: "理由"
        case .signature: "签名"
        case .device: "设备"
        case .changeSet: "改动"
        case .packed: "压缩的内容"
        }
    }
}

extension WireProblem.Unit {
    fileprivate var inChinese: String {
        switch self {
        case .bytes: "字节"
        case .parcels: "个数据包"
        case .streams: "个数据流"
        case .records: "条记录"
        case .entries: "项"
        case .values: "个值"
        case .devices: "台设备"
        case .changeSets: "项改动"
        }
    }
}

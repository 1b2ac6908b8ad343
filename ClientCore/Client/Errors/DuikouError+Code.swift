import SyncEngine
import SyncWire

extension DuikouError {
    /// What kind of thing went wrong. The texts never change; more cases come with later versions.
    @nonexhaustive public enum Code: String, Hashable, Sendable, CaseIterable {
        /// The device was closed, or a reader or writer was used after its body.
        case closed
        /// The task was cancelled before anything was done.
        case cancelled
        /// The disk or SQLite would not go on.
        case storage
        /// Bytes of the device's own are damaged.
        case damaged
        /// What the server answered cannot be used, be it newer than this program, damaged under way or of another
        /// history; nothing of it was taken.
        case badAnswer = "bad-answer"
        /// The folder can only be read.
        case readOnly = "read-only"
        /// A newer program made the store.
        case storeTooNew = "store-too-new"
        /// An earlier program made the store, and it cannot be brought up to date where it is.
        case storeTooOld = "store-too-old"
        /// What lies at the store's place is none.
        case notAStore = "not-a-store"
        /// The folder holds no enrolled device.
        case notEnrolled = "not-enrolled"
        /// The first synchronisation brings the programme.
        case noProgramme = "no-programme"
        /// A conflict's candidates are others than those that were shown.
        case changed
        /// The programme has no such collection, field or role.
        case unknownName = "unknown-name"
        /// An address, a code, a name or a file makes no sense.
        case badInput = "bad-input"
        /// The statement cannot be run, or does not only read.
        case badSQL = "bad-sql"
        /// No such record is on this device.
        case noSuchRecord = "no-such-record"
        /// No such store, conflict, decision or refused change.
        case noSuchEntry = "no-such-entry"
        /// A value breaks the programme's rules.
        case validation
        /// The record is closed.
        case sealed
        /// The record does not exist for the writer any more.
        case gone
        /// Needs something whose creation was refused.
        case depends
        /// Kept at the server for somebody to look at.
        case held
        /// A repair put the server's copy in its place.
        case replaced
        /// The device may not write there.
        case notYours = "not-yours"
        /// A reference names nothing that the writer can read.
        case noSuchReference = "no-such-reference"
        /// More than one change set may hold.
        case tooLarge = "too-large"
        /// The server no longer has the programme version of the change.
        case programmeTooOld = "programme-too-old"
        /// The server will not have this request, or this change for a reason that only a newer program knows.
        case rejected
        /// The device's rights were withdrawn.
        case revoked
        /// The line gave no answer; waiting may mend it.
        case noConnection = "no-connection"
        /// The server is busy or failed inside; waiting may mend it.
        case serverBusy = "server-busy"
        /// Who answers is not the server with which the device was enrolled, or cannot prove it.
        case untrustedServer = "untrusted-server"
        /// The enrolment code is wrong, used or expired.
        case badCode = "bad-code"
        /// Two holders use this device's keys.
        case identitySplit = "identity-split"
        /// This machine's clock is far from the server's.
        case clock
    }
}

extension DuikouError.Code {
    /// What is said in Chinese before the English words of a newer server, or of the system.
    var chinese: String {
        switch self {
        case .closed: "设备已关闭"
        case .cancelled: "操作已取消"
        case .storage: "数据库操作失败"
        case .damaged: "数据已损坏"
        case .badAnswer: "服务器的答复无法采用"
        case .readOnly: "该文件夹只能读取"
        case .storeTooNew: "数据由较新版本的程序建立"
        case .storeTooOld: "数据由较早版本的程序建立"
        case .notAStore: "该处不是“对口”的数据"
        case .notEnrolled: "本设备尚未注册"
        case .noProgramme: "本设备还没有业务方案"
        case .changed: "候选值在此期间有变化"
        case .unknownName: "方案中没有这个名称"
        case .badInput: "填写的内容有误"
        case .badSQL: "语句无法执行"
        case .noSuchRecord: "本设备上没有这条记录"
        case .noSuchEntry: "没有这一条目"
        case .validation: "内容不符合方案的规定"
        case .sealed: "记录已办结"
        case .gone: "记录不存在"
        case .depends: "所依赖的改动被拒"
        case .held: "由服务器留存待查"
        case .replaced: "修复时被服务器内容替换"
        case .notYours: "无权写入"
        case .noSuchReference: "引用无效"
        case .tooLarge: "内容过多"
        case .programmeTooOld: "方案版本过旧"
        case .rejected: "服务器拒绝了请求"
        case .revoked: "本设备的权限已被撤销"
        case .noConnection: "无法连接服务器"
        case .serverBusy: "服务器暂时无法处理"
        case .untrustedServer: "无法确认服务器的身份"
        case .badCode: "注册码错误、已用过或已过期"
        case .identitySplit: "本设备的密钥在别处使用"
        case .clock: "本机时钟不准"
        }
    }

    /// What a person can do; `nil` where the sentence says it.
    var advice: (english: String, chinese: String)? {
        switch self {
        case .notEnrolled: ("Ask the administrator for a code and enroll this device.", "请向管理员索取注册码并注册本设备。")
        case .noProgramme: ("Synchronise once with a connection; it brings the programme.", "请在有网络时同步一次，方案会随之下发。")
        case .changed: ("Look at the candidates again, then decide.", "请重新查看候选值，再作裁定。")
        case .noConnection: ("Check the network, then try again.", "请检查网络，然后重试。")
        case .serverBusy: ("Try again in a while.", "请稍后再试。")
        case .badCode: ("Ask the administrator for a new code.", "请向管理员索取新的注册码。")
        case .revoked, .identitySplit:
            (
                "What was typed here stays here. Ask the administrator for a new code and enroll this device again.",
                "本机录入的内容都会保留。请向管理员索取新的注册码，重新注册本设备。"
            )
        case .clock:
            (
                "Set the clock right, then synchronise once: what is typed after that gets the server's time.",
                "请校正时钟，然后同步一次；此后录入的内容按服务器时间记时。"
            )
        case .untrustedServer: ("Ask the administrator which address is right.", "请向管理员确认地址。")
        case .closed, .cancelled, .storage, .damaged, .badAnswer, .readOnly, .storeTooNew, .storeTooOld,
            .notAStore, .unknownName,
            .badInput, .badSQL, .noSuchRecord, .noSuchEntry, .validation, .sealed, .gone, .depends, .held, .replaced,
            .notYours,
            .noSuchReference, .tooLarge, .programmeTooOld, .rejected:
            nil
        }
    }
}

extension LineFailure {
    /// What a person can do, where neither the sentence nor the code says it.
    var advice: (english: String, chinese: String)? {
        guard case .garbled = self else { return nil }
        return (
            "Check the address. If the network asks for a sign-in first, sign in, then try again.",
            "请核对地址。若网络需要先登录认证，请登录后重试。"
        )
    }
}

extension WireFailure {
    /// What a person can do about a request that was rejected; `nil` where the code of the error says it.
    var advice: (english: String, chinese: String)? {
        switch code {
        case .unknownDevice: DuikouError.Code.revoked.advice
        case .version: ("Install the newer program; what was typed is kept.", "请安装新版程序，录入的内容仍保留。")
        case .badRequest, .badSignature, .unknownCursor:
            ("Tell support; what was typed is kept.", "请联系技术支持，录入的内容仍保留。")
        case .busy, .internalError, .identitySplit, .revoked, .tooLarge, .badCode: nil
        }
    }
}

package import SyncModel

extension Refusal: InChinese {
    /// The whole sentence in Chinese; what is not known here is shown as it came.
    package var inChinese: String { problem.inChinese(at: place) }
}

extension Told where Problem: InChinese {
    /// The sentence in Chinese behind its place; what is not known here is shown as it came.
    /// - Parameter fallback: what is said before it then.
    package func inChinese(at place: String? = nil, else fallback: String = "原文") -> String {
        switch self {
        case .known(let problem): place.map { "\($0)：\(problem.inChinese)" } ?? problem.inChinese
        case .unknown(_, let sentence) where sentence.isEmpty:
            "\(fallback)：\(place.map { "\($0): " } ?? "")\(inEnglish)"
        case .unknown(_, let sentence): "\(fallback)：\(sentence)"
        }
    }
}

extension ChangeProblem: InChinese {
    /// The sentence in Chinese.
    package var inChinese: String {
        switch self {
        case .value(let fault): fault.inChinese
        case .field(let fault): fault.inChinese
        case .record(let fault): fault.inChinese
        case .set(let fault): fault.inChinese
        }
    }
}

extension ChangeProblem.ValueFault {
    fileprivate var inChinese: String {
        switch self {
        case .required: "必须填写。"
        case .notText(let max?): "文字不能超过 \(max) 个字。"
        case .notText(nil): "文字不能超过 \(Limits.textBytesMax >> 10) KiB。"
        case .notInteger(let min?, let max?): "须为 \(min) 到 \(max) 之间的整数。"
        case .notInteger(let min?, nil): "须为不小于 \(min) 的整数。"
        case .notInteger(nil, let max?): "须为不大于 \(max) 的整数。"
        case .notInteger(nil, nil): "须为整数。"
        case .notDecimal(let digits, let min?, let max?): "须为小数，小数点后最多 \(digits) 位，范围 \(min) 到 \(max)。"
        case .notDecimal(let digits, let min?, nil): "须为不小于 \(min) 的小数，小数点后最多 \(digits) 位。"
        case .notDecimal(let digits, nil, let max?): "须为不大于 \(max) 的小数，小数点后最多 \(digits) 位。"
        case .notDecimal(let digits, nil, nil): "须为小数，小数点后最多 \(digits) 位。"
        case .notBoolean: "须为 true 或 false（是或否）。"
        case .notDate: "须为日期，如 2024-03-01。"
        case .notTime: "须为公元 1 年到 9999 年之间的时间。"
        case .noOption(let options): "只能是以下之一：\(options.joined(separator: "、"))。"
        case .notTexts(let max?): "须为一组文字，每项不超过 \(max) 个字。"
        case .notTexts(nil): "须为一组文字。"
        case .notOptions(let options): "只能从以下选项中选取：\(options.joined(separator: "、"))。"
        case .notReference(let collection?): "须为 \(collection) 中一条记录的编号。"
        case .notReference(nil): "须为一条记录的编号。"
        case .notHash: "须为文件的 SHA-256 值（64 位小写十六进制数字）。"
        case .notUTF8: "其他程序写入的文字不是 UTF-8 编码；无法识别的字节以 \\xNN 表示。"
        }
    }
}

extension ChangeProblem.FieldFault {
    fileprivate var inChinese: String {
        switch self {
        case .noField: "没有这个字段。"
        case .outOfOrder: "一次改动中字段须按顺序列出，且不重复。"
        case .computed: "由服务器计算，不能填写。"
        case .deleteChanges: "删除时不能同时修改字段。"
        case .severalValues: "一次改动只能写入一个值。"
        case .tooManyElements: "一次增删的项目太多。"
        case .takesElements: "集合字段只能增删其中的项目。"
        case .takesNumber: "计数器只能增减。"
        case .takesValue: "该字段须写入一个值。"
        case .tooManyEntries(let max): "该字段的内容超过 \(max) 项。"
        case .noState: "状态只能取其选项之一。"
        case .noBeginning(let state): "记录的初始状态不能是 \(state)。"
        case .noMove(let from?, let to): "状态不能从 \(from) 变为 \(to)。"
        case .noMove(nil, let to): "状态不能从空白变为 \(to)。"
        case .neverChanges: "已登记的内容不能修改；更正时请新增一条记录并注明所更正的记录。"
        case .keyNeverChanges: "关键字段不能修改。"
        case .noSuchReference(let field): "\(field) 所引用的记录不存在，或您无权查看。"
        case .homeless: "必须填写一条记录的编号或代码。"
        }
    }
}

extension ChangeProblem.RecordFault {
    fileprivate var inChinese: String {
        switch self {
        case .closed(let field, let value): "记录已办结（\(field) 为 \(value)），不能再改。"
        case .nothingToChange: "要修改的记录不存在。"
        case .nothingToDelete: "要删除的记录不存在。"
        case .noRecord(let id?): "本设备上没有记录 \(id)。"
        case .noRecord(nil): "没有这条记录。"
        case .neverDeleted: "这类记录不能删除。"
        case .neverDeletedOnceSent: "此类记录可能已发送，发送后不能删除，请新增一条更正记录。"
        case .notSentYet: "此类记录发送后不能删除；这一条尚未发送，可以收回。"
        case .gone: "该记录不存在，或您无权查看。"
        case .idTaken: "不能以这个编号新增记录。"
        case .idNotOfKey(let collection, let key): "\(collection) 的记录编号与其关键字段不符（\(key.joined(separator: "、"))）。"
        case .mayNotWrite(let collection): "您无权在该处写入 \(collection)。"
        case .roleMayNotWrite(let role, let scope): "角色 \(role) 无权写入 \(scope)。"
        case .rightEnded(let scope): "发送之前，对 \(scope) 的权限已经终止。"
        case .needsRefused: "所依赖的记录新增时被拒，请先处理那一项，再重试。"
        case .refersToRefused: "所引用的记录新增时被拒，请先处理那一项，再重试。"
        case .refersInCircle(let record): "\(record) 尚未发送，且引用了本记录；请先同步，再让两条记录互相引用。"
        case .referredTo(let count): "另有 \(count) 条尚未发送的记录引用了它，请先收回那些记录。"
        case .creationUnfit: "该记录的新增内容已不符合方案规定，请先同步，再查看被拒的改动。"
        case .writtenPast: "该行是其他程序绕过登记写入的；请先同步，再与服务器核对并修复，然后重试。"
        case .rowTaken: "其他程序绕过登记删除了该行，其中录入的内容已不存在，请重新登记。"
        case .wrongCount(let count, let fields): "有 \(fields) 个字段，不是 \(count) 个。"
        }
    }
}

extension ChangeProblem.SetFault {
    fileprivate var inChinese: String {
        switch self {
        case .badSize(let max): "一项改动须涉及 1 到 \(max) 条记录。"
        case .tooManyRecords(let count, let max): "一次改动最多涉及 \(max) 条记录，这次有 \(count) 条，请分几次进行。"
        case .tooManyBytes(let max): "一次改动压缩后最多 \(max) KiB，请分几次进行。"
        case .noCollection(let number): "方案中没有第 \(number) 号表。"
        case .recordTwice: "一项改动中同一记录只能出现一次。"
        case .noHome: "方案没有规定这类记录归属何处。"
        case .held: "该改动三次处理失败，原因不明；内容已由服务器保存，请联系技术支持。"
        case .programmeTooOld(let version): "服务器没有方案第 \(version) 版，请先同步，再重试。"
        case .repaired: "修复时这些值已被服务器上的内容替换；可重试，再次提交给服务器。"
        case .unwatched: "这些值可能是其他程序绕过登记写入的，现已显示服务器上的内容；可重试，将其提交给服务器。"
        }
    }
}

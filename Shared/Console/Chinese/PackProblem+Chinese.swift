package import Programme
import Translations

extension PackProblem: InChinese {
    /// The sentence in Chinese.
    package var inChinese: String {
        switch self {
        case .file(let fault): fault.inChinese
        case .form(let fault): fault.inChinese
        case .fit(let fault): fault.inChinese
        case .field(let place, let fault): fault.inChinese(at: place)
        case .data(let fault): fault.inChinese
        case .upgrade(let fault): fault.inChinese
        }
    }
}

extension PackPart {
    fileprivate var inChinese: String {
        switch self {
        case .programme: "方案"
        case .setting(let text): text
        case .anyScope: "范围的名称"
        case .anyRole: "角色的名称"
        case .anyCollection: "表的名称"
        case .anyField: "字段的名称"
        case .scope(let name): "范围 \(name)"
        case .role(let name): "角色 \(name)"
        case .collection(let name): "表 \(name)"
        case .option(let key): "选项“\(key)”"
        case .grant: "授权"
        case .move: "状态变动"
        case .scopeField: "决定范围的字段"
        case .item(let list): "\(list) 中的每一项"
        }
    }
}

extension PackProblem.FileFault {
    fileprivate var inChinese: String {
        switch self {
        case .notFolder: "这是一个文件，请指定 programme.yaml 所在的文件夹。"
        case .noSuchPack(let shipped) where shipped.isEmpty: "没有这个方案，也没有这个文件夹；本程序没有随附方案。"
        case .noSuchPack(let shipped): "没有这个方案，也没有这个文件夹；随附的方案有：\(shipped.joined(separator: "、"))。"
        case .unreadable: "文件不存在或无法读取。"
        case .tooLarge(let max): "文件超过 \(max) MiB，方案包不能这么大。"
        case .ofNoCollection: "文件名不是方案中的表名。"
        case .notUTF8: "文件不是 UTF-8 编码。"
        case .notYAML(let reason): "不是有效的 YAML：\(reason)。"
        case .noMemory: "内存不足，无法读取文件。"
        case .empty: "文件是空的。"
        case .secondDocument: "此处开始了第二个文档，方案包只能有一个。"
        case .endsEarly: "文件不完整。"
        case .tooManyValues(let max): "方案包最多含 \(max) 个值。"
        case .tooDeep(let max): "方案包最多嵌套 \(max) 层。"
        case .anchor: "方案包中不能使用锚点（&名称）和别名（*名称），请直接写出内容。"
        }
    }
}

extension PackProblem.FormFault {
    fileprivate var inChinese: String {
        switch self {
        case .notPairs(let part): "\(part.inChinese) 须为若干“名称: 值”。"
        case .noName: "冒号前缺少名称。"
        case .twice(let text, let part): "“\(text)”在 \(part.inChinese) 中出现了两次。"
        case .noSetting(let name, let part, let allowed):
            "\(part.inChinese) 没有设置项“\(name)”，可用：\(allowed.joined(separator: "、"))。"
        case .settingMissing(let name, let part): "\(part.inChinese) 缺少设置项“\(name)”。"
        case .notText(let part): "\(part.inChinese) 须为一个词或一段文字。"
        case .notInteger(let text, let part): "\(part.inChinese) 须为整数，不能是“\(text)”。"
        case .notBoolean(let text, let part): "\(part.inChinese) 须为 true 或 false，不能是“\(text)”。"
        case .notList(let part): "\(part.inChinese) 须为列表，如 [a, b]。"
        case .notAmong(let text, let part, let words):
            "\(part.inChinese) 只能是 \(words.joined(separator: "、")) 之一，不能是“\(text)”。"
        case .badName(let name, let part):
            "\(part.inChinese) 须以小写字母开头，只含 a-z、0-9 和 _，最多 60 个字符；“\(name)”不符合。"
        case .reservedName(let name, let part): "“\(name)”是保留名称，\(part.inChinese) 请换一个。"
        case .badProgrammeName(let name): "programme 须以小写字母开头，只含 a-z、0-9、- 和 _；“\(name)”不符合。"
        case .outOfRange(let setting, let range): "\(setting) 须为 \(range.lowerBound) 到 \(range.upperBound)。"
        case .noTimeZone(let name): "“\(name)”不是时区，正确写法如 Asia/Shanghai。"
        case .noLane(let name): "lane 只能是 urgent、normal 或 bulk，不能是“\(name)”。"
        case .badScope: "scope 须写明一种范围和一个字段，如 {site: site}。"
        case .badSeal: "seal 须写明一个字段及其办结值，如 {status: [closed]}。"
        case .ruleOfFields(let rule): "“\(rule)”只适用于单个字段，请写在字段上。"
        case .whereOfAll: "where 用于在一种范围中选择，scope 不能以 /* 结尾。"
        }
    }
}

extension PackProblem.DataFault {
    fileprivate var inChinese: String {
        switch self {
        case .noKey(let name): "表 \(name) 没有关键字段，不能有名录记录。"
        case .noField(let column, let name): "“\(column)”不是 \(name) 的字段。"
        case .columnTwice(let column): "“\(column)”出现了两次。"
        case .computed(let column): "“\(column)”由服务器计算。"
        case .columnMissing(let field, let name): "缺少列“\(field)”，\(name) 须有它。"
        case .noCollection(let name): "“\(name)”不是表。"
        case .keyTwice(let line): "该关键字段值在第 \(line) 行已出现。"
        case .cell(let field, let problem): "\(field)：\(problem.inChinese)"
        case .cellMissing(let field): "缺少 \(field)。"
        case .dangling(let field, let name): "\(field)：方案中没有这条 \(name) 记录。"
        case .table(let problem): problem.inChinese
        }
    }
}

extension PackProblem.FitFault {
    fileprivate var inChinese: String {
        switch self {
        case .noCollections: "方案至少要有一个表。"
        case .tooManyCollections(let max): "方案最多有 \(max) 个表。"
        case .noFields(let name): "表 \(name) 至少要有一个字段。"
        case .tooManyFields(let max): "一个表最多有 \(max) 个字段。"
        case .scopeOfNothing(let scope, let of): "范围 \(scope) 所属的“\(of)”不是表。"
        case .noScope(let scope, let name): "\(name) 的范围“\(scope)”没有定义。"
        case .notOneScope(let name, let count): "scope: self 要求表 \(name) 恰有一种范围，现有 \(count) 种。"
        case .whichScope(let scope, let of, let name):
            "\(of) 的每条记录各有一个范围 \(scope)，\(name) 须指明是哪一个：{\(scope): 字段}。"
        case .onlyScope(let scope): "范围 \(scope) 只有一个，请写 scope: \(scope)。"
        case .noScopeField(let field, let name, let to): "“\(field)”须为 \(name) 中引用 \(to) 的字段。"
        case .scopeNotRequired(let place): "\(place) 决定范围，须为必填。"
        case .scopeNotInKey(let place): "\(place) 决定范围，须为关键字段之一。"
        case .refersToNothing(let place, let to): "\(place) 引用的“\(to)”不是表。"
        case .moveByNobody(let place, let role): "\(place)：状态变动的角色“\(role)”没有定义。"
        case .noKeyField(let field, let name): "\(name) 的关键字段“\(field)”不是它的字段。"
        case .changingKey(let place, let rule): "关键字段 \(place) 会按规则 \(rule) 变动，而关键字段不能变动。"
        case .keyNotRequired(let place): "关键字段 \(place) 须为必填。"
        case .keyInCircle(let name, let path): "\(name) 的关键字段绕回了自身：\(path.joined(separator: " → "))。"
        case .longKey(let name, let max): "\(name) 的关键字段写出来超过 \(max) 段。"
        case .noOwner(let owner, let name): "\(name) 的裁定角色“\(owner)”没有定义。"
        case .noNameField(let field, let name): "\(name) 的名称须为它的文字字段，不能是“\(field)”。"
        case .noSealField(let field, let name): "\(name) 的办结条件须为它的选项字段，不能是“\(field)”。"
        case .noSealValue(let value, let name, let field): "\(name) 的办结条件“\(value)”不是 \(field) 的选项。"
        case .noDuplicateField(let field, let name): "\(name) 的查重字段“\(field)”不是它的字段。"
        case .noDuplicateTime(let field, let name): "\(name) 的 within 须为日期或时间字段，不能是“\(field)”。"
        case .roleAtNothing(let role, let at): "角色 \(role) 所在的“\(at)”不是表。"
        case .grantOfNoScope(let role, let scope): "授予角色 \(role) 的范围“\(scope)”没有定义。"
        case .grantOfNoCollection(let role, let name): "授予角色 \(role) 的“\(name)”不是表。"
        case .grantElsewhere(let role, let name, let scope, let home):
            "角色 \(role) 获授 \(scope) 中的 \(name)，但 \(name) 属于 \(home)。"
        case .whichGrant(let role, let at, let scope):
            "角色 \(role) 属于 \(at) 的一条记录，请用 where 指明是哪个 \(scope)，或写 \(scope)/*。"
        case .whereOfOne(let scope): "范围 \(scope) 只有一个，where 没有意义。"
        case .noStep(let field, let name, let path):
            "where: \(path.joined(separator: "."))：\(name) 没有引用字段“\(field)”。"
        case .wrongEnd(let path, let at, let role):
            "where: \(path.joined(separator: ".")) 指向 \(at)，而角色属于 \(role)。"
        }
    }
}

extension PackProblem.FieldFault {
    fileprivate func inChinese(at place: String) -> String {
        switch self {
        case .minAboveMax: "\(place)：min 大于 max。"
        case .typeHasNo(let setting, let type): "\(place) 的类型是 \(type)，没有“\(setting)”。"
        case .typeNeeds(let setting, let type): "\(place) 的类型是 \(type)，须写明“\(setting)”。"
        case .outOfRange(let setting, let range): "\(place)：\(setting) 须为 \(range.lowerBound) 到 \(range.upperBound)。"
        case .noOptions: "\(place) 至少要有一个选项。"
        case .badOption(let key): "\(place)：选项“\(key)”最多 100 个字，首尾不能有空格。"
        case .twoOptions(let one, let other, let title): "\(place)：选项“\(one)”和“\(other)”都叫“\(title)”。"
        case .badInitial(let problem): "\(place)：initial 不符合该字段。\(problem.inChinese)"
        case .ruleNeedsType(let rule, let type): "\(place)：规则 \(rule) 要求类型为 \(type)。"
        case .setRule(let rule): "\(place)：类型为 set 的字段规则须为 set，不能是 \(rule)。"
        case .computedRequired: "\(place)：计算字段不能必填，因为设备不能写入。"
        case .ruleNeedsOrder(let rule): "\(place)：规则 \(rule) 要求数字、日期或时间。"
        case .movesWithoutState: "\(place)：moves 要求规则为 state。"
        case .stateNeeds(let setting): "\(place)：规则 state 须写明 \(setting)。"
        case .noMoveOption(let key): "\(place)：状态变动中的“\(key)”不是选项。"
        case .moveToItself(let key): "\(place)：从“\(key)”变为自身没有意义。"
        }
    }
}

extension PackProblem.UpgradeFault {
    fileprivate var inChinese: String {
        switch self {
        case .name(let new, let old): "方案名为 \(new)，而现行方案是 \(old)。"
        case .version(let new, let old): "版本号须增大：现行第 \(old) 版，方案中为第 \(new) 版。"
        case .timeZone(let old): "时区不能更改（原为 \(old)）。"
        case .scope(let name): "范围 \(name) 被删除或更改。"
        case .role(let name): "角色 \(name) 被删除或改了归属，而已有设备使用它。"
        case .collection(let name): "表 \(name) 被删除。"
        case .collectionChanged(let place, let setting), .fieldChanged(let place, let setting):
            "\(place)：可能已有记录，\(setting.inChinese)不能更改。"
        case .field(let place): "字段 \(place) 被删除。"
        case .newRequired(let place): "新字段 \(place) 不能为必填：已有记录没有它。"
        case .type(let place, let old): "\(place)：可能已有记录，类型不能更改（原为 \(old)）。"
        case .rule(let place, let old): "\(place)：可能已有记录，合并规则不能更改（原为 \(old)）。"
        case .becameRequired(let place): "\(place)：可能已有记录，不能改为必填。"
        case .onlyLower(let place, let setting): "\(place)：可能已有记录，\(setting) 只能调低或取消。"
        case .onlyHigher(let place, let setting): "\(place)：可能已有记录，\(setting) 只能调高或取消。"
        case .option(let place, let key): "\(place)：选项“\(key)”被删除，而已有记录可能使用它。"
        }
    }
}

extension PackProblem.UpgradeFault.Setting {
    fileprivate var inChinese: String {
        switch self {
        case .scope: "范围"
        case .lane: "通道"
        case .delete: "删除规则"
        case .key: "关键字段"
        case .seal: "办结字段"
        case .target: "所引用的表"
        case .digits: "小数位数"
        case .initial: "初始值"
        }
    }
}

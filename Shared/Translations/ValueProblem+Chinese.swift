package import Records

extension ValueProblem: InChinese {
    /// The sentence in Chinese.
    package var inChinese: String {
        switch self {
        case .notInteger(let text): "“\(text)”不是整数。"
        case .notBoolean(let text): "“\(text)”既不是“是”也不是“否”（true 或 false）。"
        case .notDecimal(let text): "“\(text)”不是小数，正确写法如 61.25。"
        case .tooFine(let text, let digits): "“\(text)”的小数位数超过 \(digits) 位。"
        case .outOfRange(let text, let min?, let max?): "“\(text)”不在 \(min) 到 \(max) 的范围内。"
        case .outOfRange(let text, let min?, nil): "“\(text)”小于 \(min)。"
        case .outOfRange(let text, nil, let max?): "“\(text)”大于 \(max)。"
        case .outOfRange(let text, nil, nil): "“\(text)”超出范围。"
        case .noChoice(let text, let choices): "“\(text)”不在可选项之内，可选：\(choices.joined(separator: "、"))。"
        case .notDate(let text): "“\(text)”不是日期，正确写法如 2024-03-01。"
        case .notTime(let text): "“\(text)”不是时间，正确写法如 2024-03-01T08:30。"
        case .serialDay(let text, let day):
            "“\(text)”可能是电子表格中 \(day) 的序号，请把该列设为日期或文本格式后重新填写。"
        case .outsideTime(let text): "“\(text)”超出了公元 1 至 9999 年。"
        case .unknownZone(let zone): "本机不认识时区“\(zone)”。"
        case .tooManyBytes(let max): "文字超过 \(max) 字节。"
        case .tooManyCharacters(let count, let max): "文字有 \(count) 个字，最多 \(max) 个字。"
        case .signedElement(let text): "“\(text)”不能直接作为集合的一项：以 + 或 - 开头时请写作 \\+ 或 \\-。"
        case .notID(let text, nil): "“\(text)”不是记录编号。"
        case .notID(let text, let collection?): "“\(text)”不是 \(collection) 的记录编号。"
        case .notNamed(let text, let collection): "本机没有编号或名称为“\(text)”的 \(collection) 记录。"
        case .idAndKey(let text, let collection):
            "“\(text)”既是一条 \(collection) 记录的编号，又是另一条的代码：请改写前一条的代码，或后一条的编号。"
        case .severalNamed(let text, let count, let collection, let example):
            "有 \(count) 条 \(collection) 记录的名称都是“\(text)”，请写明是哪一条，如 \(example)。"
        case .noneHere(let text, let collection, let form):
            "“\(text)”没有对应的记录：本机还没有 \(collection) 的记录（若由他人登记，请先同步）。自然键写作 \(form)。"
        case .notKey(let text, let collection, let form, let example):
            "“\(text)”既不是 \(collection) 的记录编号，也不是它的代码（写法：\(form)，如 \(example)）。"
        case .notKeyOrName(let text, let collection, let form, let example):
            "本机没有编号、代码或名称为“\(text)”的 \(collection) 记录；代码写法：\(form)，如 \(example)。"
        }
    }
}

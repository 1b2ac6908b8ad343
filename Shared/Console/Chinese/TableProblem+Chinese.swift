package import Programme
import Translations

extension TableProblem: InChinese {
    /// The sentence in Chinese.
    package var inChinese: String {
        switch self {
        case .isUTF16: "文件是 UTF-16 编码，请另存为“CSV UTF-8”。"
        case .zeroByte: "此处有零字节，不是文本，请另存为“CSV UTF-8”。"
        case .eitherEncoding: "无法判断文件是 UTF-8 还是 GB18030 编码，请另存为“CSV UTF-8”。"
        case .uncertainEncoding: "文件不是 UTF-8 编码，从内容也无法确定是否为 GB18030 编码，请另存为“CSV UTF-8”。"
        case .notUTF8: "此处字符不是 UTF-8 编码：文件被截断或改动过，或使用了其他编码，请另存为“CSV UTF-8”。"
        case .notText: "此处字符既不是 UTF-8 也不是 GB18030 编码，请将文件另存为“CSV UTF-8”。"
        case .noHeader: "文件没有标题行。"
        case .titleForHeader(let headings, let cells):
            "此行不是标题行：有 \(headings) 个列标题，下一行却有 \(cells) 格。请给每一列写上标题，并删去表名行和 sep= 行。"
        case .rowTooLong(let cells, let headings): "该行有 \(cells) 格，标题行只有 \(headings) 格。"
        case .noHeading(let column): "第 \(column) 列在此处有内容，但首行没有列标题。"
        case .rowTooWide(let max): "该行超过 \(max) 格，表格不可能这么宽。"
        case .tooManyCells(let max): "表格超过 \(max) 格，请分成几个文件。"
        case .afterQuote: "带引号的单元格在引号结束后还有内容；单元格内的引号须写成两个。"
        case .openQuote: "带引号的单元格缺少结束引号。"
        }
    }
}

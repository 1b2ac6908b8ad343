package import SyncModel

extension FormatProblem: InChinese {
    /// The sentence in Chinese.
    package var inChinese: String {
        switch self {
        case .newer(let path, let found, let known):
            "\(path) 的数据格式为 \(found)，本程序只支持到 \(known)：请安装建立它的程序版本或更新的版本；未作任何改动。"
        case .older(let path, let found): "\(path) 是较早的数据格式 \(found)：请在可写的位置打开一次，或复制一份后打开副本；未作任何改动。"
        case .foreign(let path): "\(path) 不是本程序的数据库，或已损坏：请指定其他文件夹，或放回数据库的备份；未作任何改动。"
        }
    }
}

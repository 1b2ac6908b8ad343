import Foundation
package import HostFiles

extension Failure {
    /// Why a file or folder was not made, replaced or read, in words; nothing was changed.
    package init(_ trouble: FileTrouble) {
        let path = trouble.path
        switch trouble.reason {
        case .isNoFile:
            self.init(
                en: "\(path) is no file; nothing was changed.",
                zh: "\(path) 不是普通文件，没有任何改动。",
                adviceEn: "Name a file.",
                adviceZh: "请指定一个文件。"
            )
        case .isDatabase:
            self.init(
                en: "\(path) is a database, or belongs to one; nothing was changed.",
                zh: "\(path) 是数据库或数据库的附属文件，没有任何改动。",
                adviceEn: "Name another file.",
                adviceZh: "请指定其他文件。"
            )
        case .isOwnFolder:
            self.init(
                en: "\(path) lies in the folder of the program's own data; nothing was changed.",
                zh: "\(path) 在程序自己的数据文件夹内，没有任何改动。",
                adviceEn: "Name a file in another folder.",
                adviceZh: "请指定其他文件夹中的文件。"
            )
        case .system(let number):
            let words = Self.words(number) ?? Text(String(cString: strerror(number)))
            self.init(
                en: "\(path): \(words.en); nothing was changed.",
                zh: "\(path)：\(words.zh)，没有任何改动。",
                adviceEn: "Check the path, its rights and the room on the disk.",
                adviceZh: "请检查路径、权限和磁盘空间。"
            )
        }
    }

    private static func words(_ number: Int32) -> Text? {
        switch number {
        case ENOENT: Text(en: "there is no such file or folder", zh: "文件或文件夹不存在")
        case EACCES, EPERM: Text(en: "the rights do not allow it", zh: "没有权限")
        case ENOTDIR: Text(en: "a part of the path is no folder", zh: "路径中有一部分不是文件夹")
        case EROFS: Text(en: "the disk can only be read", zh: "磁盘只读")
        case ENOSPC, EDQUOT: Text(en: "the disk is full", zh: "磁盘已满")
        case EFBIG: Text(en: "it is too large", zh: "文件过大")
        case ELOOP: Text(en: "its links lead in a circle", zh: "链接互相指向，无法打开")
        default: nil
        }
    }
}

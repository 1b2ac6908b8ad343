import Console
import Glibc
import HostFiles

/// What stands in the way of a table's file, and what to do about it.
enum TableTrouble {
    static func reading(_ trouble: FileTrouble) -> Failure {
        let path = trouble.path
        switch trouble.reason {
        case .isNoFile, .isOwnFolder, .isDatabase, .system(EISDIR):
            return Failure(
                en: "“\(path)” is no file.",
                zh: "“\(path)”不是文件。",
                adviceEn: "Name a CSV file, or - for standard input.",
                adviceZh: "请指定 CSV 文件，或用 - 表示标准输入。"
            )
        case .system(EFBIG):
            return Failure(
                en: "\(path) is larger than \(TableSource.bytesMax >> 20) MiB.",
                zh: "\(path) 超过 \(TableSource.bytesMax >> 20) MiB。",
                adviceEn: "Cut the table into several files and import one after the other.",
                adviceZh: "请把表格分成几个文件，逐个导入。"
            )
        case .system(ENOENT), .system(ENOTDIR):
            return Failure(
                en: "There is no file \(path).",
                zh: "没有文件 \(path)。",
                adviceEn: "Check its name and folder.",
                adviceZh: "请检查文件名和所在文件夹。"
            )
        case .system:
            return Failure(
                en: "The file \(path) cannot be read.",
                zh: "无法读取文件 \(path)。",
                adviceEn: "Check that you may read it.",
                adviceZh: "请检查是否有读取权限。"
            )
        }
    }

    /// - Parameter mayPipe: the table may also go to standard output.
    static func writing(_ trouble: FileTrouble, mayPipe: Bool) -> Failure {
        let path = trouble.path
        switch trouble.reason {
        case .isNoFile, .system(EISDIR):
            return Failure(
                en: "“\(path)” is no file, so it was not replaced.",
                zh: "“\(path)”不是文件，未作替换。",
                adviceEn: "Name a file, not a folder or a device" + (mayPipe ? ", or - for standard output." : "."),
                adviceZh: "请指定文件，不能是文件夹或设备" + (mayPipe ? "；或用 - 表示标准输出。" : "。")
            )
        case .isDatabase: return Failure(trouble)
        case .isOwnFolder:
            return Failure(
                en: "\(path) lies in the device's own folder, in which nothing is replaced.",
                zh: "\(path) 在本设备的数据文件夹中，不能写在那里。",
                adviceEn: "Name a file in another folder.",
                adviceZh: "请写到其他文件夹。"
            )
        case .system(ENOENT), .system(ENOTDIR):
            return Failure(
                en: "The folder of \(path) is not there.",
                zh: "\(path) 所在的文件夹不存在。",
                adviceEn: "Make the folder first, or name another one.",
                adviceZh: "请先建立文件夹，或换一个。"
            )
        case .system(ENOSPC), .system(EDQUOT):
            return Failure(
                en: "The disk is full; \(path) was not written.",
                zh: "磁盘已满，\(path) 没有写出。",
                adviceEn: "Free some space and try again; what stood there is as it was.",
                adviceZh: "请腾出空间后重试；原有文件没有改动。"
            )
        case .system:
            return Failure(
                en: "The file \(path) cannot be written.",
                zh: "无法写入文件 \(path)。",
                adviceEn: "Check that you may write in that folder.",
                adviceZh: "请检查是否有该文件夹的写权限。"
            )
        }
    }
}

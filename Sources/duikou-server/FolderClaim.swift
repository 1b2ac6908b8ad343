import Console

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Holds a data folder for one serving process: two would answer the same devices without knowing of each other's
/// receipts.
///
/// The lock dies with the process, however that ends.
struct FolderClaim {
    private let descriptor: Int32

    /// Claims a folder.
    /// - Throws: ``Failure`` if another process serves it.
    init(folder: String) throws(Failure) {
        descriptor = open("\(folder)/serve.lock", O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw Failure(
                en: "The folder \(folder) cannot be written.",
                zh: "文件夹 \(folder) 无法写入。",
                adviceEn: "Check its owner and rights.",
                adviceZh: "请检查其所有者和权限。"
            )
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            throw Failure(
                en: "Another duikou-server serves \(folder) already.",
                zh: "已有另一个 duikou-server 正在为 \(folder) 提供服务。",
                adviceEn: "Use that one, or stop it first.",
                adviceZh: "请使用它，或先将其停止。"
            )
        }
    }

    /// Lets go.
    func release() { close(descriptor) }
}

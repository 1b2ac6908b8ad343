import SyncModel

/// Why a folder cannot be a server's.
package enum FolderProblem: Explained {
    /// It cannot be made.
    case unmade(String)
    /// It cannot be written.
    case unwritable(String)
    /// Somebody else's data lie there.
    case taken(String)
    /// Nothing lies there.
    case empty(String)

    /// The sentence in English.
    package var inEnglish: String {
        switch self {
        case .unmade(let folder): "The folder \(folder) cannot be made; check the path and its rights."
        case .unwritable(let folder):
            "The folder \(folder) cannot be written; check its rights and the room on the disk."
        case .taken(let folder): "\(folder) already holds a server's data; choose another folder, or serve this one."
        case .empty(let folder): "\(folder) holds no server's data."
        }
    }
}

/// Why a file is not opened as a store, on a device or at the server; nothing in it was changed.
package enum FormatProblem: Explained {
    /// A newer program wrote it: the number that it bears, and the newest known here.
    case newer(path: String, found: Int, known: Int)
    /// It lacks steps that cannot be taken where it is.
    case older(path: String, found: Int)
    /// It bears no marks of this program.
    case foreign(path: String)

    /// The sentence in English.
    package var inEnglish: String {
        switch self {
        case .newer(let path, let found, let known):
            """
            \(path) has format \(found), this program knows \(known): install the program that made it or a newer one; \
            nothing was changed.
            """
        case .older(let path, let found):
            """
            \(path) has the earlier format \(found): open it once, or a copy of it, where it may be written; \
            nothing was changed.
            """
        case .foreign(let path):
            """
            \(path) is no store of this program, or is damaged: name another folder, or put a copy of the store back; \
            nothing was changed.
            """
        }
    }
}

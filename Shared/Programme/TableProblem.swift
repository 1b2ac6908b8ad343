import SyncModel

/// Why bytes are no table.
package enum TableProblem: Explained {
    /// Two bytes a character.
    case isUTF16
    /// A byte that no text has.
    case zeroByte
    /// It reads well in both encodings.
    case eitherEncoding
    /// It reads in the wide one of the two, as nearly everything does.
    case uncertainEncoding
    /// A torn or strange character in what is UTF-8 otherwise.
    case notUTF8
    /// A character of neither encoding.
    case notText
    /// There is no first row, or nothing in it.
    case noHeader
    /// Fewer headings than values below them: a title, or a setting of a spreadsheet.
    case titleForHeader(headings: Int, cells: Int)
    /// A value beyond the last column of the header.
    case rowTooLong(cells: Int, headings: Int)
    /// A value under an empty heading.
    case noHeading(column: Int)
    /// More cells than a sheet is wide.
    case rowTooWide(max: Int)
    /// More cells than the memory should hold.
    case tooManyCells(max: Int)
    /// Something stands between a closing quote and the next comma.
    case afterQuote
    /// The file ends in a quoted cell.
    case openQuote

    /// The sentence in English.
    package var inEnglish: String {
        switch self {
        case .isUTF16: "The file is UTF-16; save it as \"CSV UTF-8\"."
        case .zeroByte: "There is a zero byte here, so this is no text; save it as \"CSV UTF-8\"."
        case .eitherEncoding: "The file could be UTF-8 or GB18030; save it as \"CSV UTF-8\"."
        case .uncertainEncoding:
            "The file is not UTF-8, and its characters do not show whether it is GB18030; save it as \"CSV UTF-8\"."
        case .notUTF8:
            """
            A character here is not UTF-8: the file was cut off or changed, or is in another encoding; \
            save it as \"CSV UTF-8\".
            """
        case .notText: "A character here is neither UTF-8 nor GB18030; save the file as \"CSV UTF-8\"."
        case .noHeader: "The file has no header row."
        case .titleForHeader(let headings, let cells):
            "This is no header: it has \(headings) headings, the row below it \(cells) cells. "
                + "Name every column; take away titles and sep= lines."
        case .rowTooLong(let cells, let headings): "The row has \(cells) cells, the header only \(headings)."
        case .noHeading(let column): "Column \(column) has a value here, but no heading in the first row."
        case .rowTooWide(let max): "The row has more than \(max) cells; no table is so wide."
        case .tooManyCells(let max): "The table has more than \(max) cells; cut it into several files."
        case .afterQuote: "A quoted cell goes on after its closing quote; double the quotes inside it."
        case .openQuote: "A quoted cell is not closed."
        }
    }
}

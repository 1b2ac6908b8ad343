import Records

/// The columns of a table as its first row heads them.
///
/// Spreadsheets save the columns that somebody once clicked into: those without heading and values are left out.
struct CSVColumns {
    private let header: CSVFile.Row
    /// The places of the columns with a heading.
    private let places: [Int]
    /// The headings, none of them empty.
    let names: [String]

    init(headedBy row: CSVFile.Row) {
        header = row
        let headings = row.cells.map(\.trimmedBlanks)
        places = headings.indices.filter { !headings[$0].isEmpty }
        names = places.map { headings[$0] }
    }

    /// A row with a cell for each name.
    /// - Parameter isFirst: it stands below the header, so that what does not fit may be the fault of the header.
    func filled(_ row: CSVFile.Row, isFirst: Bool) throws(CSVFile.Failure) -> CSVFile.Row {
        let cells = row.cells
        var next = 0
        for place in cells.indices {
            if next < places.count, places[next] == place {
                next += 1
            } else if !cells[place].trimmedBlanks.isEmpty {
                throw mismatch(row, place, isFirst: isFirst)
            }
        }
        return CSVFile.Row(line: row.line, cells: places.map { $0 < cells.count ? cells[$0] : "" })
    }

    private func mismatch(_ row: CSVFile.Row, _ place: Int, isFirst: Bool) -> CSVFile.Failure {
        let count = row.cells.count { !$0.trimmedBlanks.isEmpty }
        if isFirst, count > names.count {
            return CSVFile.Failure(line: header.line, .titleForHeader(headings: names.count, cells: count))
        }
        guard place < header.cells.count else {
            return CSVFile.Failure(line: row.line, .rowTooLong(cells: place + 1, headings: header.cells.count))
        }
        return CSVFile.Failure(line: row.line, .noHeading(column: place + 1))
    }
}

extension ChangeProblem {
    /// Why what stands in a field is no value of it.
    package enum ValueFault: Hashable, Sendable {
        /// Nothing stands where something must.
        case required
        /// Unit: characters; absent: as many as any text may have.
        case notText(max: Int?)
        /// Both ends included.
        case notInteger(min: Int64?, max: Int64?)
        /// Digits after the point; both ends included.
        case notDecimal(digits: Int, min: Int64?, max: Int64?)
        /// Neither true nor false.
        case notBoolean
        /// Not a day.
        case notDate
        /// Not a moment, or beside the years.
        case notTime
        /// None of the options.
        case noOption([String])
        /// Unit: characters of an element.
        case notTexts(max: Int?)
        /// A set with something else in it than options.
        case notOptions([String])
        /// Not an id, with the collection where one is declared.
        case notReference(to: String?)
        /// Not the digest of a file.
        case notHash
        /// Bytes that are no text.
        case notUTF8

        var inEnglish: String {
            switch self {
            case .required: "a value is required."
            case .notText(let max?): "must be a text of at most \(max) characters."
            case .notText(nil): "must be a text of at most \(Limits.textBytesMax / 1024) KiB."
            case .notInteger(let min, let max): "must be a whole number\(Self.range(min, max))."
            case .notDecimal(let digits, let min, let max):
                "must be a decimal number with at most \(digits) digits after the point\(Self.range(min, max))."
            case .notBoolean: "must be true or false."
            case .notDate: "must be a date such as 2024-03-01."
            case .notTime: "must be a time in the years 1 to 9999."
            case .noOption(let options): "must be one of \(options.joined(separator: ", "))."
            case .notTexts(let max?): "must be a set of texts of at most \(max) characters."
            case .notTexts(nil): "must be a set of texts."
            case .notOptions(let options): "must be a set of \(options.joined(separator: ", "))."
            case .notReference(let collection?): "must be the id of a record of \(collection)."
            case .notReference(nil): "must be the id of a record."
            case .notHash: "must be the SHA-256 of a file, as 64 lower-case hexadecimal digits."
            case .notUTF8: "the text that another program wrote is not UTF-8; bytes that do not fit stand as \\xNN."
            }
        }

        private static func range(_ min: Int64?, _ max: Int64?) -> String {
            switch (min, max) {
            case (nil, nil): ""
            case (let min?, nil): " of at least \(min)"
            case (nil, let max?): " of at most \(max)"
            case (let min?, let max?): ", \(min) to \(max)"
            }
        }
    }
}

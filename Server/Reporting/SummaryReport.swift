import Records
package import SyncModel

/// The overview of a province for one year: per reporting unit of the recipients, opening county and pair, with a
/// total.
///
/// A day's figures (pairs in force, on post …) are of the last day up to which both sites of a pair have reported, at
/// most 31 December. Either site may hold the roster, so who was on post is known only where both have; a figure of
/// which nothing is known is `nil`.
package struct SummaryReport: Hashable, Sendable {
    /// The programme's name.
    package var programme: String
    /// What people call the programme, in Chinese.
    package var titleZh: String
    /// What people call the programme, in English.
    package var titleEn: String
    /// The programme's version.
    package var version: Int
    /// The calendar year.
    package var year: Int
    /// When it was made: the time of the programme's zone.
    package var made: String
    /// The organisation whose pairs these are; `nil` for the whole province.
    package var org: Site?
    /// One row for each reporting unit that has recipients, in the order of the codes.
    package var rows: [Row]
    /// All pairs of the report.
    package var total: Row

    /// What a row stands for.
    package enum Level: String, Hashable, Sendable, Encodable {
        case province
        case prefecture
        case county
        case pair
    }

    /// An organisation whose records of the year are not there.
    package struct Site: Hashable, Sendable, Encodable {
        /// As in the directory.
        package var code: String
        /// As in the directory.
        package var name: String
        /// When it last reported, in the programme's zone; `nil` if it never did.
        package var since: String?
    }

    /// A device that reported long before the others of its site, or never: it may still hold records that nobody has
    /// seen.
    package struct SilentDevice: Hashable, Sendable, Encodable {
        /// What people call it.
        package var name: String
        /// Its role's name.
        package var role: String
        /// The name of its organisation.
        package var org: String
        /// When it last reported, in the programme's zone; `nil` if it never did.
        package var lastSync: String?
    }

    /// The figures of one area or pair.
    package struct Row: Hashable, Sendable {
        /// What the row stands for.
        package var level: Level
        /// The area's code; for a pair the code of its recipient.
        package var code: String
        /// The area, or the pair.
        package var name: String
        /// In the order of the columns.
        package var figures: Figures
        /// The time up to which all sites that have reported have done so, in the programme's zone; `nil` if none has.
        package var through: String?
        /// The sites of the row that have not reported on the year.
        package var sitesNotReported: [Site]
        /// Devices of the row's sites that may still hold unsent records.
        package var silentDevices: [SilentDevice]
        /// The rows that this one opens into.
        package var rows: [Row]
    }

    /// The numbers of one row; `nil` is unknown, for no site that could tell has reported.
    package struct Figures: Hashable, Sendable {
        /// Distinct counties of pairs in force.
        package var counties = 0
        /// Pairs in force.
        package var pairs = 0
        /// Pairs in force with an agreement in force.
        package var agreementsInForce: Int? = 0
        /// The sum of the minimum numbers of the pairs in force.
        package var requiredOnPost = 0
        /// People on the roster who were not away.
        package var onPost: Int? = 0
        /// Pairs in force whose roster reaches the minimum.
        package var pairsAtStrength: Int? = 0
        /// Days on which a recipient had nobody on any roster, of those that are known.
        package var gapDays: Int? = 0
        /// Remote services, twins counted once.
        package var remoteServices: Int? = 0
        /// Trainings held, twins counted once.
        package var trainingsHeld: Int? = 0
        /// Distinct people whose training at the supporter began in the year.
        package var trainees: Int? = 0
        /// Techniques, services and departments with their first case in the year.
        package var newTechniques: Int? = 0
        /// Conflicts that nobody has settled.
        package var openConflicts = 0
    }

    /// The calendar year of a moment where the programme is at home.
    /// - Parameter now: milliseconds since 1970, UTC.
    package static func year(of now: Int64, in programme: Programme) -> Int {
        Int(TimeText.write(now, zone: programme.timeZone).prefix(4)) ?? 1970
    }

    /// Computes the overview.
    ///
    /// - Parameters:
    ///   - org: an area or a hospital, to whose pairs the overview is narrowed.
    ///   - now: milliseconds since 1970, UTC; days after it are not counted.
    /// - Throws: ``ReportError`` if the programme lacks what the report needs, or what the source throws.
    package static func make(
        from source: some ReportSource,
        programme: Programme,
        year: Int,
        of org: RecordID? = nil,
        now: Int64
    ) throws -> SummaryReport {
        guard 1900...2999 ~= year else { throw ReportError.noYear(year) }
        for name in [
            "org", "pair", "agreement", "batch", "member", "absence", "tele_session", "training", "trainee",
            "technology",
        ] {
            guard programme.collection(named: name) != nil else {
                throw ReportError.notRecorded(name, programme: programme.name)
            }
        }
        return try SummaryWorld(source, programme, year: year, of: org, now: now).report()
    }
}

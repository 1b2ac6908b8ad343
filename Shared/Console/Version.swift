/// The version of the programs.
package enum Version {
    /// As `--version` prints it behind the program's name.
    package static let number = "0.1.0"

    /// Name and version of a program.
    package static func of(_ program: String) -> String { "\(program) \(number)" }
}

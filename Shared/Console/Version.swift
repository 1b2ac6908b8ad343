/// The version of the programs.
public enum Version {
    /// As `--version` prints it behind the program's name.
    public static let number = "0.1.0"

    /// Name and version of a program.
    public static func of(_ program: String) -> String { "\(program) \(number)" }
}

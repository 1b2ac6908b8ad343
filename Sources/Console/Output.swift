#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Standard output and standard error: results go to the first, progress and errors to the second.
///
/// Where the reader has gone (`duikou list … | head`) writing does nothing more, and the command still ends with its own exit code.
public enum Output {
    /// Writes one line to standard output.
    public static func line(_ text: String = "") { write(text + "\n", to: 1) }

    /// Writes text to standard output as it stands.
    public static func text(_ text: String) { write(text, to: 1) }

    /// Writes bytes to standard output as they stand.
    public static func bytes(_ bytes: [UInt8]) { write(bytes, to: 1) }

    /// Writes one JSON document to standard output: indented for a person at a terminal, on one line for a program.
    public static func json(_ json: JSON) { line(isTerminal ? json.pretty : json.compact) }

    /// Writes one line to standard error.
    public static func error(_ text: String) { write(text + "\n", to: 2) }

    /// Writes text to standard error as it stands: a progress bar returns to the start of its line.
    public static func progress(_ text: String) { write(text, to: 2) }

    /// Standard output is a terminal.
    public static var isTerminal: Bool { isatty(1) == 1 }

    /// Standard error is a terminal.
    public static var errorIsTerminal: Bool { isatty(2) == 1 }

    private static func write(_ text: String, to descriptor: Int32) { write(Array(text.utf8), to: descriptor) }

    private static func write(_ bytes: [UInt8], to descriptor: Int32) {
        var bytes = bytes[...]
        while !bytes.isEmpty {
            #if canImport(Glibc)
            let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            #else
            let count = bytes.withUnsafeBytes { Darwin.write(descriptor, $0.baseAddress, $0.count) }
            #endif
            if count > 0 {
                bytes = bytes.dropFirst(count)
            } else if errno != EINTR {
                return
            }
        }
    }
}

/// Writes a JSON array to standard output element by element, so that a list of any length needs little memory.
public struct JSONListPrinter {
    private var pending = "["
    private var isFirst = true

    /// Begins the array.
    public init() {}

    /// Writes one element on a line of its own.
    public mutating func add(_ element: JSON) {
        pending += isFirst ? "\n" : ",\n"
        isFirst = false
        element.write(to: &pending)
        guard pending.utf8.count > 1 << 16 else { return }
        Output.text(pending)
        pending = ""
    }

    /// Ends the array.
    public mutating func finish() {
        Output.text(pending + (isFirst ? "]\n" : "\n]\n"))
        pending = ""
    }
}

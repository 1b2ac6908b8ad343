#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Standard output and standard error: results go to the first, progress and errors to the second. The only door to
/// either.
///
/// Whatever passes is made visible first (``Visible``); only the line ends and the two controls of the progress bar
/// below are ours. Where the reader has gone (`duikou list … | head`) writing does nothing more, and the command still
/// ends with its own exit code.
package enum Output {
    /// Writes one line to standard output.
    package static func line(_ text: String = "") { write(Visible.line(text) + "\n", to: 1) }

    /// Writes a text of several lines to standard output; what others typed stands in it without line breaks, as in a
    /// ``Table``.
    package static func text(_ text: String) { write(Visible.lines(text), to: 1) }

    /// Writes the bytes of a file, or JSON, to standard output: as they stand for a program, visible for a person at a
    /// terminal.
    package static func bytes(_ bytes: [UInt8]) {
        guard isTerminal else { return write(bytes, to: 1) }
        let mark: [UInt8] = [0xef, 0xbb, 0xbf]
        text(String(decoding: bytes.starts(with: mark) ? bytes.dropFirst(mark.count) : bytes[...], as: UTF8.self))
    }

    /// Writes one JSON document to standard output: indented for a person at a terminal, on one line for a program.
    package static func json(_ json: JSON) { text((isTerminal ? json.pretty : json.compact) + "\n") }

    /// Writes one line to standard error.
    package static func error(_ text: String) { write(Visible.line(text) + "\n", to: 2) }

    /// Writes a text of several lines to standard error.
    package static func errorText(_ text: String) { write(Visible.lines(text), to: 2) }

    /// Puts a line of progress in the place of the last one, on a terminal's standard error.
    package static func progress(_ line: String) { write(returnToStart + Visible.line(line) + eraseRest, to: 2) }

    /// Takes the line of progress away.
    package static func endProgress() { write(returnToStart + eraseRest, to: 2) }

    /// Standard output is a terminal.
    package static var isTerminal: Bool { isatty(1) == 1 }

    /// Standard error is a terminal.
    package static var errorIsTerminal: Bool { isatty(2) == 1 }

    private static let returnToStart = "\r"
    private static let eraseRest = "\u{1b}[K"

    /// A result that reaches nobody, as on a full disk, is no result.
    private static func fail(_ descriptor: Int32, _ number: Int32) {
        guard descriptor == 1 else { return }
        let reason = String(cString: strerror(number))
        error(say("Standard output cannot be written: \(reason).", "无法写入标准输出：\(reason)。"))
        error(
            say(
                "What was to be changed may be changed already: look before you run it again.",
                "要改的内容可能已经改好，请先查看，再决定是否重新运行。"
            )
        )
        exit(Exit.failed.rawValue)
    }

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
                continue
            }
            switch errno {
            case EINTR: continue
            case EAGAIN:
                var room = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                poll(&room, 1, -1)
            // The reader has gone, or there never was one.
            case EPIPE, EBADF: return
            default: return fail(descriptor, errno)
            }
        }
    }
}

/// Writes a JSON array to standard output element by element, so that a list of any length needs little memory.
package struct JSONListPrinter {
    private var pending = "["
    private var isFirst = true

    /// Begins the array.
    package init() {}

    /// Writes one element on a line of its own.
    package mutating func add(_ element: JSON) {
        pending += isFirst ? "\n" : ",\n"
        isFirst = false
        element.write(to: &pending)
        guard pending.utf8.count > 1 << 16 else { return }
        Output.text(pending)
        pending = ""
    }

    /// Ends the array.
    package mutating func finish() {
        Output.text(pending + (isFirst ? "]\n" : "\n]\n"))
        pending = ""
    }
}

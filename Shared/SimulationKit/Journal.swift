/// What happened, line by line, with a hash by which two runs are compared.
package struct Journal: Sendable {
    /// The lines so far.
    package private(set) var lines: [String] = []
    /// FNV-1a, 64 bits, over all lines.
    package private(set) var hash: UInt64 = 0xcbf2_9ce4_8422_2325

    /// An empty journal.
    package init() {}

    /// Adds a line.
    package mutating func write(_ line: String) {
        for byte in line.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        hash = (hash ^ 10) &* 0x100_0000_01b3
        lines.append(line)
    }
}

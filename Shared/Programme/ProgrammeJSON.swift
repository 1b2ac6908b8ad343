import Foundation
package import SyncModel

/// A programme as the server sends it to devices: JSON with sorted keys, so that equal programmes have equal bytes.
package enum ProgrammeJSON {
    /// Writes a programme.
    /// - Throws: what `JSONEncoder` throws; a programme that was read can always be written.
    package static func encode(_ programme: Programme) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return Array(try encoder.encode(programme))
    }

    /// Reads a programme.
    /// - Throws: a `DecodingError` if the bytes are something else.
    package static func decode(_ bytes: [UInt8]) throws -> Programme {
        try JSONDecoder().decode(Programme.self, from: Data(bytes))
    }
}

/// What went wrong, as a case with its values: whoever meets it can tell what it is, and people read a sentence that is
/// made from it.
///
/// English is made beside the cases, Chinese by an exhaustive switch where people read: a case without a sentence does
/// not compile.
package protocol Explained: Error, Hashable, Sendable, CustomStringConvertible {
    /// One sentence, or its part behind a place.
    var inEnglish: String { get }
}

extension Explained {
    /// The sentence in English, for logs and tests.
    package var description: String { inEnglish }
}

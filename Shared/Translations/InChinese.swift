package import SyncModel

/// What can be said in Chinese as well: a switch over all cases, so that one without a sentence does not compile.
package protocol InChinese: Explained {
    /// One sentence, or its part behind a place.
    var inChinese: String { get }
}

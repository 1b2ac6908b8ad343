import Foundation

/// The packs that come with the program: a folder `Packs` beside the executable, or in its resources.
enum ShippedPacks {
    /// Sorted.
    static var names: [String] {
        let names = roots.flatMap { (try? FileManager.default.contentsOfDirectory(atPath: $0)) ?? [] }
        return Set(names).filter { folder(named: $0) != nil }.sorted()
    }

    static func folder(named name: String) -> String? {
        roots.map { "\($0)/\(name)" }.first { FileManager.default.fileExists(atPath: "\($0)/programme.yaml") }
    }

    // Not through `Bundle.module`: it ends the process where its folder was not installed.
    private static var roots: [String] {
        let executable =
            (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? CommandLine.arguments[0]
        let folder = URL(fileURLWithPath: executable).deletingLastPathComponent().path
        return ["\(folder)/Packs", "\(folder)/Duikou_Programme.resources/Packs", "\(folder)/../share/duikou/Packs"]
    }
}

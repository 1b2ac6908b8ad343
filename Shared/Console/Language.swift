#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// The languages in which the programs speak to people.
public enum Language: String, Sendable, CaseIterable {
    case en
    case zh

    /// The language of this run: `--lang`, else `LC_ALL`, `LC_MESSAGES`, `LANG`; English where none names Chinese.
    public static let current = choose(arguments: Array(CommandLine.arguments.dropFirst())) { name in
        getenv(name).map { String(cString: $0) }
    }

    /// The language that arguments and environment ask for.
    ///
    /// An unknown word after `--lang` counts as English here; ``Arguments/withoutLanguage(_:)`` refuses it.
    public static func choose(arguments: [String], environment: (String) -> String?) -> Self {
        if let named = Arguments.language(in: arguments) { return Self(rawValue: named) ?? .en }
        for name in ["LC_ALL", "LC_MESSAGES", "LANG"] {
            if let value = environment(name), !value.isEmpty { return value.lowercased().hasPrefix("zh") ? .zh : .en }
        }
        return .en
    }
}

/// A text for people in both languages.
public struct Text: Hashable, Sendable {
    /// English.
    public var en: String
    /// Chinese.
    public var zh: String

    /// A text from its two versions.
    public init(en: String, zh: String) {
        self.en = en
        self.zh = zh
    }

    /// A text that is the same in both languages, such as a name.
    public init(_ same: String) {
        en = same
        zh = same
    }

    /// The text in the language of this run.
    public var now: String { self[Language.current] }

    /// The text in one language.
    public subscript(language: Language) -> String {
        switch language {
        case .en: en
        case .zh: zh
        }
    }

    /// One text after the other.
    public static func + (left: Self, right: Self) -> Self {
        Self(en: left.en + right.en, zh: left.zh + right.zh)
    }
}

/// Picks the version for the language of this run: short for `Text(en:zh:).now`.
public func say(_ en: @autoclosure () -> String, _ zh: @autoclosure () -> String) -> String {
    switch Language.current {
    case .en: en()
    case .zh: zh()
    }
}

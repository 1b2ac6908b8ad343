#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// The languages in which the programs speak to people.
package enum Language: String, Sendable, CaseIterable {
    case en
    case zh

    /// The language of this run: `--lang`, else `LC_ALL`, `LC_MESSAGES`, `LANG`; English where none names Chinese.
    package static let current = choose(arguments: Array(CommandLine.arguments.dropFirst())) { name in
        getenv(name).map { String(cString: $0) }
    }

    /// The language that arguments and environment ask for.
    ///
    /// An unknown word after `--lang` counts as English here; ``Arguments/withoutLanguage(_:)`` refuses it.
    package static func choose(arguments: [String], environment: (String) -> String?) -> Self {
        if let named = Arguments.language(in: arguments) { return Self(rawValue: named) ?? .en }
        for name in ["LC_ALL", "LC_MESSAGES", "LANG"] {
            if let value = environment(name), !value.isEmpty { return value.lowercased().hasPrefix("zh") ? .zh : .en }
        }
        return .en
    }
}

/// A text for people in both languages.
package struct Text: Hashable, Sendable {
    /// English.
    package var en: String
    /// Chinese.
    package var zh: String

    /// A text from its two versions.
    package init(en: String, zh: String) {
        self.en = en
        self.zh = zh
    }

    /// A text that is the same in both languages, such as a name.
    package init(_ same: String) {
        en = same
        zh = same
    }

    /// The text in the language of this run.
    package var now: String { self[Language.current] }

    /// The text in one language.
    package subscript(language: Language) -> String {
        switch language {
        case .en: en
        case .zh: zh
        }
    }

    /// One text after the other.
    package static func + (left: Self, right: Self) -> Self {
        Self(en: left.en + right.en, zh: left.zh + right.zh)
    }
}

/// Picks the version for the language of this run: short for `Text(en:zh:).now`.
package func say(_ en: @autoclosure () -> String, _ zh: @autoclosure () -> String) -> String {
    switch Language.current {
    case .en: en()
    case .zh: zh()
    }
}

import Translations

extension Text {
    /// A sentence of a module in both languages.
    /// - Parameter fallback: what is said in Chinese, before the English, of a sentence that no catalogue has: one of a newer server.
    public init(translating sentence: String, else fallback: String = "原文") {
        self.init(en: sentence, zh: Chinese.of(sentence) ?? "\(fallback)：\(sentence)")
    }
}

import Synchronization

/// All chance of a simulation: shared by all that take part.
package final class Dice: Sendable {
    private let random: Mutex<SeededRandom>

    /// Dice that fall the same way for the same seed.
    package init(seed: UInt64) {
        random = Mutex(SeededRandom(seed: seed &* 0x9e37_79b9_7f4a_7c15 ^ 0x5851_f42d_4c95_7f2d))
    }

    /// 64 random bits.
    package func next() -> UInt64 { random.withLock { $0.next() } }

    /// Dice of their own, which these do not influence any more.
    package func fork() -> Dice { Dice(seed: next()) }

    /// A number from 0 to below `bound`; 0 if that is not above 0.
    package func below(_ bound: Int) -> Int {
        bound > 0 ? Int(truncatingIfNeeded: next() % UInt64(bound)) : 0
    }

    /// A number of the range.
    package func number(in range: ClosedRange<Int>) -> Int { range.lowerBound + below(range.count) }

    /// Whether something of this probability happens.
    package func chance(_ probability: Double) -> Bool {
        Double(next() >> 11) < probability * 9_007_199_254_740_992
    }

    /// One of these; `nil` of none.
    package func pick<Element>(_ elements: [Element]) -> Element? {
        elements.isEmpty ? nil : elements[below(elements.count)]
    }

    /// One of these by weight; `nil` if no weight is above 0.
    package func pick<Element>(weighted elements: [(Element, Int)]) -> Element? {
        var rest = below(elements.reduce(0) { $0 + $1.1 })
        for (element, weight) in elements where weight > 0 {
            if rest < weight { return element }
            rest -= weight
        }
        return nil
    }

    /// The same elements in another order.
    package func shuffled<Element>(_ elements: [Element]) -> [Element] {
        var elements = elements
        for index in elements.indices.dropFirst().reversed() { elements.swapAt(index, below(index + 1)) }
        return elements
    }
}

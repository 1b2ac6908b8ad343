import SyncModel

/// Random choices from one seed: one seed is one run.
struct Dice {
    private var seed: UInt64

    init(seed: UInt64) {
        self.seed = seed
    }

    mutating func bits() -> UInt64 {
        seed &+= 0x9e37_79b9_7f4a_7c15
        var word = seed
        word = (word ^ (word >> 30)) &* 0xbf58_476d_1ce4_e5b9
        word = (word ^ (word >> 27)) &* 0x94d0_49bb_1331_11eb
        return word ^ (word >> 31)
    }

    mutating func number(_ range: ClosedRange<Int>) -> Int {
        range.lowerBound + Int(bits() % UInt64(range.count))
    }

    mutating func chance(_ percent: Int) -> Bool { number(0...99) < percent }

    mutating func pick<Element>(_ choices: [Element]) -> Element { choices[number(0...choices.count - 1)] }

    mutating func list<Element>(_ count: ClosedRange<Int>, _ make: (inout Dice) -> Element) -> [Element] {
        (0..<number(count)).map { _ in make(&self) }
    }

    mutating func bytes(_ count: Int) -> [UInt8] { (0..<count).map { _ in UInt8(truncatingIfNeeded: bits()) } }

    mutating func wide() -> UInt128 { UInt128(bits()) << 64 | UInt128(bits()) }
}

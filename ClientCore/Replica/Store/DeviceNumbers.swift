import SQLiteTables
import SyncModel

/// Devices by the short numbers under which rows name them.
final class DeviceNumbers {
    private let connection: StoreConnection
    private var numbers: [DeviceID: Int64] = [:]
    private var devices: [Int64: DeviceID] = [:]

    init(_ connection: StoreConnection) {
        self.connection = connection
    }

    /// Reads all anew.
    func load() throws {
        numbers.removeAll()
        devices.removeAll()
        let rows = try connection.statement("SELECT number, device FROM _device")
        while try rows.step() {
            guard let bits = rows.blob(1).flatMap({ Bytes.number($0, as: UInt128.self) }) else { continue }
            numbers[DeviceID(bits: bits)] = rows.integer(0)
            devices[rows.integer(0)] = DeviceID(bits: bits)
        }
    }

    /// The number of a device; one that was never named gets the next.
    func number(of device: DeviceID) throws -> Int64 {
        if let known = numbers[device] { return known }
        let number = (devices.keys.max() ?? 0) + 1
        try connection.run("INSERT INTO _device(number, device) VALUES (?, ?)", number, device)
        numbers[device] = number
        devices[number] = device
        return number
    }

    func device(_ number: Int64) throws -> DeviceID {
        guard let device = devices[number] else { throw ReplicaError(.damaged, .store(.damaged(.device))) }
        return device
    }
}

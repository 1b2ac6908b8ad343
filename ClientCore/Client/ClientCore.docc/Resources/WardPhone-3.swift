public import ClientCore

/// A phone in a ward: it records without a network and reconciles when there is one.
public struct WardPhone: Sendable {
    /// The phone's copy of the records.
    public let device: Device

    /// Opens the phone; at the first start it is enrolled, and the records arrive.
    public init(
        _ folder: String,
        options: Device.Options = Device.Options(),
        code: @Sendable () throws -> String
    ) async throws {
        device = try await Device.open(folder, options: options)
        if try await device.identity() == nil {
            try await device.enroll(at: "https://sync.example.org", code: try code(), name: "Ward phone")
            try await device.sync { print($0.received, "records here,", $0.changesToCome, "to come") }.check()
        }
    }
}

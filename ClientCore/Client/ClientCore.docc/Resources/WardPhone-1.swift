public import ClientCore

/// A phone in a ward: it records without a network and reconciles when there is one.
public struct WardPhone: Sendable {
    /// The phone's copy of the records.
    public let device: Device

    /// Opens the phone.
    public init(_ folder: String, options: Device.Options = Device.Options()) async throws {
        device = try await Device.open(folder, options: options)
    }
}

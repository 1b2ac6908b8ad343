// `import ClientCore` is enough: what its functions take and give is seen with it, and nothing else of the modules it
// comes from.
@_exported public import struct SyncModel.DeviceID
@_exported public import struct SyncModel.Host
@_exported public import enum SyncModel.Lane
@_exported public import struct SyncModel.Programme
@_exported public import struct SyncModel.RecordID
@_exported public import struct SyncModel.Scope
@_exported public import enum SyncModel.Value

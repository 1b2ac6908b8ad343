import NIOCore

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Keeps little unsent data in the kernel, so that back-pressure and the stall limit see what the line really takes.
final class ConnectionOptions: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = NIOAny

    /// Unit: bytes.
    private static let unsentBytesMax: Int = 128 << 10

    func handlerAdded(context: ChannelHandlerContext) {
        #if canImport(Glibc)
        let option = ChannelOptions.Types.SocketOption(level: .tcp, name: .init(rawValue: TCP_NOTSENT_LOWAT))
        // A socket that does not know the option (a Unix socket) works without it.
        context.channel.setOption(option, value: Self.unsentBytesMax).whenFailure { _ in }
        #endif
    }
}

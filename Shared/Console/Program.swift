package import ArgumentParser
import HostFiles

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Runs one of the programs: language, parsing, exit codes, and errors as sentences.
package enum Program {
    /// Parses the arguments of this process, runs the verb, and ends the process; `translate` puts the errors of
    /// modules in words.
    package static func run(
        _ root: any ParsableCommand.Type,
        translating translate: (any Error) -> Failure? = { _ in nil }
    ) async -> Never {
        OwnerOnly.begin()
        signal(SIGPIPE, SIG_IGN)
        Interruption.watch()
        let code = await run(root, arguments: Array(CommandLine.arguments.dropFirst()), translating: translate)
        exit(code)
    }

    /// Parses, runs, reports.
    /// - Returns: the exit code.
    package static func run(
        _ root: any ParsableCommand.Type,
        arguments: [String],
        translating translate: (any Error) -> Failure? = { _ in nil }
    ) async -> Int32 {
        do {
            var command = try root.parseAsRoot(Arguments.withoutLanguage(arguments))
            Interruption.begin(command)
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
            return Exit.done.rawValue
        } catch {
            return report(translate(error) ?? error, of: root)
        }
    }

    /// Says what happened, in one or two lines on standard error.
    /// - Returns: the exit code.
    private static func report(_ error: any Error, of root: any ParsableCommand.Type) -> Int32 {
        if let failure = error as? Failure {
            failure.lines(in: .current).forEach(Output.error)
            return failure.exit.rawValue
        }
        if let code = error as? ExitCode { return code.rawValue }
        let code = root.exitCode(for: error)
        if code == .success {
            Output.text(screen(root.fullMessage(for: error)) + "\n")
            return Exit.done.rawValue
        }
        if code == .validationFailure {
            Output.errorText(screen(root.fullMessage(for: error)) + "\n")
            return Exit.usage.rawValue
        }
        let failure = Unexpected.failure(for: error)
        failure.lines(in: .current).forEach(Output.error)
        return failure.exit.rawValue
    }

    private static func screen(_ text: String) -> String {
        switch Language.current {
        case .en: text
        case .zh: ParserWords.screen(text)
        }
    }
}

extension Exit {
    /// Ends a verb that has said all it has to say.
    package var code: ExitCode { ExitCode(rawValue) }
}

extension ArgumentHelp {
    /// A help text in the language of this run.
    package static func say(_ en: String, _ zh: String) -> Self { Self(Text(en: en, zh: zh).now) }
}

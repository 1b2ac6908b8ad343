import ArgumentParser
import ClientCore
import Console
import Foundation
import HostFiles
import Replica
import SyncModel
import SyncWire

struct Doctor: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: say(
            "Check disk, database, clock, keys and server, and say what to do.",
            "检查磁盘、数据库、时钟、密钥和服务器，并说明如何处理。"
        )
    )

    @OptionGroup var options: DeviceOptions
    @Flag(help: .say("Print one JSON document.", "输出 JSON。"))
    var json = false

    func run() async throws {
        // Opening the device closes its files to others: they are looked at before.
        let open = Replica.ownFolder(options.folder).tooOpen
        var found: [Remark] = []
        do {
            try await options.device { found = await findings($0) }
        } catch let failure as Failure where options.hasStore {
            // A store that cannot even be opened is what this verb is for.
            found = [disk(), unreadable(failure)]
        }
        let schema = Replica.storeNumber(in: options.folder)
        found += [rights(open)] + Self.format(schema)
        if json {
            Output.json(Self.document(found, schema))
        } else {
            for finding in found {
                Output.line("\(finding.isWell ? "✓" : "✗") \(finding.text)")
                if let advice = finding.advice { Output.line("    " + advice) }
            }
        }
        if found.contains(where: { !$0.isWell }) || !Replica.ownFolder(options.folder).tooOpen.isEmpty {
            throw Exit.failed.code
        }
    }

    private struct Remark {
        var isWell: Bool
        var text: String
        var advice: String?
    }

    private static func document(_ findings: [Remark], _ schema: Int?) -> JSON {
        [
            "well": .boolean(findings.allSatisfy(\.isWell)), "schema": schema.map { JSON($0) } ?? .null,
            "findings": .array(
                findings.map {
                    ["well": .boolean($0.isWell), "text": .text($0.text), "advice": $0.advice.map(JSON.text) ?? .null]
                }
            ),
        ]
    }

    /// Which tables the store has; nothing where even that cannot be told, as the line on the database says.
    private static func format(_ schema: Int?) -> [Remark] {
        guard let schema else { return [] }
        let known = Replica.newestStore
        let words =
            schema == known
            ? say("Format: \(schema), the one of this program.", "数据格式：\(schema)，与本程序一致。")
            : say("Format: \(schema); this program's is \(known).", "数据格式：\(schema)；本程序的格式为 \(known)。")
        return [Remark(isWell: schema == known, text: words)]
    }

    private func findings(_ device: Device) async -> [Remark] {
        var findings = [disk()]
        findings += await database(device)
        let (keys, server) = await (identity(device), server(device))
        findings += await clock(device, offsetNow: server?.offset)
        return findings + keys + (server.map { [$0.finding] } ?? [])
    }

    private func disk() -> Remark {
        let attributes = try? FileManager.default.attributesOfFileSystem(forPath: options.folder)
        guard let free = attributes?[.systemFreeSize] as? NSNumber else {
            return Remark(isWell: true, text: say("Disk: the free space is not known here.", "磁盘：无法得知剩余空间。"))
        }
        let isWell = free.int64Value >= Device.freeBytesMin
        let megabytes = free.int64Value >> 20
        return Remark(
            isWell: isWell,
            text: say("Disk: \(megabytes) MB free.", "磁盘：剩余 \(megabytes) MB。"),
            advice: isWell
                ? nil
                : megabytes == 0
                    ? say(
                        """
                        Make room: until then nothing can be recorded or synchronised. What is here can be read, \
                        and is kept.
                        """,
                        "请腾出空间：在此之前无法登记，也无法同步。本机已有的内容仍可查看，不会丢失。"
                    ) : say("Free some space before the next sync.", "请在下次同步前腾出空间。")
        )
    }

    private func rights(_ before: [String]) -> Remark {
        let own = Replica.ownFolder(options.folder)
        let (open, places) = (own.tooOpen, before.joined(separator: ", "))
        guard open.isEmpty else {
            return Remark(
                isWell: false,
                text: say(
                    "Files: others can look into \(open.joined(separator: ", ")).",
                    "文件：其他人可以访问 \(open.joined(separator: "、"))。"
                ),
                advice: say("They belong to another account; ask its owner to close them.", "它们属于其他账户，请其所有者收回权限。")
            )
        }
        return Remark(
            isWell: true,
            text: before.isEmpty
                ? say("Files: for their owner alone.", "文件：仅所有者可访问。")
                : say(
                    "Files: these were open to others and are closed now: \(places).",
                    "文件：以下文件曾对其他人开放，现已收回：\(places)。"
                ),
            advice: own.isShared
                ? say(
                    "The folder holds other files too and stays as it is; a folder of its own is safer.",
                    "该文件夹中还有其他文件，其权限未动；单独使用一个文件夹更安全。"
                )
                : nil
        )
    }

    private func database(_ device: Device) async -> [Remark] {
        do {
            let check = try await device.query("PRAGMA quick_check(5)", as: String.self)
            let unwritable = try await device.withReplica { $0.unwritable }
            let violations = unwritable != nil ? [] : try await device.withReplica { try $0.checkInvariants() }
            let damage = check.filter { $0 != "ok" }
            if !damage.isEmpty { return [damaged(damage.joined(separator: "; "))] }
            if !violations.isEmpty { return Self.findings(violations) }
            guard let unwritable else { return [Remark(isWell: true, text: say("Database: whole.", "数据库：完好。"))] }
            let why = Text(unwritable)
            return [
                Remark(isWell: true, text: say("Database: whole, and only read. \(why.en)", "数据库：完好，只能读取。\(why.zh)"))
            ]
        } catch {
            return [unreadable(Sentences.failure(for: error))]
        }
    }

    private func unreadable(_ error: any Error) -> Remark {
        let words = (error as? Failure)?.message.now ?? say("it cannot be read.", "无法读取。")
        // What to do about another format stands in the sentence.
        let isOfAnotherFormat = Replica.storeNumber(in: options.folder).map { $0 != Replica.newestStore } ?? false
        return Remark(
            isWell: false,
            text: say("Database: ", "数据库：") + words,
            advice: isOfAnotherFormat ? nil : Self.support
        )
    }

    private func damaged(_ words: String) -> Remark {
        Remark(
            isWell: false,
            text: say("Database: the file is damaged (\(words)).", "数据库：文件已损坏（\(words)）。"),
            advice: Self.support
        )
    }

    private static var support: String { say("Keep a copy of the folder and ask for support.", "请保留文件夹的副本并联系技术支持。") }

    /// One line for people for all records of a collection that break rules, whose numbers are for support.
    private static func findings(_ violations: [Violation]) -> [Remark] {
        let places = Dictionary(grouping: violations) { $0.collection ?? "" }.sorted { $0.key < $1.key }
        var findings = places.map { name, found in
            let clauses = Set(found.map(\.clause)).sorted().joined(separator: ", ")
            let count = Set(found.compactMap(\.record)).count
            let records = say(
                """
                Database: \(count) \
                \(count == 1 ? "record of \(name) is not as it" : "records of \(name) are not as they") should be \
                (\(clauses)).
                """,
                "数据库：\(name) 有 \(count) 条记录的保存状态不对（\(clauses)）。"
            )
            let books = say("Database: its own books do not agree (\(clauses)).", "数据库：内部账目不一致（\(clauses)）。")
            return Remark(isWell: false, text: name.isEmpty ? books : records)
        }
        findings[findings.count - 1].advice = say(
            """
            Run “duikou sync”, then “duikou verify --repair”. If this is still said after it, \
            keep a copy of the folder and ask for support.
            """,
            "请依次运行“duikou sync”和“duikou verify --repair”；若之后仍有此提示，请保留文件夹的副本并联系技术支持。"
        )
        return findings
    }

    /// - Parameter offsetNow: what a server that answered says of it; else the last comparison tells. Unit:
    ///   milliseconds.
    private func clock(_ device: Device, offsetNow: Int64?) async -> [Remark] {
        let known = try? await device.storedStatus().clockOffset
        guard let offset = offsetNow ?? known else {
            return [Remark(isWell: true, text: say("Clock: not compared with the server yet.", "时钟：尚未与服务器核对。"))]
        }
        let isWell = abs(offset) <= Device.clockSecondsMax * 1_000
        return [
            Remark(
                isWell: isWell,
                text: Self.clock(offset, isNow: offsetNow != nil),
                advice: isWell
                    ? nil
                    : say(
                        """
                        Set it right, then sync once. What is typed after a comparison gets the server's time; \
                        what was typed before the first one has this computer's, marked as uncertain.
                        """,
                        "请校正时钟，然后同步一次。核对之后录入的内容按服务器时间记时；首次核对之前录入的按本机时间，并标明时钟不可靠。"
                    )
            )
        ]
    }

    private static func clock(_ offset: Int64, isNow: Bool) -> String {
        let (when, zhWhen) = isNow ? (".", "") : (" when last compared.", "上次核对时")
        guard abs(offset) >= 1_000 else { return say("Clock: as the server's\(when)", "时钟：\(zhWhen)与服务器一致。") }
        let time = Moment.duration(offset)
        return offset > 0
            ? say("Clock: \(time.en) behind the server's\(when)", "时钟：\(zhWhen)比服务器慢 \(time.zh)。")
            : say("Clock: \(time.en) ahead of the server's\(when)", "时钟：\(zhWhen)比服务器快 \(time.zh)。")
    }

    private func identity(_ device: Device) async -> [Remark] {
        do {
            guard let identity = try await device.withReplica({ try $0.identity() }) else {
                return [
                    Remark(
                        isWell: false,
                        text: say("Keys: this device is not enrolled.", "密钥：本设备尚未注册。"),
                        advice: say("Run “duikou enroll URL CODE”.", "请运行“duikou enroll 网址 注册码”。")
                    )
                ]
            }
            let keys = try ReplicaKeys(rawRepresentation: identity.keys)
            let known = keys.signing.publicKey.prefix(4).map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }
                .joined()
            var findings = [Remark(isWell: true, text: say("Keys: there (\(known)…).", "密钥：正常（\(known)…）。"))]
            if let rejected = try await device.storedStatus().rejected.map({ Sentences.rejected($0) }) {
                let text = say("Enrolment: ", "注册：") + rejected.message.now
                findings.append(Remark(isWell: false, text: text, advice: rejected.advice?.now))
            }
            return findings
        } catch {
            let words = (Sentences.failure(for: error) as? Failure)?.message.now ?? say("they cannot be read.", "无法读取。")
            return [Remark(isWell: false, text: say("Keys: ", "密钥：") + words, advice: Self.support)]
        }
    }

    /// - Returns: `nil` where the device belongs to none; how far the server's clock is ahead of this computer's, if it
    ///   says so. Unit: milliseconds.
    private func server(_ device: Device) async -> (finding: Remark, offset: Int64?)? {
        guard let identity = try? await device.withReplica({ try $0.identity() }) else { return nil }
        do {
            let host = Host.system
            let sent = host.bootClock()
            let hello = try await ProgressMeter.awaiting { try await device.hello() }
            let offset = hello.serverTime + (host.bootClock() - sent) / 2 - host.wallClock()
            guard identity.serverKeys.isEmpty || identity.serverKeys == hello.signingKey + hello.sealingKey else {
                let text = say("Server: another one answers at \(identity.server).", "服务器：\(identity.server) 上是另一台服务器。")
                let advice = say("Ask the administrator which address is right.", "请向管理员确认地址。")
                return (Remark(isWell: false, text: text, advice: advice), nil)
            }
            let text = say("Server: answers at \(identity.server).", "服务器：\(identity.server) 应答正常。")
            return (Remark(isWell: true, text: text), offset)
        } catch {
            let failure = Sentences.failure(for: error) as? Failure
            let words = failure?.message.now ?? say("it did not answer properly.", "应答异常。")
            let goesOn = say("Recording goes on without it.", "不影响登记。")
            let advice = failure?.advice.map { say($0.en + " ", $0.zh) + goesOn } ?? goesOn
            return (Remark(isWell: false, text: say("Server: \(words)", "服务器：\(words)"), advice: advice), nil)
        }
    }
}

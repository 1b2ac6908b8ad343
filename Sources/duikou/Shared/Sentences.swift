import ClientCore
import Console
import Programme
import Records
import Replica
import SyncEngine
import SyncModel
import SyncWire

/// Errors of the libraries as sentences for people, with what to do next.
enum Sentences {
    static func failure(for error: any Error) -> any Error {
        switch error {
        case let error as DuikouError: device(error)
        case let error as ReplicaError: replica(error)
        case let failure as WireFailure: Failure(.failed, Text(failure.problem, else: "与服务器的通信不符合协议"))
        case let error as CSVFile.Failure: Failure(.failed, Text(error))
        case let error as ValueProblem: Failure(.failed, Text(error))
        default: error
        }
    }

    /// - Parameter example: how a record that is here is named.
    static func noSuchRecord(_ text: String, _ collection: Programme.Collection, example: String?) -> Failure {
        let such = example.map { say(" A record is named like \($0).", "记录的写法如 \($0)。") } ?? ""
        return Failure(
            en: "There is no record “\(text)” of \(collection.name) on this device.",
            zh: "本设备上没有 \(collection.name) 的记录“\(text)”。",
            adviceEn: "“duikou list \(collection.name)” shows those that are here.\(such)",
            adviceZh: "“duikou list \(collection.name)”可查看现有记录。\(such)"
        )
    }

    /// What the library says, in this program's own words where it has them.
    static func device(_ error: DuikouError) -> Failure {
        switch error.cause {
        case .store(let error): replica(error)
        case .line(let failure): line(failure)
        case .wire where error.code == .identitySplit: identitySplit()
        case .wire, .refusal, nil:
            Failure(
                .failed,
                Text(en: error.message(), zh: error.message(.chinese)),
                advice: error.code == .notEnrolled
                    ? advice(ReplicaError.Code.notEnrolled)
                    : error.advice().map { Text(en: $0, zh: error.advice(.chinese) ?? $0) }
            )
        }
    }

    private static func replica(_ error: ReplicaError) -> Failure {
        Failure(.failed, Text(error), advice: advice(error.problem) ?? advice(error.code))
    }

    /// Which verb of this program helps, where one does.
    private static func advice(_ problem: ReplicaProblem) -> Text? {
        switch problem {
        case .change(.known(.record(.notSentYet))): Text(en: "Take it back with --yes.", zh: "请加 --yes 收回。")
        case .change(.known(.record(.creationUnfit))):
            Text(
                en: "Run “duikou sync”, then look at “duikou refused”.",
                zh: "请先运行“duikou sync”，再用“duikou refused”查看。"
            )
        case .change(.known(.record(.writtenPast))):
            Text(
                en: "Run “duikou sync”, then “duikou verify --repair”, then try again.",
                zh: "请依次运行“duikou sync”和“duikou verify --repair”，然后重试。"
            )
        case .review(.noRefused): Text(en: "“duikou refused” lists them.", zh: "“duikou refused”可列出全部被拒改动。")
        case .review(.noConflict): Text(en: "“duikou conflicts” lists them.", zh: "“duikou conflicts”可列出全部未决冲突。")
        case .change, .review, .name, .store, .others, .reply, .sql: nil
        }
    }

    private static func advice(_ code: ReplicaError.Code) -> Text? {
        switch code {
        case .notEnrolled: Text(en: "Run “duikou enroll URL CODE”.", zh: "请运行“duikou enroll 网址 注册码”。")
        case .noProgramme: Text(en: "Run “duikou sync” once.", zh: "请先运行一次“duikou sync”。")
        case .damaged: Text(en: "Run “duikou doctor”.", zh: "请运行“duikou doctor”。")
        case .unknownName, .noSuchRecord, .validation, .notYours, .tooLarge, .changed, .noSuchEntry, .badAnswer,
            .storage, .storeTooNew, .storeTooOld, .notAStore:
            nil
        }
    }

    static func identitySplit() -> Failure {
        Failure(
            .failed,
            Text(
                en:
                    """
                    Server and device remember different things of what was sent: another device uses the same keys, \
                    as after copying a folder, or this folder or the server was put back to an older copy.
                    """,
                zh: "服务器与本机对已发送内容的记录不一致：另有设备使用同样的密钥（例如复制了文件夹），或者本机文件夹或服务器恢复到了较早的副本。"
            ),
            advice: Text(
                en:
                    """
                    What this folder holds is kept: ask for a new code and run “duikou enroll URL CODE” on this device \
                    again.
                    """,
                zh: "本机文件夹中的内容都会保留：请索取新注册码，并在本设备上重新运行“duikou enroll 网址 注册码”。"
            )
        )
    }

    /// What the server answered in the place of a reply, and what a person can do about it, as the error table of the
    /// specification has it.
    static func rejected(_ failure: WireFailure, _ exit: Exit = .failed) -> Failure {
        switch failure.code {
        case .identitySplit: return identitySplit()
        case .badSignature, .unknownDevice, .revoked:
            return Failure(
                exit,
                Text(failure.problem, else: "服务器不再接受本设备"),
                advice: Text(
                    en:
                        """
                        What was typed here stays here. If this device is to go on, ask the administrator for a new \
                        code and run “duikou enroll URL CODE”: it is sent then.
                        """,
                    zh: "本机录入的内容都会保留。若本设备仍要使用，请向管理员索取新注册码并运行“duikou enroll 网址 注册码”，届时会一并发送。"
                )
            )
        case .version:
            return rejected(failure, exit, Text(en: " Install the newer program.", zh: "请安装新版程序。"))
        case .badRequest, .tooLarge, .unknownCursor:
            return rejected(
                failure,
                exit,
                Text(en: " Tell the administrator what is said here.", zh: "请将以上提示告知管理员。")
            )
        case .badCode:
            return rejected(
                failure,
                exit,
                Text(en: " Ask the administrator for a new code.", zh: "请向管理员索取新的注册码。")
            )
        case .busy, .internalError:
            return rejected(
                failure,
                exit,
                Text(
                    en: " Try again in a while; if this stays, tell the administrator.",
                    zh: "请稍后再试；若仍有此提示，请告知管理员。"
                )
            )
        }
    }

    private static func rejected(_ failure: WireFailure, _ exit: Exit, _ advice: Text) -> Failure {
        Failure(exit, Text(failure.problem, else: "服务器拒绝了本次请求"), advice: kept + advice)
    }

    /// Device and server hold different records, and what can be done about it without risk.
    static let differs = Failure(
        .person,
        Text(en: "Device and server hold different records.", zh: "本机与服务器的记录不一致。"),
        advice: Text(
            en:
                """
                “duikou verify” shows which; “duikou verify --repair” fetches what the server has and removes nothing \
                typed here.
                """,
            zh: "“duikou verify”列出不一致的记录；“duikou verify --repair”重新获取服务器上的内容，不会删除本机录入的内容。"
        )
    )

    /// True of a device whatever happens on the line: what was typed is in its own database until the server has
    /// answered it.
    static let kept = Text(en: "What was typed here stays here until the server has it.", zh: "录入的内容在服务器收到之前一直保留在本机。")

    /// How much waits to be sent.
    static func waiting(_ sets: Int, records: Int) -> String {
        guard records > 0 else { return say("Waiting to be sent: nothing", "待发送：无") }
        // What the next sync has to tell from old copies first stands in no batch yet.
        let batches = sets == 0 ? "" : say(sets == 1 ? ", in 1 batch" : ", in \(sets) batches", "，分 \(sets) 批")
        return say(
            "Waiting to be sent: \(records) \(records == 1 ? "change" : "changes") of records\(batches)",
            "待发送：\(records) 条记录改动\(batches)"
        )
    }

    // MARK: - The line

    /// A line that failed, and what a person can do about it.
    /// - Parameter whatIsKept: the line was needed for a synchronisation.
    static func line(_ failure: LineFailure, whatIsKept: Bool = false) -> Failure {
        let advice = advice(failure)
        return Failure(
            failure.mayPass ? .offline : .failed,
            Text(failure),
            advice: whatIsKept ? Text(en: "\(kept.en) \(advice.en)", zh: kept.zh + advice.zh) : advice
        )
    }

    private static func advice(_ failure: LineFailure) -> Text {
        switch failure {
        case .refused:
            Text(
                en: "Check the network, and whether the server runs at this address; then try again.",
                zh: "请检查网络，以及服务器是否在该地址运行，然后重试。"
            )
        case .unknownName:
            Text(
                en: "Without a network this passes by itself; if there is one, check the address letter by letter.",
                zh: "没有网络时会出现这种情况；若网络正常，请逐字核对地址。"
            )
        case .untrusted:
            Text(
                en: "Nothing was exchanged. Ask the administrator, and do not type passwords at this address.",
                zh: "没有交换任何数据。请联系管理员，不要在该地址输入密码。"
            )
        case .lost, .stalled: Text(en: "Try again.", zh: "请重试。")
        case .silent:
            Text(en: "Try again in a while; if it stays silent, tell the administrator.", zh: "请稍后再试；若一直没有应答，请告知管理员。")
        case .status where failure.mayPass:
            Text(
                en: "The server, or a proxy before it, has trouble; try again in a while.",
                zh: "服务器或其前面的代理出了故障，请稍后再试。"
            )
        case .webPage:
            Text(
                en:
                    """
                    This network may ask for a sign-in first: open a browser, sign in, then try again. \
                    Else check the address.
                    """,
                zh: "当前网络可能需要先登录认证：请打开浏览器登录后重试；若无需登录，请核对地址。"
            )
        case .otherServer: Text(en: "Ask the administrator which address is right.", zh: "请向管理员确认地址。")
        case .newer: Text(en: "Install the newer program on this device.", zh: "请在本设备上安装新版程序。")
        case .status, .garbled, .wrongAddress:
            Text(
                en: "Check the address. If the network asks for a sign-in first, sign in, then try again.",
                zh: "请核对地址。若网络需要先登录认证，请登录后重试。"
            )
        }
    }
}

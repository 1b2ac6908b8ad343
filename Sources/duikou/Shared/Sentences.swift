import ClientCore
import Console
import Programme
import Replica
import SyncModel
import SyncWire

/// Errors of the libraries as sentences for people, with what to do next.
enum Sentences {
    static func failure(for error: any Error) -> any Error {
        switch error {
        case let error as ReplicaError: replica(error)
        case let error as ClientError: client(error)
        case let error as WireFailure: Failure(.failed, Text(translating: error.message, else: "与服务器的通信不符合协议"))
        case let error as CSVFile.Failure: Failure(.failed, Text(translating: error.description))
        case let error as ValueTextError: Failure(.failed, Text(translating: error.reason))
        default: error
        }
    }

    static func noSuchRecord(_ text: String, _ collection: Programme.Collection) -> Failure {
        Failure(
            en: "There is no record “\(text)” of \(collection.name) on this device.",
            zh: "本设备上没有 \(collection.name) 的记录“\(text)”。",
            adviceEn: "“duikou list \(collection.name)” shows those that are here.",
            adviceZh: "“duikou list \(collection.name)”可查看现有记录。"
        )
    }

    static func badValue(_ field: String, _ reason: String) -> Failure {
        Failure(.failed, Text(translating: "\(field): \(reason)"))
    }

    private static func replica(_ error: ReplicaError) -> Failure {
        let (zh, advice): (String, Text?) =
            switch error.code {
            case .notEnrolled: ("本设备尚未注册", Text(en: "Run “duikou enroll URL CODE”.", zh: "请运行“duikou enroll 网址 注册码”。"))
            case .noProgramme: ("本设备还没有业务方案", Text(en: "Run “duikou sync” once.", zh: "请先运行一次“duikou sync”。"))
            case .unknownName: ("方案中没有这个名称", nil)
            case .noSuchRecord: ("本设备上没有这条记录", nil)
            case .validation: ("内容不符合方案的规定，未作任何改动", nil)
            case .notYours: ("本设备无权写入此处，未作任何改动", nil)
            case .tooLarge: ("一次改动的内容太多，未作任何改动", nil)
            case .changed: ("候选值在此期间有变化", nil)
            case .noSuchEntry: ("没有这一条目", nil)
            case .damaged: ("数据已损坏或不符合协议", Text(en: "Run “duikou doctor”.", zh: "请运行“duikou doctor”。"))
            case .storage: ("数据库操作失败", nil)
            }
        return Failure(.failed, Text(translating: error.message, else: zh), advice: advice)
    }

    private static func client(_ error: ClientError) -> Failure {
        switch error.code {
        case .noConnection:
            Failure(
                .offline,
                Text(translating: error.message, else: "无法连接服务器"),
                advice: Text(en: "Nothing is lost; try again when there is a line.", zh: "数据没有丢失，有网络时请再试。")
            )
        case .notEnrolled:
            Failure(
                .failed,
                Text(translating: error.message),
                advice: Text(en: "Run “duikou enroll URL CODE”.", zh: "请运行“duikou enroll 网址 注册码”。")
            )
        case .badCode:
            Failure(
                .failed,
                Text(translating: error.message, else: "注册码错误、已用过或已过期"),
                advice: Text(en: "Ask the administrator for a new code.", zh: "请向管理员索取新的注册码。")
            )
        case .identitySplit: Self.identitySplit()
        case .untrustedServer, .rejected, .wrongInput, .closed, .database: Failure(.failed, Text(translating: error.message))
        }
    }

    static func identitySplit() -> Failure {
        Failure(
            .failed,
            Text(
                en: "Another device uses the same keys, as after copying a folder or restoring a backup.",
                zh: "另有一台设备使用同样的密钥（例如复制了文件夹或恢复了备份）。"
            ),
            advice: Text(
                en: "Nothing typed here is lost: ask for a new code and run “duikou enroll URL CODE” on this device again.",
                zh: "本机录入的内容不会丢失：请索取新注册码，并在本设备上重新运行“duikou enroll 网址 注册码”。"
            )
        )
    }
}

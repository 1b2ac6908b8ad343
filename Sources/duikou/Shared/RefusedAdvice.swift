import Console
import Replica
import SyncModel

/// What a person can do about a refused change, as the error table of the specification has it.
struct RefusedAdvice {
    private let number: Int64
    private let needed: [Int64]
    private let hasSeveralRecords: Bool
    private let isCreation: Bool
    private let isDeletion: Bool
    private let lacksRecord: Bool

    /// - Parameter needs: those among the refused changes of this device.
    init(_ set: RefusedSet, _ needs: RefusedNeeds) {
        number = set.id
        needed = needs.needs(of: set)
        hasSeveralRecords = set.changes.operations.count > 1
        isCreation = set.operation?.kind == .create
        isDeletion = set.operation?.kind == .delete
        lacksRecord = needs.lacksRecord(set)
    }

    /// - Parameter code: why the change was refused, or why it could not be offered again.
    func text(_ code: RefusalCode) -> Text {
        switch code {
        case .validation, .sealed, .notYours, .gone, .noSuchReference, .tooLarge:
            hasSeveralRecords ? bySingleRecord : ofOneRecord(code)
        case .depends where needed.isEmpty && lacksRecord:
            Text(
                en:
                    "What it needs was given up. Give this up too: “\(discard)”; enter it for another record.",
                zh: "它所依赖的记录已不在本机。请用“\(discard)”一并放弃，再针对现有记录重新录入。"
            )
        case .depends where needed.isEmpty:
            Text(
                en: "What it needs is refused no more: “\(retry)”; or give it up: “\(discard)”.",
                zh: "它所依赖的改动已不在被拒之列：可用“\(retry)”重试，或用“\(discard)”放弃。"
            )
        case .depends:
            Text(
                en: "Mend change \(list(", ")) of this list first, then “\(retry)”.",
                zh: "请先处理本列表中编号为 \(list("、")) 的改动，再“\(retry)”。"
            )
        case .programmeTooOld:
            Text(en: "Run “duikou sync”, then “\(retry)”.", zh: "请先运行“duikou sync”，再“\(retry)”。")
        case .held:
            Text(
                en: "Tell support; what was typed is kept. Once the cause is mended: “\(retry)”.",
                zh: "请联系技术支持，录入的内容仍保留。原因排除后，可用“\(retry)”重试。"
            )
        case .replaced:
            Text(
                en: "“\(retry)” offers these values to the server; “\(discard)” gives them up.",
                zh: "“\(retry)”将这些值提交给服务器；“\(discard)”放弃这些值。"
            )
        case .other:
            Text(
                en: "The server is newer than this program: install the newer program. What was typed is kept.",
                zh: "服务器的版本比本程序新，请安装新版程序。录入的内容仍保留。"
            )
        }
    }

    private func ofOneRecord(_ code: RefusalCode) -> Text {
        switch code {
        case .sealed:
            Text(
                en: """
                    If somebody whose role may do so opens the record again: “\(retry)”. Else give it up: “\(discard)”.
                    """,
                zh: "有权限的人员重新打开该记录后，可用“\(retry)”重试；否则请用“\(discard)”放弃。"
            )
        case .notYours:
            Text(
                en: """
                    Give it up: “\(discard)”. Trying again helps only after the administrator has given this \
                    device the right.
                    """,
                zh: "请用“\(discard)”放弃；只有管理员授予本设备相应权限后，重试才有用。"
            )
        case .gone:
            Text(
                en: "If it is still wanted, add the record anew with “duikou add”. Then “\(discard)”.",
                zh: "如仍需要，请用“duikou add”重新新增该记录，再“\(discard)”。"
            )
        case .tooLarge:
            Text(
                en: "Enter it in smaller pieces, then “\(discard)”.",
                zh: "请分成较小的部分录入，再“\(discard)”。"
            )
        case .validation, .noSuchReference, .depends, .programmeTooOld, .held, .replaced, .other:
            isDeletion
                ? Text(
                    en: "The record stays. Give the deletion up: “\(discard)”.",
                    zh: "该记录予以保留。请用“\(discard)”放弃这次删除。"
                )
                : isCreation
                    ? Text(
                        en: "Add the record anew with what is right: “duikou add”. Then “\(discard)”.",
                        zh: "请用“duikou add”以正确的内容重新新增该记录，再“\(discard)”。"
                    )
                    : Text(
                        en: "Type what is right: “duikou set”. Then “\(discard)”.",
                        zh: "请用“duikou set”改为正确的内容，再“\(discard)”。"
                    )
        }
    }

    /// Perhaps only one of the records is to blame.
    private var bySingleRecord: Text {
        Text(
            en: "“\(retry)” offers each record by itself with the next sync; what is refused then stands alone here.",
            zh: "“\(retry)”会在下次同步时逐条重新提交；届时仍被拒的记录会单独列出。"
        )
    }

    private var retry: String { "duikou refused retry \(number)" }
    private var discard: String { "duikou refused discard \(number)" }

    private func list(_ comma: String) -> String { needed.map { String($0) }.joined(separator: comma) }
}

import SyncModel
import TestSupport

extension Programme {
    /// Notes of two sites that can be closed and opened, nurses who write in one site and a matron who writes in all.
    static let golden: Programme = {
        var programme = Programme.ofNurses(named: "golden", title: "Golden")
        let all = Grant(scope: "site", reach: .every, write: nil)
        programme.roles.append(Role(name: "matron", at: "site", grants: [Grant(scope: "province", reach: .own), all]))
        programme.collections[1].fields.append(
            .test(
                4,
                "status",
                .option,
                rule: .state,
                initial: .text("open"),
                options: ["open", "closed"],
                moves: [Move(from: "open", to: "closed"), Move(from: "closed", to: "open")]
            )
        )
        programme.collections[1].seal = Seal(field: "status", values: ["closed"])
        return programme
    }()
}

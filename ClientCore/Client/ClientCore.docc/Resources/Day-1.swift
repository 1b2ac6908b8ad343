import ClientCore
import ClientCoreTesting
import WardPhone

/// A day of a ward's phone, against the real server in this process.
@main struct Day {
    static let ward = """
        programme: ward
        version: 1
        title: {en: Ward, zh: 病区}
        time_zone: Asia/Shanghai
        scopes:
          province: {}
          site: {of: site}
        roles:
          nurse:
            at: site
            grants:
              - {scope: province, read: all}
              - {scope: site, read: all, write: all}
        collections:
          site:
            scope: province
            rule: authority
            key: [code]
            name: name
            fields:
              code: {type: text, required: true}
              name: {type: text, required: true}
          note:
            scope: {site: site}
            fields:
              site: {type: ref, to: site, required: true}
              text: {type: text}
              minutes: {type: integer, min: 0, max: 1440}
              tags: {type: set}
        """

    static func main() async throws {
        let server = try TestServer(programme: ward, records: ["site": "code,name\nA,Upper ward\n"])
        var options = Device.Options()
        options.transport = { _, _ in server.transport }
        let folder = try await server.blank("phone").folder
        let phone = try await WardPhone(folder, options: options) { try server.code(organisation: "A", role: "nurse") }
        try await phone.run { try await $0.work() }
        try await expectAgreement(phone.device, with: server)
        let held = try server.records("note")
        guard held.count == 1, held[0]["minutes"] == 45, held[0]["text"] == "Slept well.",
            held[0]["tags"]?.elements == ["night"]
        else {
            throw Surprise(held: held)
        }
        await phone.device.close()
        print("The server holds what the phone wrote.")
    }
}

/// The server holds something else than what was written.
struct Surprise: Error {
    var held: [Record]
}

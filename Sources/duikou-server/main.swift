import Console

await Program.run(DuikouServer.self, translating: Sentences.failure)

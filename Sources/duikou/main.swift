import Console

await Program.run(Duikou.self)

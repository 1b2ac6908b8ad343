import CHost
import Console

// Each thread that allocates would get an arena that keeps what it once used: with 32 workers that is memory for
// nothing.
duikou_limit_malloc_arenas(2)

await Program.run(DuikouServer.self, translating: Sentences.failure)

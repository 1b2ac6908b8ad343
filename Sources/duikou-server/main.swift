import Console
#if canImport(Glibc)
import Glibc

// Each thread that allocates would get an arena that keeps what it once used: with 32 workers that is memory for nothing.
_ = mallopt(M_ARENA_MAX, 2)
#endif

await Program.run(DuikouServer.self, translating: Sentences.failure)

#include "CHost.h"

#include <stdlib.h>

#ifdef __GLIBC__
#include <malloc.h>

void duikou_limit_malloc_arenas(int count) { mallopt(M_ARENA_MAX, count); }
#else
void duikou_limit_malloc_arenas(int count) { (void)count; }
#endif

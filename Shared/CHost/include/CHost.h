#ifndef DUIKOU_CHOST_H
#define DUIKOU_CHOST_H

// How many arenas glibc's malloc may open; the header that declares mallopt is not part of Swift's Glibc module.
void duikou_limit_malloc_arenas(int count);

#endif

#ifndef DUIKOU_CSQLITE_H
#define DUIKOU_CSQLITE_H

#include <sqlite3.h>

// sqlite3_db_config is variadic, which Swift cannot call.
int duikou_set_triggers(sqlite3 *connection, int enabled);

// Lets SQLite stop counting its memory, which costs a lock for every allocation; for all of the process, before its first connection.
// Later it changes nothing.
void duikou_skip_memory_statistics(void);

// Function-like and cast macros do not reach Swift.
sqlite3_destructor_type duikou_transient(void);

#endif

#ifndef DUIKOU_CSQLITE_H
#define DUIKOU_CSQLITE_H

#include <sqlite3.h>

// sqlite3_db_config is variadic, which Swift cannot call.
int duikou_set_triggers(sqlite3 *connection, int enabled);

// Closing the connection leaves the write-ahead log as it is, also where nobody else has the file open.
int duikou_leave_log(sqlite3 *connection);

// Keeps the number of pages in the write-ahead log, as of the last commit, at an address that outlives the connection. SQLite then writes
// the log back only when it is told to.
void duikou_note_log_pages(sqlite3 *connection, int *pages);

// Lets SQLite stop counting its memory, which costs a lock for every allocation; for all of the process, before its first connection.
// Later it changes nothing.
void duikou_skip_memory_statistics(void);

// Function-like and cast macros do not reach Swift.
sqlite3_destructor_type duikou_transient(void);

#endif

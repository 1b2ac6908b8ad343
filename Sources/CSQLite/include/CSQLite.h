#ifndef DUIKOU_CSQLITE_H
#define DUIKOU_CSQLITE_H

#include <sqlite3.h>

// sqlite3_db_config is variadic, which Swift cannot call.
int duikou_set_triggers(sqlite3 *connection, int enabled);

// Function-like and cast macros do not reach Swift.
sqlite3_destructor_type duikou_transient(void);

#endif

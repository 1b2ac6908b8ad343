#include "CSQLite.h"

#include <pthread.h>

int duikou_set_triggers(sqlite3 *connection, int enabled) {
    return sqlite3_db_config(connection, SQLITE_DBCONFIG_ENABLE_TRIGGER, enabled, (int *)0);
}

static void skip_memory_statistics(void) { sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); }

void duikou_skip_memory_statistics(void) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, skip_memory_statistics);
}

sqlite3_destructor_type duikou_transient(void) { return SQLITE_TRANSIENT; }

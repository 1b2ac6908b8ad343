#include "CSQLite.h"

#include <pthread.h>

int duikou_set_triggers(sqlite3 *connection, int enabled) {
    return sqlite3_db_config(connection, SQLITE_DBCONFIG_ENABLE_TRIGGER, enabled, (int *)0);
}

int duikou_leave_log(sqlite3 *connection) {
    return sqlite3_db_config(connection, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, (int *)0);
}

static int note_log_pages(void *pages, sqlite3 *connection, const char *name, int count) {
    (void)connection;
    (void)name;
    *(int *)pages = count;
    return SQLITE_OK;
}

void duikou_note_log_pages(sqlite3 *connection, int *pages) { sqlite3_wal_hook(connection, note_log_pages, pages); }

static void skip_memory_statistics(void) { sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); }

void duikou_skip_memory_statistics(void) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, skip_memory_statistics);
}

sqlite3_destructor_type duikou_transient(void) { return SQLITE_TRANSIENT; }

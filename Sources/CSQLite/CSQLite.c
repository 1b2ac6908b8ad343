#include "CSQLite.h"

int duikou_set_triggers(sqlite3 *connection, int enabled) {
    return sqlite3_db_config(connection, SQLITE_DBCONFIG_ENABLE_TRIGGER, enabled, (int *)0);
}

sqlite3_destructor_type duikou_transient(void) { return SQLITE_TRANSIENT; }

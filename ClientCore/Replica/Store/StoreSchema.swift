/// The store's own tables; the tables of the collections stand beside them. Names of our own begin with an underscore.
enum StoreSchema {
    /// Made after all others, with one place left free before it.
    static let lastTrigger = "_replica_stays"
    static let createLastTrigger = """
        CREATE TRIGGER \(lastTrigger) BEFORE DELETE ON _replica BEGIN SELECT RAISE(ABORT, \
        'the row of the sync store stays'); END;
        """

    /// What stands in a collection's table beside the fields: who put the shown values there, if one creation put all
    /// of them, else NULL with `_state`. NULL in all is right for a row that another tool inserted.
    static let meta = ["_stream", "_pos", "_device", "_edit", "_stamp", "_level", "_state"]
}

extension Chinese {
    /// What is wrong with values, tables and changes: on devices, at the server and in packs alike.
    static let rules = #"""
        a value is required.
        必须填写。
        the record is closed: {} is {}.
        记录已办结（{1} 为 {2}），不能再改。
        there is no such record to {}.
        要处理的记录不存在（{1}）。
        change
        修改
        delete
        删除
        there is no such record.
        没有这条记录。
        the programme has no field with the number {}.
        方案中没有编号为 {1} 的字段。
        the field holds more than {} entries.
        该字段的内容超过 {1} 项。
        a state is one of its options.
        状态只能取其选项之一。
        a record may not begin as {}.
        记录的初始状态不能是 {1}。
        a move from {} to {} is not allowed.
        状态不能从 {1} 变为 {2}。
        must be a text of at most {} characters.
        文字不能超过 {1} 个字。
        must be a text of at most 256 KiB.
        文字不能超过 256 KiB。
        must be a whole number of at least {}.
        须为不小于 {1} 的整数。
        must be a whole number of at most {}.
        须为不大于 {1} 的整数。
        must be a whole number, {} to {}.
        须为 {1} 到 {2} 之间的整数。
        must be a whole number.
        须为整数。
        must be a decimal number with at most {} digits after the point, {} to {}.
        须为小数，小数点后最多 {1} 位，范围 {2} 到 {3}。
        must be a decimal number with at most {} digits after the point of at least {}.
        须为不小于 {2} 的小数，小数点后最多 {1} 位。
        must be a decimal number with at most {} digits after the point of at most {}.
        须为不大于 {2} 的小数，小数点后最多 {1} 位。
        must be a decimal number with at most {} digits after the point.
        须为小数，小数点后最多 {1} 位。
        must be true or false.
        须为 true 或 false（是或否）。
        must be a date such as 2024-03-01.
        须为日期，如 2024-03-01。
        must be a time in the years 1 to 9999.
        须为公元 1 年到 9999 年之间的时间。
        must be one of {}.
        只能是以下之一：{1}。
        must be a set of texts of at most {} characters.
        须为一组文字，每项不超过 {1} 个字。
        must be a set of texts.
        须为一组文字。
        must be a set of {}.
        只能从以下选项中选取：{1}。
        must be the id of a record of {}.
        须为 {1} 中一条记录的编号。
        must be the id of a record.
        须为一条记录的编号。
        must be the SHA-256 of a file, as 64 lower-case hexadecimal digits.
        须为文件的 SHA-256 值（64 位小写十六进制数字）。
        a delete changes no field.
        删除时不能同时修改字段。
        a change names its fields in order and once.
        一次改动中字段须按顺序列出，且不重复。
        has no such field.
        没有这个字段。
        the server computes it.
        由服务器计算，不能填写。
        one change writes one value.
        一次改动只能写入一个值。
        too many elements at once.
        一次增删的项目太多。
        what is recorded never changes; a correction is a new record that names the old one.
        已登记的内容不能修改；更正时请新增一条记录并注明所更正的记录。
        a key field never changes.
        关键字段不能修改。
        these records are never deleted.
        这类记录不能删除。
        a set takes elements to add and remove.
        集合字段只能增删其中的项目。
        a counter takes a number to add.
        计数器只能增减。
        the field takes a value.
        该字段须写入一个值。
        {} has format {}, this program knows {}: install the program that made it or a newer one; nothing was changed.
        {1} 的数据格式为 {2}，本程序只支持到 {3}：请安装建立它的程序版本或更新的版本；未作任何改动。
        {} has the earlier format {}: open it once, or a copy of it, where it may be written; nothing was changed.
        {1} 是较早的数据格式 {2}：请在可写的位置打开一次，或复制一份后打开副本；未作任何改动。
        {} is no store of this program, or is damaged: name another folder, or put a copy of the store back; nothing was changed.
        {1} 不是本程序的数据库，或已损坏：请指定其他文件夹，或放回数据库的备份；未作任何改动。
        """#
}

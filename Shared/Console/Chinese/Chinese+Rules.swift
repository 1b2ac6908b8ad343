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
        The file has no header row.
        文件没有标题行。
        The row has {} cells, the header only {}.
        该行有 {1} 格，标题行只有 {2} 格。
        The file is UTF-16; save it as "CSV UTF-8".
        文件是 UTF-16 编码，请另存为“CSV UTF-8”。
        The row has more than {} cells; no table is so wide.
        该行超过 {1} 格，表格不可能这么宽。
        The table has more than {} cells; cut it into several files.
        表格超过 {1} 格，请分成几个文件。
        This is no header: it has {} headings, the row below it {} cells. Name every column; take away titles and sep= lines.
        此行不是标题行：有 {1} 个列标题，下一行却有 {2} 格。请给每一列写上标题，并删去表名行和 sep= 行。
        The file is not UTF-8, and its characters do not show whether it is GB18030; save it as "CSV UTF-8".
        文件不是 UTF-8 编码，从内容也无法确定是否为 GB18030 编码，请另存为“CSV UTF-8”。
        The file could be UTF-8 or GB18030; save it as "CSV UTF-8".
        无法判断文件是 UTF-8 还是 GB18030 编码，请另存为“CSV UTF-8”。
        There is a zero byte here, so this is no text; save it as "CSV UTF-8".
        此处有零字节，不是文本，请另存为“CSV UTF-8”。
        A character here is not UTF-8: the file was cut off or changed, or is in another encoding; save it as "CSV UTF-8".
        此处字符不是 UTF-8 编码：文件被截断或改动过，或使用了其他编码，请另存为“CSV UTF-8”。
        A character here is neither UTF-8 nor GB18030; save the file as "CSV UTF-8".
        此处字符既不是 UTF-8 也不是 GB18030 编码，请将文件另存为“CSV UTF-8”。
        Column {} has a value here, but no heading in the first row.
        第 {1} 列在此处有内容，但首行没有列标题。
        A quoted cell goes on after its closing quote; double the quotes inside it.
        带引号的单元格在引号结束后还有内容；单元格内的引号须写成两个。
        A quoted cell is not closed.
        带引号的单元格缺少结束引号。
        line {}
        第 {1} 行
        `{}` is not a date such as 2024-03-01.
        “{1}”不是日期，正确写法如 2024-03-01。
        `{}` is not a time such as 2024-03-01T08:30.
        “{1}”不是时间，正确写法如 2024-03-01T08:30。
        `{}` may be a spreadsheet's number for {}: format the column as a date, or as text, and type it again.
        “{1}”可能是电子表格中 {2} 的序号，请把该列设为日期或文本格式后重新填写。
        `{}` is not the id of a record of {}.
        “{1}”不是 {2} 的记录编号。
        `{}` names nothing: no record of {} is here yet. A key is written {}.
        “{1}”没有对应的记录：本机还没有 {2} 的记录（若由他人登记，请先同步）。自然键写作 {3}。
        `{}` is neither an id nor a key of {}, which is written {}, such as {}.
        “{1}”既不是 {2} 的记录编号，也不是它的代码（写法：{3}，如 {4}）。
        `{}` is no id, key or name of a record of {} here; a key is written {}, such as {}.
        本机没有编号、代码或名称为“{1}”的 {2} 记录；代码写法：{3}，如 {4}。
        `{}` is neither the id nor the name of a record of {} here.
        本机没有编号或名称为“{1}”的 {2} 记录。
        `{}` is the name of {} records of {}; say which one is meant, such as {}.
        有 {2} 条 {3} 记录的名称都是“{1}”，请写明是哪一条，如 {4}。
        `{}` cannot be an element of a set as it stands: write \+ or \- where it begins with + or -.
        “{1}”不能直接作为集合的一项：以 + 或 - 开头时请写作 \+ 或 \-。
        `{}` is the id of one record of {} and the key of another: write the key of the one or the id of the other.
        “{1}”既是一条 {2} 记录的编号，又是另一条的代码：请改写前一条的代码，或后一条的编号。
        `{}` is outside the years 1 to 9999.
        “{1}”超出了公元 1 至 9999 年。
        `{}` is not a whole number.
        “{1}”不是整数。
        `{}` is neither true nor false (是 or 否).
        “{1}”既不是“是”也不是“否”（true 或 false）。
        `{}` is not a decimal number such as 61.25.
        “{1}”不是小数，正确写法如 61.25。
        `{}` has more than {} digits after the point.
        “{1}”的小数位数超过 {2} 位。
        `{}` is none of the choices {}.
        “{1}”不在可选项之内，可选：{2}。
        `{}` is not the id of a record.
        “{1}”不是记录编号。
        The text is longer than {} bytes.
        文字超过 {1} 字节。
        The text has {} characters; at most {} are allowed.
        文字有 {1} 个字，最多 {2} 个字。
        `{}` is outside {} to {}.
        “{1}”不在 {2} 到 {3} 的范围内。
        `{}` is less than {}.
        “{1}”小于 {2}。
        `{}` is more than {}.
        “{1}”大于 {2}。
        `{}` is out of range.
        “{1}”超出范围。
        `{}` is no time zone that this computer knows.
        本机不认识时区“{1}”。
        {} has format {}, this program knows {}: install the program that made it or a newer one; nothing was changed.
        {1} 的数据格式为 {2}，本程序只支持到 {3}：请安装建立它的程序版本或更新的版本；未作任何改动。
        {} has the earlier format {}: open it once, or a copy of it, where it may be written; nothing was changed.
        {1} 是较早的数据格式 {2}：请在可写的位置打开一次，或复制一份后打开副本；未作任何改动。
        {} is no store of this program, or is damaged: name another folder, or put a copy of the store back; nothing was changed.
        {1} 不是本程序的数据库，或已损坏：请指定其他文件夹，或放回数据库的备份；未作任何改动。
        """#
}

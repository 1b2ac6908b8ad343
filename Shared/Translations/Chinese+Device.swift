extension Chinese {
    /// What a device and its line say.
    static let device = #"""
        The device is closed.
        设备已关闭。
        It was cancelled; nothing was changed.
        操作已取消，未作任何改动。
        The synchronisation was stopped; nothing is lost.
        同步已中止，没有丢失任何内容。
        There is no device in {}.
        {1} 中没有设备。
        The statement has {} places for values, not {}.
        语句中有 {1} 处待填的值，给出的是 {2} 个。
        There is no refused change {}: it was offered again or given up meanwhile.
        没有编号为 {1} 的被拒改动：它已重新提交或放弃。
        these records have no natural key.
        这些记录没有自然键。
        the natural key is made of {}.
        自然键由 {1} 组成。
        The app's type does not fit {}: {}.
        应用的类型与 {1} 不符：{2}。
        the rows
        查询结果
        “{}” is no date such as 2024-03-01.
        “{1}”不是日期，正确写法如 2024-03-01。
        “{}” is no record's id.
        “{1}”不是记录编号。
        there is no such field
        没有这个字段
        what is here is not yes or no
        此处的内容不是是否值
        what is here is not a text
        此处的内容不是文字
        what is here is not a number
        此处的内容不是数值
        what is here is not a whole number
        此处的内容不是整数
        what is here is not a field's value
        此处的内容不是字段的值
        what is here is not a moment
        此处的内容不是日期时间
        what is here is not a set
        此处的内容不是集合
        what is here is not something with fields of its own
        此处的内容不是含有字段的内容
        fields have no floating-point numbers: use Decimal
        字段中没有浮点数，请用 Decimal
        a field holds one value or a set of texts
        一个字段只能有一个值，或一组文字
        an element is a text
        集合的元素须为文字
        the number is too large
        数值过大
        SQLite failed.
        数据库操作失败。
        “{}” is no enrolment code; a code has ten letters and digits, such as ABCDE-FGHJK.
        “{1}”不是注册码；注册码由十个字母和数字组成，如 ABCDE-FGHJK。
        The server at this address does not know the code: it is not the one that issued it.
        该地址的服务器不认识这个注册码，它不是发码的服务器。
        This device is not enrolled yet.
        本设备尚未注册。
        This device is not enrolled: enrol it with a code first.
        本设备尚未注册，请先用注册码注册。
        The rights of this device were withdrawn; what was typed here is kept. Ask the province.
        本设备的权限已被撤销，已录入的内容仍予保留，请联系省级管理员。
        {} is no PEM file with certificates.
        {1} 不是含证书的 PEM 文件。
        The file {} cannot be read.
        无法读取文件 {1}。
        The certificates cannot be copied into the device's folder: check its rights and the disk.
        无法将证书复制到设备文件夹，请检查权限和磁盘。
        The folder {} cannot be made or written: check the path and its rights.
        无法建立或写入文件夹 {1}，请检查路径和权限。
        The device's name is longer than {} bytes; give a shorter one.
        设备名称超过 {1} 个字节，请换用较短的名称。
        The keys of this device cannot be read.
        无法读取本设备的密钥。
        The server cannot be reached: {}.
        无法连接服务器：{1}。
        nobody answers at that address
        该地址无人应答
        The server cannot be reached: the name {} is not known on this network.
        无法连接服务器：当前网络中查不到“{1}”这个名称。
        The server cannot be trusted: {}.
        服务器不可信：{1}。
        no connection within {} seconds
        {1} 秒内未能建立连接
        the address is no web address
        地址不是网址
        its certificate is for another name; use the address for which it was made
        其证书不是为该地址签发的，请使用证书所对应的地址
        the file of trusted certificates in the device's folder cannot be read
        无法读取设备文件夹中的受信任证书文件
        its certificate is not trusted on this device, or has expired; if the server's own people issued it, ask them for their authority's certificate and enrol with it
        其证书不受本设备信任或已过期；若证书由服务器管理方自行签发，请向其索取签发机构的证书，并用它注册
        files carry nothing but synchronisations
        文件只能用于同步
        no secure connection could be agreed
        未能建立安全连接
        The connection broke off: {}.
        连接中断：{1}。
        Nothing is on the line, and nothing is done.
        同步意外停止，请重新同步。
        the other side hung up
        对方断开了连接
        the reply ended in the middle
        答复中途结束
        The server took the connection, but did not answer for {} seconds.
        服务器已接受连接，但 {1} 秒内没有应答。
        The answer stopped in the middle: nothing more came for {} seconds.
        应答中途停止，{1} 秒内没有后续数据。
        The server answered with HTTP status {}.
        服务器返回 HTTP 状态 {1}。
        What came back is not an answer of a Duikou server: {}.
        收到的不是“对口”服务器的答复：{1}。
        A web page answers in the server's place.
        该地址应答的是一个网页，不是服务器。
        Another Duikou server answers at this address, not the one with which this device was enrolled.
        该地址上是另一台“对口”服务器，不是本设备注册的那一台。
        The disk is full: make room, then enrol; the code was not used.
        磁盘已满，请腾出空间后再注册；注册码尚未使用。
        Only this device's database is read here: no other file can be attached to it.
        这里只能查询本设备的数据库，不能附加其他文件。
        it is not even HTTP
        连 HTTP 都不是
        a second head
        答复开头重复
        a page out of place
        数据页次序不对
        a tail out of place
        答复结尾次序不对
        the answer is too long
        答复过长
        Several rounds moved nothing; the server's log may say why.
        连续几次往返都没有进展，原因请查看服务器日志。
        A record names a field beyond all limits.
        收到的记录超出限制。
        A record that was asked for whole came in part; nothing was changed.
        所请求的完整记录只到达一部分，未作任何改动。
        Device and server could not be compared at one moment: records keep arriving, or this device does not hold all that it may read yet. Run “duikou sync”, then try again.
        本机与服务器无法在同一时刻核对：记录仍在不断到达，或本机尚未取齐其可查看的内容。请运行“duikou sync”后再试。
        The server holds less than it once sent to this device: it was probably put back to an older copy. Nothing was changed here; keep this device as it is and tell the administrator.
        服务器上的内容少于它曾发给本机的内容，可能已恢复到较早的副本。本机未作任何改动，请原样保留本设备并告知管理员。
        A repair put the server's copy in the place of these values; try again to offer them to the server.
        修复时这些值已被服务器上的内容替换；可重试，再次提交给服务器。
        Another program may have typed these values while nothing was captured; the server's stand in their place. Try again to offer them.
        这些值可能是其他程序绕过登记写入的，现已显示服务器上的内容；可重试，将其提交给服务器。
        This folder holds the records of another server, and those of two are never mixed. Nothing was changed; use a folder of its own for this server.
        该文件夹中是另一台服务器的记录，两台服务器的记录不能混在一起。未作任何改动，请为这台服务器另用一个文件夹（--home）。
        another program wrote this row past the store. Run “duikou sync”, then “duikou verify --repair”, which find out what it is, then try again.
        该行是其他程序绕过登记写入的；请依次运行“duikou sync”和“duikou verify --repair”核对，然后重试。
        another program made this table anew with numbers for ids. Let it make the column id as TEXT, with the ids that stood there; nothing was changed.
        其他程序重建了该表，id 列成了数字。请让该程序把 id 列建为 TEXT，并填回原来的编号。未作任何改动。
        another program put something else in the place of this table. Let it drop that; nothing was changed.
        其他程序用别的内容占用了该表的名称，请让该程序将其删除。未作任何改动。
        another program wrote “{}” as {} of {}, where a whole number stands. Let it write one; nothing was changed.
        其他程序在 {2} 列写入了“{1}”（记录 {3}），该列只能是整数。请让该程序改正。未作任何改动。
        another program made this table anew without {}. Let it put back what is missing, with its values: {}; nothing was changed.
        其他程序重建了该表，新表缺少 {}。请让该程序补回下列各列及其内容：{}。未作任何改动。
        another program took the row away without a trace, and with it what was typed there; add it again.
        其他程序绕过登记删除了该行，其中录入的内容已不存在，请重新登记。
        What is recorded here never changes, so a decision about it stands: add a new record that corrects it.
        此处登记的内容不能更改，裁定也不能撤回，请新增一条更正记录。
        The store was asked for something from within one of its own transactions: collect what is needed first, then ask.
        程序在数据库事务中又访问了同一数据库，请先取齐所需内容再访问。
        these records are never deleted once they may have been sent; add a new one that corrects it.
        此类记录可能已发送，发送后不能删除，请新增一条更正记录。
        these records are never deleted once they are sent. This one was not sent yet: take it back with --yes.
        此类记录发送后不能删除；这一条尚未发送，可加 --yes 收回。
        the record as it was created breaks the programme's rules by now; sync, then look at “duikou refused”.
        该记录的新增内容已不符合方案规定，请先同步，再用“duikou refused”查看。
        {} was not sent yet and refers to this record; send both first, then let them refer to each other.
        {} 尚未发送，且引用了本记录；请先同步，再让两条记录互相引用。
        {} records that were not sent yet refer to this one; take those back first.
        另有 {1} 条尚未发送的记录引用了它，请先收回那些记录。
        The disk cannot be written or read: it is full, or it fails. Make room, then try again.
        磁盘无法读写：可能已满或有故障，请腾出空间后重试。
        Another program made a {} named {}, which the new programme needs: rename or drop it, then sync again.
        其他程序建立了名为 {2} 的 {1}，新版方案需要使用该名称；请将其改名或删除后再同步。
        Another program made a unique index on {}, and records of others break it: drop that index, then try again.
        其他程序在 {1} 上建立了唯一索引，与他人的记录冲突；请删除该索引后重试。
        the text that another program wrote is not UTF-8; bytes that do not fit stand as \xNN.
        其他程序写入的文字不是 UTF-8 编码；无法识别的字节以 \xNN 表示。
        The server's answer does not fit the question; nothing was changed. Upgrade the older side.
        服务器的答复与所问不符，未作任何改动，请升级版本较旧的一方。
        A page names a field beyond all limits.
        收到的数据页超出限制。
        There is no open conflict “{}”: list them with “duikou conflicts”.
        没有编号为“{1}”的未决冲突，请用“duikou conflicts”查看。
        This conflict has no candidate with the key “{}”.
        该冲突没有键为“{1}”的候选值。
        A reason has at most {} bytes; nothing was decided.
        理由最多 {1} 个字节，未作裁定。
        The conflict “{}” was settled meanwhile.
        冲突“{1}”已在此期间裁定。
        Conflicts of {} are settled by the role {}, not by {}.
        {1} 的冲突由角色 {2} 裁定，{3} 无权裁定。
        The candidates of this conflict are others now: look at them again.
        该冲突的候选值已有变化，请重新查看。
        No decision about “{}” was made on this device.
        本设备没有对“{1}”作过裁定。
        Whether a record is kept or deleted cannot be taken back: delete it, or add it again.
        对保留或删除的裁定不能撤销，请重新删除或重新新增。
        The record of this decision is not on this device any more.
        该裁定所涉及的记录已不在本设备上。
        There is no refused change {}: list them with “duikou refused”.
        没有编号为 {1} 的被拒改动，请用“duikou refused”查看。
        what says where the record belongs is missing.
        缺少决定记录归属的字段。
        One change names at most {} records, this one {}: make several of it.
        一次改动最多涉及 {1} 条记录，这次有 {2} 条，请分几次进行。
        One change holds at most 64 KiB after compression: make several of it.
        一次改动压缩后最多 64 KiB，请分几次进行。
        the id of a record is required.
        必须填写一条记录的编号或代码。
        the id of a record never changes
        记录编号不能修改
        the role {} may not write in {}.
        角色 {1} 无权写入 {2}。
        A reply came to a request that was never made.
        收到了从未发出的请求的答复。
        The server's history is another one than this device knows (it was restored or copied). Nothing was changed here; ask the province.
        服务器的历史与本设备所知的不同（服务器曾恢复备份或被复制）。本机未作任何改动，请联系省级管理员。
        The programme that the server sent cannot be read. Upgrade this program, then sync again.
        无法读取服务器下发的方案，请升级本程序后再同步。
        The right to {} ended before this was sent.
        发送之前，对 {1} 的权限已经终止。
        Version {} of the programme is no extension of the one installed here; nothing was changed.
        方案第 {1} 版与本机已装版本不衔接，未作任何改动。
        A page of the server is out of order; nothing of it was used. Sync again.
        服务器的一页数据次序不对，未予采用，请再同步一次。
        The store's own row is missing: the file was damaged.
        数据库缺少自身的记录，文件已损坏。
        {} has no field “{}”.
        表 {1} 没有字段“{2}”。
        there is no record {} on this device.
        本设备上没有记录 {1}。
        {} has {} fields, not {}.
        {1} 有 {2} 个字段，不是 {3} 个。
        Change set {} is missing.
        第 {1} 项改动缺失。
        A receipt of the server does not fit what was sent; nothing was changed. Sync again.
        服务器的回执与发送的内容不符，未作任何改动，请再同步一次。
        Only reading is possible here: SELECT, or use the program's own verbs to change records.
        这里只能查询（SELECT）；修改记录请用本程序的其他命令。
        Give one statement at a time.
        每次只能执行一条语句。
        The statement cannot be run: {}.
        语句无法执行：{1}。
        no such table: {}
        没有数据表 {1}
        no such column: {}
        没有列 {1}
        near "{}": syntax error
        “{1}”附近有语法错误
        incomplete input
        语句不完整
        A change of the store itself was captured as if somebody had typed it; nothing was changed.
        数据库内部的改动被误认为人工录入，未作任何改动。
        A captured edit is damaged.
        一项录入的改动已损坏。
        The list of streams is damaged.
        数据流列表已损坏。
        The device's name is damaged.
        设备编号已损坏。
        This device has no programme yet: sync once with the server, which sends it.
        本设备还没有业务方案，请先与服务器同步一次。
        The programme has no collection “{}”.
        方案中没有表“{1}”。
        A record of collection {} came, which the installed programme does not know.
        收到第 {1} 号表的记录，本机方案中没有该表。
        A row names a device that is not listed.
        有一行数据的设备不在列表中。
        A stream's digest is damaged.
        数据流的摘要已损坏。
        This SQLite cannot switch triggers off.
        本机的 SQLite 不能关闭触发器。
        The local store is damaged: run “duikou doctor”.
        本机数据库已损坏，请运行“duikou doctor”。
        The disk is full: make room, then try again. What was begun was taken back.
        磁盘已满，请腾出空间后重试。未完成的改动已撤回。
        The newest records are in the database's log, which cannot be read here: open a copy of the folder that may be written.
        最新的记录在数据库日志中，此处无法读取：请把文件夹复制到可写的位置后再打开。
        The database {} may not be read by this user.
        当前用户无权读取数据库 {1}。
        Another program keeps the local database locked: close it, then try again.
        本机数据库被其他程序锁定，请关闭该程序后重试。
        The local database cannot be opened for writing: check the folder and its rights.
        无法写入本机数据库，请检查文件夹及其权限。
        The local database file is damaged: run “duikou doctor”.
        本机数据库文件已损坏，请运行“duikou doctor”。
        The folder {} cannot be made: check the path and its rights.
        无法建立文件夹 {1}，请检查路径和权限。
        The local database refused: {}.
        本机数据库拒绝执行：{1}。
        The database is closed.
        数据库已关闭。
        """#
}

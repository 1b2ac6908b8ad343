extension Chinese {
    /// What a server says to devices and to its administrator.
    static let centre = #"""
        The folder {} cannot be written; check its rights and the room on the disk.
        文件夹 {1} 无法写入，请检查权限和磁盘空间。
        The role {} is held at a record of {}, but “{}” is one of {}.
        角色 {1} 须设在 {2} 的记录上，而“{3}”是 {4} 的记录。
        No device has the id {}.
        没有编号为 {1} 的设备。
        The programme has no collection {}; its collections are {}.
        方案中没有表 {1}，现有：{2}。
        The programme has no collection {}.
        方案中没有表 {1}。
        No programme is loaded yet.
        尚未载入方案。
        A value in the store cannot be read: the file is damaged. Restore a backup.
        数据库中有无法读取的值，文件已损坏，请恢复备份。
        The cursor's hash is not known here; send the whole cursor.
        服务器不认识本设备的同步进度，须重新完整报告。
        A cursor names too many streams.
        同步进度涉及的数据流太多。
        A code is valid for 1 to 8760 hours, not {}.
        注册码的有效期为 1 到 8760 小时，不能是 {1}。
        The programme {} has no role {}; its roles are {}.
        方案 {1} 没有角色 {2}，现有：{3}。
        Too many codes are waiting to be used; try again when some have expired.
        尚未使用的注册码太多，请等一部分过期后再试。
        The beginning of an enrolment is malformed.
        注册请求的格式不对。
        The device's name is empty or has characters that nobody can see; give another.
        设备名称为空或含有看不见的字符，请换一个名称。
        The code is wrong, used or expired; ask for another.
        注册码错误、已用过或已过期，请索取新的注册码。
        `{}` is the id of one record of {} and the key of another: write the key of the one or the id of the other.
        “{1}”既是一条 {2} 记录的编号，又是另一条的代码：请改写前一条的代码，或后一条的编号。
        No {} has the id, code or name {}.
        {1} 中没有编号、代码或名称为“{2}”的记录。
        {} records of {} are called {}; write one of these: {}.
        {2} 中有 {1} 条记录名为“{3}”，请写明是其中哪一条：{4}。
        The server could not do this now; try again later.
        服务器暂时无法处理，请稍后再试。
        This device's identity is in use elsewhere: {} Ask for a new code and enrol again; what was typed on this device is kept.
        本设备的身份正在别处使用（文件夹被复制，或放回了旧的副本）。请索取新注册码并重新注册，本机录入的内容都会保留。
        Ask for a new code and enrol again; what was typed on this device is kept.
        请索取新注册码并重新注册，本机录入的内容都会保留。
        No such device here; enrol again.
        服务器上没有本设备，请重新注册。
        The rights of this device were withdrawn; ask the province.
        本设备的权限已被撤销，请联系省级管理员。
        This server has no programme yet; try again when it is set up.
        服务器尚未载入方案，请待其设置完成后再试。
        This change failed three times for an unknown reason; its bytes are kept here for support.
        该改动三次处理失败，原因不明；内容已由服务器保存，请联系技术支持。
        The server does not have version {} of the programme; sync, then retry.
        服务器没有方案第 {1} 版，请先同步，再重试。
        This server runs the programme {}; {} needs a server of its own.
        本服务器运行的是方案 {1}；{2} 须另设服务器。
        Version {} of {} is in force; give the changed pack a version above it.
        {2} 现行第 {1} 版，修改后的方案须使用更高的版本号。
        A reference record of {} was refused: {}
        {1} 的一条名录记录未被接受：{2}
        A reference record of {} does not say where it lives ({}).
        {1} 的一条名录记录没有注明归属（{2}）。
        The programme does not say where records of {} live.
        方案没有规定 {1} 的记录归属何处。
        {} has no key, so it cannot have reference records.
        {1} 没有关键字段，不能有名录记录。
        A change set names 1 to {} records.
        一项改动须涉及 1 到 {1} 条记录。
        The programme has no collection with number {}.
        方案中没有第 {1} 号表。
        A change set names a record once.
        一项改动中同一记录只能出现一次。
        The record cannot be made here under this id.
        不能以这个编号新增记录。
        Needs a record whose creation was refused ({} {}); mend that one first, then retry.
        所依赖的记录新增时被拒（{1} {2}），请先处理那一项，再重试。
        The record does not exist for you.
        该记录不存在，或您无权查看。
        You may not write {} there.
        您无权在该处写入 {1}。
        Refers to a record whose creation was refused ({} {}); mend that one first, then retry.
        所引用的记录新增时被拒（{1} {2}），请先处理那一项，再重试。
        {} names nothing that you can read.
        {1} 所引用的记录不存在，或您无权查看。
        The id of {} does not follow from its key ({}).
        {1} 的记录编号与其关键字段不符（{2}）。
        The programme does not say where such records live.
        方案没有规定这类记录归属何处。
        {} decides where the record lives and cannot be empty.
        {1} 决定记录的归属，不能为空。
        This server does not know the device; enrol it again, what was typed on it is kept.
        服务器上没有本设备，请重新注册，本机录入的内容都会保留。
        This server speaks protocol version {}; upgrade the older side.
        服务器使用第 {1} 版协议，请升级版本较旧的一方。
        A request carries at most {} parcels.
        一次请求最多携带 {1} 个数据包。
        A parcel is not this device's, is empty, or has an impossible number.
        有数据包不属于本设备、为空，或编号不对。
        {} {}: its stored state cannot be read; keep a copy of the folder and ask for support.
        {1} {2}：保存的内容无法读取，请保留文件夹副本并联系技术支持。
        {}: its stored state cannot be read; keep a copy of the folder and ask for support.
        {1}：保存的内容无法读取，请保留文件夹副本并联系技术支持。
        two entries at {}.
        位置 {1} 有两项。
        the stored digest is not that of its records.
        保存的摘要与记录不符。
        ends at {}, not at {}.
        结束于 {1}，应为 {2}。
        {} {}: no parcel holds {}.
        {1} {2}：没有数据包含有 {3}。
        {} {}: parcels end at {}, the lane at {}.
        {1} {2}：数据包结束于 {3}，通道结束于 {4}。
        a parcel before it is missing.
        缺少前一个数据包。
        {} does not follow the one before it.
        {1} 与前一项不衔接。
        {} was changed after it was received.
        {1} 在收到后被改动。
        its bytes were changed.
        内容被改动。
        the signature is not that of device {}.
        签名不是设备 {1} 的。
        The certificate {} or the key {} cannot be used; both must be PEM files that belong together.
        证书 {1} 或密钥 {2} 无法使用，两者须为相互匹配的 PEM 文件。
        Another program listens on {} already.
        已有其他程序在监听 {1}。
        This machine cannot listen on {}: the address is not its own, or the port needs more rights.
        本机无法监听 {1}：地址不属于本机，或端口需要更高权限。
        Too many requests came from this address; come again in {} s.
        来自该地址的请求过多，请 {1} 秒后再试。
        Put the signed question into the header {}, in base64url.
        请将带签名的请求以 base64url 写入标头 {1}。
        This device asks too often; come again in {} s.
        本设备请求过于频繁，请 {1} 秒后再试。
        This question was answered before; ask it anew.
        该请求已答复过，请重新发起。
        {} {}: a value is not what was sent; see the record's history.
        {1} {2}：有一个值与发送时不同，请查看该记录的历史。
        Send the signed question as the body of a POST.
        请以 POST 方式发送带签名的请求。
        A request may have {} bytes here.
        请求最多 {1} 字节。
        A request failed.
        有一个请求处理失败。
        The server could not answer; its log has the reason. Try again later.
        服务器无法答复，原因见其日志，请稍后再试。
        The server has much to do; come again in a moment.
        服务器繁忙，请稍后再试。
        The server knows no such collection.
        服务器上没有这个表。
        The signature does not fit the device's key.
        签名与设备密钥不符。
        The server does not know this device; enrol again.
        服务器上没有本设备，请重新注册。
        {} is not a year such as 2024.
        {1} 不是年度，正确写法如 2024。
        The programme {} records no `{}`, which the summary needs.
        方案 {1} 没有“{2}”表，无法生成汇总。
        The store's file {} cannot be opened; check the folder and its rights.
        无法打开数据库文件 {1}，请检查文件夹及其权限。
        The server's disk is full; make room, nothing that was acknowledged is lost.
        服务器磁盘已满，请腾出空间；已确认接收的内容没有丢失。
        The store is busy with another program; try again.
        数据库正被其他程序占用，请重试。
        The store failed: {}.
        数据库出错：{1}。
        {} already holds a server's data; choose another folder, or serve this one.
        {1} 中已有服务器数据，请另选文件夹，或直接用它提供服务。
        The folder {} cannot be made; check the path and its rights.
        无法建立文件夹 {1}，请检查路径和权限。
        {} holds no server's data; run `duikou-server init --programme NAME --data {}` first.
        {1} 中没有服务器数据，请先运行：duikou-server init --programme 名称 --data {2}
        The programme in force has no collection {}.
        现行方案没有第 {1} 号表。
        {} has no field with number {}.
        {1} 没有第 {2} 号字段。
        The device that sent a parcel is not in the store.
        发送数据包的设备不在数据库中。
        Position {} of {} does not follow {}.
        {2} 的位置 {1} 与 {3} 不衔接。
        The device that wrote is not in the store.
        写入的设备不在数据库中。
        Only the last insertion can be taken back.
        只能撤回最后一次写入。
        The server is shutting down.
        服务器正在停止。
        The store's writer gave no result.
        数据库写入没有结果。
        The disk is full or failed; nothing of this was stored.
        磁盘已满或发生故障，本次内容未保存。
        """#
}

extension Chinese {
    /// What is wrong with bytes that came over the line.
    static let wire = #"""
        A list has at most {} entries.
        列表最多 {1} 项。
        A list of names has 16 bytes for each.
        编号列表的长度不对。
        A request has at most {} parcels.
        一次请求最多 {1} 个数据包。
        A parcel's signature has 64 bytes.
        数据包签名的长度不对。
        A request has at most {} bytes.
        请求最多 {1} 字节。
        The range of versions is upside down.
        协议版本范围颠倒。
        The range of versions is damaged.
        协议版本范围已损坏。
        A parcel has at most {} bytes.
        数据包最多 {1} 字节。
        A parcel has at most {} bytes; this one has {}.
        数据包最多 {1} 字节，这一个有 {2} 字节。
        A request names its cursor.
        请求缺少同步进度。
        The marks of the lanes are damaged.
        通道标记已损坏。
        These bytes are no request of this kind.
        收到的内容不是这类请求。
        These bytes are no request.
        收到的内容不是请求。
        This form of request is unknown here; upgrade one side.
        无法识别这种格式的请求，请升级其中一方。
        A device has at most {} streams.
        一台设备最多 {1} 个数据流。
        A cursor is damaged.
        同步进度已损坏。
        A cursor names a stream twice.
        同步进度中有重复的数据流。
        A question names at most {} streams.
        一次查询最多 {1} 个数据流。
        The ranges of a question are 32 bytes.
        查询范围的长度不对。
        The question is missing.
        缺少查询内容。
        The answer is missing.
        缺少答复内容。
        A statement about streams is damaged.
        关于数据流的答复已损坏。
        A statement about records is damaged.
        关于记录的答复已损坏。
        A history has at most {} entries.
        历史最多 {1} 项。
        The signature of a parcel does not fit the device's key.
        数据包签名与设备密钥不符。
        The number of a collection or field is out of range.
        表号或字段号超出范围。
        A page or parcel has more than {} bytes before compression.
        数据页或数据包压缩前超过 {1} 字节。
        A page or parcel has more than {} values.
        数据页或数据包超过 {1} 个值。
        A page or parcel is too large.
        数据页或数据包过大。
        A parcel has at most {} change sets.
        数据包最多 {1} 项改动。
        A change set names at most {} records.
        一项改动最多涉及 {1} 条记录。
        A reason has at most {} bytes.
        理由最多 {1} 字节。
        The columns of a page or parcel are damaged.
        数据页或数据包的内容已损坏。
        A text is not UTF-8.
        文字不是 UTF-8 编码。
        The changes of an operation stand in the order of their fields.
        改动未按字段顺序排列。
        A name has 16 bytes.
        编号的长度不对。
        Keys, nonces and proofs have 32 bytes.
        密钥或证明的长度不对。
        A message is too large.
        消息过大。
        A message could not be written.
        消息无法写出。
        A message is damaged.
        消息已损坏。
        A page is larger than a frame may be.
        数据页过大。
        A page has version {}; this side reads version {}.
        数据页为第 {1} 版，本机只能读取第 {2} 版。
        A page has at most {} records.
        数据页最多 {1} 条记录。
        A page names at most {} devices.
        数据页最多涉及 {1} 台设备。
        The positions of a page do not increase.
        数据页中的位置次序不对。
        A page has records beyond its end.
        数据页中有超出末尾的记录。
        The name of a stream is damaged.
        数据流名称已损坏。
        The hash of the previous parcel has 32 bytes.
        前一数据包的校验值长度不对。
        A parcel has at least one change set, numbered from 1.
        数据包至少含一项改动，从 1 编号。
        These bytes are no parcel.
        收到的内容不是数据包。
        This form of parcel is unknown here; upgrade this side.
        无法识别这种格式的数据包，请升级本程序。
        The header of a parcel is damaged.
        数据包的开头已损坏。
        A frame has at most {} bytes; this one has {}.
        数据段最多 {1} 字节，这一个有 {2} 字节。
        A frame has 1 to {} bytes, not {}.
        数据段应为 1 到 {1} 字节，不能是 {2} 字节。
        A frame of an unknown kind came; the bytes are damaged or the other side is newer.
        收到无法识别的数据段：内容已损坏，或对方版本较新。
        Compression failed.
        压缩失败。
        Compressed bytes are damaged.
        压缩的内容已损坏。
        Compressed bytes expand to more than {} bytes.
        压缩的内容解开后超过 {1} 字节。
        There is no memory for compression.
        内存不足，无法压缩。
        Replica keys are 64 bytes, not {}.
        设备密钥应为 64 字节，不是 {1} 字节。
        A signing key is 32 bytes.
        签名密钥的长度不对。
        The signature could not be made.
        无法生成签名。
        A sealing key is 32 bytes.
        加密密钥的长度不对。
        The key of the code could not be derived.
        无法由注册码得出密钥。
        A reply has version {}; this side speaks version {}.
        答复为第 {1} 版协议，本机使用第 {2} 版。
        The receipts of a lane belong to that lane.
        回执与通道不符。
        A reply names an unknown lane.
        答复中有无法识别的通道。
        A receipt is damaged.
        回执已损坏。
        A set was refused for an unknown reason; upgrade this side.
        有改动因本机无法识别的原因被拒，请升级本程序。
        """#
}

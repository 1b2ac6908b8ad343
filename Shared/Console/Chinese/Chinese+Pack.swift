extension Chinese {
    /// What is wrong with a programme pack.
    static let pack = #"""
        {} must be a list of `name: value` pairs.
        {1} 须为若干“名称: 值”。
        A name is missing before the colon.
        冒号前缺少名称。
        `{}` stands twice in {}.
        “{1}”在 {2} 中出现了两次。
        {} has no setting `{}`; possible are {}.
        {1} 没有设置项“{2}”，可用：{3}。
        {} needs the setting `{}`.
        {1} 缺少设置项“{2}”。
        {} must be one word or text.
        {1} 须为一个词或一段文字。
        {} must be a whole number, not `{}`.
        {1} 须为整数，不能是“{2}”。
        {} must be true or false, not `{}`.
        {1} 须为 true 或 false，不能是“{2}”。
        {} must be a list such as [a, b].
        {1} 须为列表，如 [a, b]。
        {} must be one of {}, not `{}`.
        {1} 只能是 {2} 之一，不能是“{3}”。
        {} must begin with a small letter and hold only a-z, 0-9 and _, at most 60 characters: `{}` does not.
        {1} 须以小写字母开头，只含 a-z、0-9 和 _，最多 60 个字符；“{2}”不符合。
        `{}` is a reserved name; take another for {}.
        “{1}”是保留名称，{2} 请换一个。
        The scope {} is of `{}`, which is no collection.
        范围 {1} 所属的“{2}”不是表。
        The scope of {} is `{}`, which is not among the scopes.
        {1} 的范围“{2}”没有定义。
        There is a scope {} for each record of {}, so {} must say which: {{}: FIELD}.
        {2} 的每条记录各有一个范围 {1}，{3} 须指明是哪一个：{{4}: 字段}。
        There is only one scope {}; write `scope: {}`.
        范围 {1} 只有一个，请写 scope: {2}。
        There is only one scope {}, so `where` has no meaning.
        范围 {1} 只有一个，where 没有意义。
        `{}` must be a field of {} of type ref to {}.
        “{1}”须为 {2} 中引用 {3} 的字段。
        {} gives the scope, so it must be required.
        {1} 决定范围，须为必填。
        {} refers to `{}`, which is no collection.
        {1} 引用的“{2}”不是表。
        {}: a move is by `{}`, which is no role.
        {1}：状态变动的角色“{2}”没有定义。
        The key of {} names `{}`, which is none of its fields.
        {1} 的关键字段“{2}”不是它的字段。
        The key field {} changes by its rule {}; a key never changes.
        关键字段 {1} 会按规则 {2} 变动，而关键字段不能变动。
        The key field {} must be required.
        关键字段 {1} 须为必填。
        {} gives the scope, so it must be part of the key.
        {1} 决定范围，须为关键字段之一。
        The owner of {} is `{}`, which is no role.
        {1} 的裁定角色“{2}”没有定义。
        The name of {} must be one of its text fields, not `{}`.
        {1} 的名称须为它的文字字段，不能是“{2}”。
        The seal of {} must name one of its option fields, not `{}`.
        {1} 的办结条件须为它的选项字段，不能是“{2}”。
        The seal of {} names `{}`, which is none of the options of {}.
        {1} 的办结条件“{2}”不是 {3} 的选项。
        The duplicates of {} name `{}`, which is none of its fields.
        {1} 的查重字段“{2}”不是它的字段。
        `within` of {} must name a field of type datetime or date, not `{}`.
        {1} 的 within 须为日期或时间字段，不能是“{2}”。
        The key of {} leads back to itself: {}.
        {1} 的关键字段绕回了自身：{2}。
        The role {} is held at `{}`, which is no collection.
        角色 {1} 所在的“{2}”不是表。
        The role {} is granted `{}`, which is not among the scopes.
        授予角色 {1} 的范围“{2}”没有定义。
        The role {} is granted `{}`, which is no collection.
        授予角色 {1} 的“{2}”不是表。
        The role {} is granted {} in {}, but {} lives in {}.
        角色 {1} 获授 {3} 中的 {2}，但 {4} 属于 {5}。
        The role {} is held at a record of {}; say which {} with `where`, or {}/*.
        角色 {1} 属于 {2} 的一条记录，请用 where 指明是哪个 {3}，或写 {4}/*。
        `where: {}`: {} has no reference field `{}`.
        where: {1}：{2} 没有引用字段“{3}”。
        `where: {}` leads to {}, but the role is held at {}.
        where: {1} 指向 {2}，而角色属于 {3}。
        The programme is named {}, but {} is in force.
        方案名为 {1}，而现行方案是 {2}。
        The version must grow: {} is in force, the pack has {}.
        版本号须增大：现行第 {1} 版，方案中为第 {2} 版。
        The time zone cannot change (it was {}).
        时区不能更改（原为 {1}）。
        The scope {} was removed or changed.
        范围 {1} 被删除或更改。
        The role {} was removed or is held elsewhere; devices hold it.
        角色 {1} 被删除或改了归属，而已有设备使用它。
        The collection {} was removed.
        表 {1} 被删除。
        {} cannot change once records may exist.
        可能已有记录，{1} 不能更改。
        the scope
        范围
        the lane
        通道
        the rule for deletes
        删除规则
        the key
        关键字段
        the field of the seal
        办结字段
        The field {} was removed.
        字段 {1} 被删除。
        The new field {} cannot be required: existing records lack it.
        新字段 {1} 不能为必填：已有记录没有它。
        {} once records may exist.
        可能已有记录，{1}。
        the type cannot change (it was {})
        类型不能更改（原为 {1}）
        the rule cannot change (it was {})
        合并规则不能更改（原为 {1}）
        the collection that it refers to cannot change
        所引用的表不能更改
        the digits cannot change
        小数位数不能更改
        the initial value cannot change
        初始值不能更改
        it cannot become required
        不能改为必填
        {} can only be lowered or dropped
        {1} 只能调低或取消
        {} can only be raised or dropped
        {1} 只能调高或取消
        the option `{}` was removed, but records may hold it.
        选项“{1}”被删除，而已有记录可能使用它。
        This is a file; name the folder in which programme.yaml stands.
        这是一个文件，请指定 programme.yaml 所在的文件夹。
        There is no such programme and no such folder; {}.
        没有这个方案，也没有这个文件夹；{1}。
        shipped are {}
        随附的方案有：{1}
        none is shipped with this program
        本程序没有随附方案
        The file is not there or cannot be read.
        文件不存在或无法读取。
        The file is not UTF-8.
        文件不是 UTF-8 编码。
        The file is named for no collection of the programme.
        文件名不是方案中的表名。
        there is no such record of {} in the pack.
        方案中没有这条 {1} 记录。
        A programme needs at least one collection.
        方案至少要有一个表。
        A programme may have at most {} collections.
        方案最多有 {1} 个表。
        scope must name one kind and one field, such as {site: site}.
        scope 须写明一种范围和一个字段，如 {site: site}。
        `scope: self` needs exactly one kind of scope of the collection {}; there are {}.
        scope: self 要求表 {1} 恰有一种范围，现有 {2} 种。
        lane must be urgent, normal or bulk, not `{}`.
        lane 只能是 urgent、normal 或 bulk，不能是“{1}”。
        `{}` fits single fields only; give it to a field.
        “{1}”只适用于单个字段，请写在字段上。
        seal must name one field and its closing values, such as {status: [closed]}.
        seal 须写明一个字段及其办结值，如 {status: [closed]}。
        minutes must be 0 to 5256000.
        minutes 须为 0 到 5256000。
        The collection {} needs at least one field.
        表 {1} 至少要有一个字段。
        A collection may have at most {} fields.
        一个表最多有 {1} 个字段。
        min is larger than max.
        min 大于 max。
        {} is of type {}, which has no `{}`.
        {1} 的类型是 {2}，没有“{3}”。
        {} is of type {}, which needs `{}`.
        {1} 的类型是 {2}，须写明“{3}”。
        {} must be {} to {}.
        {1} 须为 {2} 到 {3}。
        {} needs at least one option.
        {1} 至少要有一个选项。
        the option `{}` must be at most 100 characters without blanks at its ends.
        选项“{1}”最多 100 个字，首尾不能有空格。
        the options `{}` and `{}` are both called `{}`.
        选项“{1}”和“{2}”都叫“{3}”。
        the rule counter needs the type integer.
        规则 counter 要求类型为 integer。
        the rule set needs the type set.
        规则 set 要求类型为 set。
        a field of type set has the rule set, not {}.
        类型为 set 的字段规则须为 set，不能是 {1}。
        a computed field cannot be required, for no device may write it.
        计算字段不能必填，因为设备不能写入。
        the rule {} needs numbers, dates or times.
        规则 {1} 要求数字、日期或时间。
        `moves` need the rule state.
        moves 要求规则为 state。
        the rule state needs the type option.
        规则 state 要求类型为 option。
        the rule state needs `initial`.
        规则 state 须写明 initial。
        the rule state needs `moves`.
        规则 state 须写明 moves。
        a move names `{}`, which is none of the options.
        状态变动中的“{1}”不是选项。
        a move from `{}` to itself says nothing.
        从“{1}”变为自身没有意义。
        The file is empty.
        文件是空的。
        The file has more than {} MiB; that is too much for a pack.
        文件超过 {1} MiB，方案包不能这么大。
        A pack may hold at most {} values.
        方案包最多含 {1} 个值。
        A pack may be nested at most {} levels deep.
        方案包最多嵌套 {1} 层。
        A second document begins here; a pack is one.
        此处开始了第二个文档，方案包只能有一个。
        The file ends too early.
        文件不完整。
        There is no memory to read the file.
        内存不足，无法读取文件。
        Anchors (&name) and aliases (*name) have no place in a pack; write the value out.
        方案包中不能使用锚点（&名称）和别名（*名称），请直接写出内容。
        The key of {} has more than {} parts when it is written down.
        {1} 的关键字段写出来超过 {2} 段。
        This is not YAML: {}.
        不是有效的 YAML：{1}。
        programme must begin with a small letter and hold only a-z, 0-9, - and _: `{}` does not.
        programme 须以小写字母开头，只含 a-z、0-9、- 和 _；“{1}”不符合。
        version must be 1 to 1000000000.
        version 须为 1 到 1000000000。
        `{}` is no time zone such as Asia/Shanghai.
        “{1}”不是时区，正确写法如 Asia/Shanghai。
        level must be 0 to 1000.
        level 须为 0 到 1000。
        `where` chooses among the scopes of a kind, so `scope` may not end in /*.
        where 用于在一种范围中选择，scope 不能以 /* 结尾。
        The collection {} has no key, so it cannot have reference records.
        表 {1} 没有关键字段，不能有名录记录。
        `{}` is no field of {}.
        “{1}”不是 {2} 的字段。
        `{}` stands twice.
        “{1}”出现了两次。
        `{}` is computed by the server.
        “{1}”由服务器计算。
        The column `{}` is missing; {} requires it.
        缺少列“{1}”，{2} 须有它。
        `{}` is no collection.
        “{1}”不是表。
        {} is missing.
        缺少 {1}。
        The key stands on line {} already.
        该关键字段值在第 {1} 行已出现。
        """#
}

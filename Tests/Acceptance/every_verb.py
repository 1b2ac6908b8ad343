"""Every verb of both programs: in both languages, for people and for programs, where nothing is, in an empty and in a filled folder."""
import re, shlex, shutil, signal
from programs import HOSPITAL, PACK, QUIET, SUPPORTER, World, digest
from rules import Rules

# A verb, its words, and its exit code where there is no folder, in an empty one and in a filled one. Each runs on a copy of the folder.
# `{…}` is told by the folder: see `Folders.facts`.
DEVICE = [
    ("sync", "", 1, 0, 3),
    ("status", "", 1, 0, 3),
    ("add", "technology pair={pair} kind=technique name=腹腔镜", 1, 0, 0),
    ("set", "technology {record} specialty=骨科", 1, 1, 0),
    ("delete", "technology {record}", 1, 1, 0),
    ("list", "technology", 1, 0, 0),
    ("list", "org level=hospital --limit 2", 1, 0, 0),
    ("show", "technology {record}", 1, 1, 0),
    ("show", "org hospital/H001", 1, 0, 0),
    ("explain", "technology {record}", 1, 0, 0),
    ("import", "technology {table}", 1, 0, 0),
    ("import", "technology {table} --dry-run", 1, 0, 0),
    ("import", "technology {mixed} --refused {out}", 1, 3, 3),
    ("export", "technology {out}", 1, 0, 0),
    ("sql", "'SELECT name, count(*) AS n FROM org GROUP BY level'", 1, 0, 0),
    ("conflicts list", "", 1, 0, 3),
    ("conflicts resolve", "{conflict} --take 1 --reason 电话商定", 1, 1, 0),
    ("conflicts undo", "{decided}", 1, 1, 0),
    ("refused list", "", 1, 0, 3),
    ("refused retry", "{refused}", 1, 1, 0),
    ("refused discard", "{refused}", 1, 1, 0),
    ("duplicates", "", 1, 0, 0),
    ("verify", "", 1, 0, 0),
    ("verify", "--repair", 1, 0, 0),
    ("doctor", "", 1, 0, 0),
    # The last: from then on the server takes the folder that was copied for the old one.
    ("enroll", "{url} {code}", 0, 0, 0),
]
SERVER = [
    ("init", "--programme hubei-2022", 0, 1, 1),
    ("serve", "--listen 127.0.0.1:0", 1, 0, 0),
    ("programme load", "{later}", 1, 0, 0),
    ("code", f"--org {HOSPITAL} --role recipient_recorder", 1, 0, 0),
    ("devices list", "", 1, 0, 0),
    ("devices revoke", "{device}", 1, 1, 0),
    ("devices detained", "", 1, 0, 0),
    ("list", "technology", 1, 0, 0),
    ("list", "org level=hospital --limit 2", 1, 0, 0),
    ("show", "technology {record}", 1, 1, 0),
    ("report", "summary --year 2024", 1, 0, 0),
    ("report", "summary --year 2024 --format csv", 1, 0, 0),
    ("report", "summary --year 2024 --format html --output {out}", 1, 0, 0),
    ("conflicts", "", 1, 0, 3),
    ("duplicates", "", 1, 0, 0),
    ("audit verify", "", 1, 0, 0),
    ("verify", "", 1, 0, 0),
]
TABLES = {"duikou": DEVICE, "duikou-server": SERVER}
# These speak with the server, which tells a folder from its copy: they run on the folder itself.
ONLINE = ("sync", "verify", "show", "doctor")
STATES = ("nothing", "empty", "filled")
FORMS = [(language, is_json) for language in ("en", "zh") for is_json in (False, True)]
TYPED = "腹腔镜 骨科 心内科 关节镜 待发送 电话商定 病例已交接 办结之后才写的 好 坏"


class Folders:
    """Folders of both programs in each state, and what their verbs can be asked about."""
    def __init__(self, world):
        self.world = world
        self.rules = Rules(TYPED + "".join(file.read_text(encoding="utf-8") for file in sorted(PACK.glob("data/*.csv"))))
        self.homes = {state: world.root / f"device-{state}" for state in STATES}
        self.data = {"nothing": world.root / "server-nothing", "empty": world.root / "server-empty", "filled": world.root / "server-filled"}
        world.server("init", "--programme", "hubei-2022").expect()
        shutil.copytree(world.data, self.data["empty"])
        world.start()
        self.url = f"http://127.0.0.1:{world.port}"
        self.out, self.count = world.root / "out", 0
        self.fill()
        # Copied while nobody writes into it; the devices' verbs need a server that runs.
        world.stop()
        shutil.copytree(world.data, self.data["filled"])
        world.start()
        self.tables()

    def fill(self):
        """Records sent and unsent, two conflicts of which one is decided, a refused change, a pair of duplicates."""
        world, url = self.world, self.url
        empty = world.device("device-empty", QUIET, "recipient_recorder", url)
        empty.sync(0)
        one = world.device("device-filled", HOSPITAL, "recipient_recorder", url)
        two = world.device("second", HOSPITAL, "recipient_recorder", url)
        office = world.device("office", SUPPORTER, "supporter_office", url)
        one.sync(), two.sync()
        self.pairs = {"empty": empty.list("pair", f"recipient={QUIET}")[0]["id"], "filled": one.list("pair", f"recipient={HOSPITAL}")[0]["id"]}
        pair = self.pairs["filled"]
        self.record, other = (one.add("technology", pair=pair, kind="technique", name="关节镜") for _ in range(2))
        batch = one.add("batch", pair=pair, number=1, starts_on="2024-01-10")
        one.sync(), two.sync(), office.sync()
        for device, specialty in ((one, "骨科"), (two, "心内科")):
            for record in (self.record, other):
                device.set("technology", record, specialty=specialty)
        two.sync(), one.sync(3)
        conflicts = {conflict["record"]: conflict["id"] for conflict in one("conflicts", "--json").expect(3).json}
        self.decided = conflicts[other]
        one("conflicts", "resolve", self.decided, "--take", "1").expect()
        one.sync()
        office.set("batch", batch, status="closed")
        office.sync()
        one.set("batch", batch, handover="办结之后才写的")
        one.sync(3)
        one.add("technology", pair=pair, kind="technique", name="待发送")
        [refused] = one("refused", "--json").expect(3).json
        self.conflict, self.refused = conflicts[self.record], refused["id"]
        [self.device] = [row["id"] for row in world.server("devices", "--json").expect().json if row["name"] == "second"]

    def tables(self):
        root = self.world.root
        for state, pair in self.pairs.items():
            (root / f"{state}.csv").write_text(f"pair,kind,name\n{pair},technique,好\n", encoding="utf-8")
            (root / f"{state}-mixed.csv").write_text(f"pair,kind,name\n{pair},technique,好\n{pair},nothing,坏\n", encoding="utf-8")
        shutil.copytree(PACK, root / "later")
        programme = root / "later/programme.yaml"
        programme.write_text(programme.read_text(encoding="utf-8").replace("version: 1", "version: 2", 1), encoding="utf-8")

    def facts(self, state):
        """What stands for `{…}` in the words of a verb."""
        self.count += 1
        of = state if state in self.pairs else "filled"
        root = self.world.root
        return {
            "url": self.url, "pair": self.pairs[of], "record": self.record, "conflict": self.conflict, "decided": self.decided,
            "refused": self.refused, "device": self.device, "later": root / "later", "table": root / f"{of}.csv",
            "mixed": root / f"{of}-mixed.csv", "out": root / f"out-{self.count}",
        }

    def words(self, text, state):
        facts = self.facts(state)
        if "{code}" in text:
            facts["code"] = self.world.code(HOSPITAL, "recipient_recorder")
        return [word.format(**facts) for word in shlex.split(text)]

    def folder(self, program, state):
        return (self.homes if program == "duikou" else self.data)[state]

    def run(self, program, state, verb, text, language, is_json):
        """One run on a copy of the folder, and why it is not as it must be."""
        folder = self.folder(program, state)
        place = folder if verb in ONLINE else self.world.copy(folder)
        words = [*verb.split(), *self.words(text, state), "--lang", language, *(["--json"] if is_json else [])]
        words += ["--home" if program == "duikou" else "--data", str(place)]
        before = digest(place)
        if verb == "serve" and state != "nothing":
            process, _ = self.world.serve(place, "127.0.0.1:0", "--lang", language)
            process.send_signal(signal.SIGTERM)
            return [] if process.wait(60) == 0 else ["SIGTERM did not end it in order"], None
        ran = self.world.run(program, words)
        changed = [] if ran.code in (0, 3) or digest(place) == before else ["it failed and changed something"]
        if place != folder:
            shutil.rmtree(place, ignore_errors=True)
        return changed, ran


def in_all_forms(folders, program, state, verb, text, code):
    """The four forms of one call; `--json` only where the verb has it."""
    broken = []
    for language, is_json in FORMS:
        if is_json and not verb.has_json:
            continue
        found, ran = folders.run(program, state, verb.name, text, language, is_json)
        if ran:
            found += folders.rules.broken(ran, [code], language, is_json)
        broken += [f"{language}{' --json' if is_json else ''}: {what}" for what in found]
    assert not broken, "\n      ".join(["", *broken])


def is_every_verb_known(verbs):
    for program, table in TABLES.items():
        known = {row[0] for row in table}
        missing, gone = sorted(set(verbs[program]) - known), sorted(known - set(verbs[program]))
        assert not missing, f"{program}: no check knows {missing}; add a row to the table in every_verb.py"
        assert not gone, f"{program}: there is no verb {gone}"


def explains_itself(folders, program, verb):
    broken = []
    for language in ("en", "zh"):
        for words in ([*verb.split(), "--help"], ["help", *verb.split()]):
            ran = folders.world.run(program, [*words, "--lang", language])
            broken += [f"{language}: {what}" for what in folders.rules.broken(ran, [0], language, False)]
            if language == "zh" and not re.search("[\u4e00-\u9fff]", ran.out):
                broken.append("zh: the help has no Chinese")
    assert not broken, "\n      ".join(["", *broken])


def checks(bin, verbs):
    yield "every verb of both programs has a check", lambda: is_every_verb_known(verbs)
    with World(bin) as world:
        folders = Folders(world)
        for program, table in TABLES.items():
            for name in ("", *verbs[program]):
                yield f"{program} {name} --help", lambda: explains_itself(folders, program, name)
            for name, text, *codes in table:
                verb = verbs[program].get(name)
                for state, code in zip(STATES, codes) if verb else ():
                    call = " ".join([program, name, text]).strip()
                    yield f"{call} ({state}: exit {code})", lambda: in_all_forms(folders, program, state, verb, text, code)

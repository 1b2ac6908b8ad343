"""Wrong input of every kind: one sentence, an exit code of its own, and nothing changed."""
import shlex, shutil
from every_verb import Folders
from programs import World, digest

# Of the filled folder; 2 where the words themselves are wrong, 1 where what they ask for cannot be.
DEVICE = [
    ("enroll", "{url} AAAAA-BBBBB", 1), ("enroll", "ftp://nowhere AAAAA-BBBBB", 2), ("enroll", "http://192.0.2.1 AAAAA-BBBBB", 2),
    ("sync", "nothing", 2), ("status", "--home /dev/null", 1),
    ("add", "nothing a=1", 1), ("add", "batch pair={pair} number=1 starts_on=2024-02-30", 1), ("add", "batch pair={pair} number=x", 1),
    ("add", "technology kind=technique name=a", 1), ("add", "technology pair={pair} kind=none name=a", 1),
    ("add", "technology pair={pair} kind=technique name", 2), ("add", "technology pair=nowhere kind=technique name=a", 1),
    ("add", "org level=hospital code=H999 name=a", 1), ("add", "batch pair={pair} number=0 starts_on=2024-01-01", 1),
    ("set", "technology not-an-id specialty=a", 1), ("set", "technology {record} none=1", 1), ("set", "technology {record} cases=5", 2),
    ("set", "technology {record} cases=+x", 1), ("set", "technology {record}", 2), ("set", "org hospital/H001 name=a", 1),
    ("delete", "technology 00000000-0000-0000-0000-000000000000", 1), ("delete", "org hospital/H001", 1),
    ("list", "nothing", 1), ("list", "org none=1", 1), ("list", "org --limit many", 2), ("show", "org nowhere/0", 1),
    ("explain", "org nowhere/0", 1), ("import", "technology {out}", 1), ("import", "technology {later}", 1),
    ("import", "technology /dev/null", 1), ("import", "nothing {table}", 1), ("import", "technology {table} --key none", 1),
    ("import", "technology {table} --encoding morse", 2), ("export", "technology {later}", 1), ("export", "nothing {out}", 1),
    ("export", "technology /nonexistent/a.csv", 1), ("sql", "'DELETE FROM org'", 1), ("sql", "'SELECT none FROM org'", 1),
    ("sql", "'SELECT 1; DELETE FROM org'", 1), ("conflicts list", "nothing", 2), ("conflicts resolve", "nothing --take 1", 1),
    ("conflicts resolve", "{conflict} --take 9", 1), ("conflicts resolve", "{conflict}", 2), ("conflicts undo", "nothing", 1),
    ("refused list", "nothing", 2), ("refused retry", "77", 1), ("refused discard", "77", 1), ("duplicates", "nothing", 2),
    ("verify", "nothing", 2), ("doctor", "nothing", 2),
]
SERVER = [
    ("init", "--programme nothing", 1), ("init", "", 2), ("serve", "--listen nowhere", 2), ("serve", "--log-level loud", 2),
    ("serve", "--tls-certificate {table}", 2), ("programme load", "/nonexistent", 1), ("programme load", "{later}/data", 1),
    ("code", "--org nowhere --role recipient_recorder", 1), ("code", "--org H001 --role king", 1),
    ("code", "--org H001 --role recipient_recorder --hours many", 2), ("devices list", "nothing", 2), ("devices revoke", "nothing", 1),
    ("devices detained", "nothing", 2), ("list", "nothing", 1), ("list", "org none=1", 1), ("list", "org level", 2),
    ("show", "org nowhere/0", 1), ("report", "nothing", 2), ("report", "summary --year long", 2), ("report", "summary --org nowhere", 1),
    ("report", "summary --format pdf", 2), ("report", "summary --output {later}", 1), ("conflicts", "nothing", 2),
    ("duplicates", "nothing", 2), ("audit verify", "nothing", 2), ("verify", "nothing", 2),
]


def is_refused(folders, program, verb, text, code):
    """With a sentence in either language, and with the tables as they were."""
    broken = []
    place = folders.world.copy(folders.folder(program, "filled"))
    before = digest(place)
    folder = ["--home" if program == "duikou" else "--data", str(place)]
    for language in ("en", "zh"):
        words = [*verb.split(), *folders.words(text, "filled"), "--lang", language]
        ran = folders.world.run(program, words if folder[0] in words else words + folder)
        found = list(folders.rules.broken(ran, [code], language, False))
        if ran.out:
            found.append(f"standard output has {ran.out[:200]!r}")
        broken += [f"{language}: {what}" for what in found]
    if digest(place) != before:
        broken.append("it changed something")
    shutil.rmtree(place)
    assert not broken, "\n      ".join(["", *broken])


def has_every_verb(verbs):
    for program, table in (("duikou", DEVICE), ("duikou-server", SERVER)):
        missing = sorted(set(verbs[program]) - {row[0] for row in table})
        assert not missing, f"{program}: no wrong input is tried at {missing}; add a row to the table in wrong_input.py"


def checks(bin, verbs):
    yield "every verb of both programs is given wrong input", lambda: has_every_verb(verbs)
    with World(bin) as world:
        folders = Folders(world)
        for program, table in (("duikou", DEVICE), ("duikou-server", SERVER)):
            unknown = [(name, "--nonsense", 2) for name in verbs[program]]
            for name, text, code in [*table, *unknown, ("nonsense", "", 2), ("--nonsense", "", 2)]:
                yield f"{program} {name} {text}: exit {code}", lambda: is_refused(folders, program, name, text, code)

"""The rules of this suite find what is broken, and nothing in what is whole."""
import every_verb, wrong_input
from programs import Ran
from rules import Rules

WHOLE = [
    (Ran(["duikou"], 0, "郧西县人民医院: 3 records.\n", ""), "en", False),
    (Ran(["duikou"], 0, "{}\n", "已同步。"), "zh", True),
    (Ran(["duikou"], 1, "", "没有设备，请运行“duikou enroll 网址 注册码”：duikou list org --limit 5"), "zh", True),
]
BROKEN = [
    (Ran(["duikou"], 2, "", "A clear sentence."), "en", False, "exit"),
    (Ran(["duikou"], -11, "", ""), "en", False, "crash"),
    (Ran(["duikou"], 0, "", "Fatal error: index out of range"), "en", False, "crash"),
    (Ran(["duikou"], 0, "Optional(3)\n", ""), "en", False, "crash"),
    (Ran(["duikou"], 0, "at Replica.swift:3\n", ""), "en", False, "source"),
    (Ran(["duikou"], 0, "red \x1b[31m\n", ""), "en", False, "control"),
    (Ran(["duikou"], 0, "3 条记录\n", ""), "en", False, "Chinese in English"),
    (Ran(["duikou"], 0, "", "Nothing was sent."), "zh", True, "English in Chinese"),
    (Ran(["duikou"], 0, "可用：csv or html\n", ""), "zh", False, "English in Chinese"),
    (Ran(["duikou"], 0, "Done.\n", ""), "en", True, "no JSON"),
    (Ran(["duikou"], 0, "", ""), "en", True, "no JSON"),
    (Ran(["duikou"], 1, "", ""), "en", False, "nothing was said"),
]


def they_find():
    rules = Rules("郧西县人民医院")
    for ran, language, is_json in WHOLE:
        found = list(rules.broken(ran, [ran.code], language, is_json))
        assert not found, (str(ran), found)
    for ran, language, is_json, word in BROKEN:
        found = list(rules.broken(ran, [0, 1], language, is_json))
        assert any(word in what for what in found), (str(ran), word, found)


def a_new_verb_is_noticed(verbs):
    more = {program: {**known, "dance": None} for program, known in verbs.items()}
    for knows in (every_verb.is_every_verb_known, wrong_input.has_every_verb):
        try:
            knows(more)
        except AssertionError as error:
            assert "dance" in str(error), error
        else:
            raise AssertionError("a verb without a check was not noticed")


def checks(bin, verbs):
    yield "the rules find what is broken", they_find
    yield "a new verb without a check is noticed", lambda: a_new_verb_is_noticed(verbs)

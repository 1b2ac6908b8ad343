"""The verbs of a program, as its own help lists them: a new one that no table of checks knows is found here."""
import re, subprocess


class Verb:
    def __init__(self, name, usage, is_default):
        self.name, self.is_default = name, is_default
        self.has_json = "--json" in usage


def help_of(bin, program, words):
    return subprocess.run(
        [f"{bin}/{program}", *words, "--help", "--lang", "en"], capture_output=True, text=True, check=True).stdout


def all_verbs(bin, program, words=()):
    """Every verb that does something, by its words: `conflicts resolve`."""
    text = help_of(bin, program, words)
    usage = text.split("USAGE:", 1)[1].split("\n\n", 1)[0]
    found = {}
    parts = text.split("SUBCOMMANDS:\n", 1)
    if len(parts) == 1:
        return {" ".join(words): Verb(" ".join(words), usage, False)}
    for line in parts[1].splitlines():
        if match := re.match(r"  ([a-z][a-z-]*)( \(default\))?\s", line):
            inner = all_verbs(bin, program, (*words, match[1]))
            for verb in inner.values():
                verb.is_default = bool(match[2])
            found |= inner
    return found

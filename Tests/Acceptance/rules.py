"""What every run of either program keeps to, whatever it was asked."""
import json, re

CRASH = re.compile(r"Fatal error|Stack dump|Crash|Traceback|core dumped|Optional\(|NSError|Swift\.\w|\(unknown context|💣")
SOURCE = re.compile(r"\.swift\b|\.(?:cc?|h|proto):\d|/Sources/|/\.build/|/ClientCore/|/Server/|/Protocol/")
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\x80-\x9f]")
CHINESE = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]+")
# Three words in a row, or one of those that hold sentences together.
ENGLISH = re.compile(r"\b[A-Za-z']+ [a-z']+ [a-z']+\b|\b(?:the|and|or|of|to|is|are|not|no|with|for|this|that|must|default|values)\b")
# What is quoted, and how a command is written, is the same in all languages.
SAME = re.compile(r"“[^”]*”|`[^`]*`|<[^>]*>|\[[^]]*\]|duikou(?:-server)?(?: [\x21-\x7e]+)*")


class Rules:
    def __init__(self, values):
        """:param values: all that was typed or came with the directory: the one Chinese that English text may hold."""
        self.values = values

    def broken(self, ran, codes, language, is_json):
        """Why a run is not as it must be, as sentences."""
        said = ran.out + ran.err
        if ran.code not in codes:
            yield f"exit {ran.code} and not {' or '.join(map(str, codes))}: {said.strip()[-300:]}"
        if ran.code < 0 or CRASH.search(said):
            yield f"a crash: {said[-300:]}"
        if found := SOURCE.search(said):
            yield f"a path of the source: {found.group()}: {said[-300:]}"
        if CONTROL.search(said) or any("\udc80" <= character <= "\udcff" for character in said):
            yield f"a control character or broken text: {said[-300:]!r}"
        if ran.code not in (0, 3) and len(ran.err.strip()) < 6 and not ran.out.strip():
            yield "nothing was said"
        if is_json:
            yield from self.bad_json(ran)
        else:
            yield from self.bad_language(ran.out, language)
        yield from self.bad_language(ran.err, language)

    def bad_json(self, ran):
        if ran.code in (0, 3) or ran.out.strip():
            try:
                json.loads(ran.out)
            except ValueError:
                yield f"no JSON on standard output: {ran.out[:300]!r}"

    def bad_language(self, text, language):
        if language == "en":
            for found in CHINESE.findall(text):
                if found not in self.values:
                    yield f"Chinese in English: {found}"
                    return
            return
        for line in text.splitlines():
            if found := ENGLISH.search(SAME.sub("", line)):
                yield f"English in Chinese: {found.group()}: {line.strip()}"
                return

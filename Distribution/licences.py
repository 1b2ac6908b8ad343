"""The licences of everything that an archive contains, from what is installed and checked out here."""
import pathlib, re, subprocess, sys

COMMENT = re.compile(r"\s*(/\*.*?\*/|(?://[^\n]*\n)+)", re.S)


def collected(root, swift, files):
    """The Debian packages that the files come from, with their versions, and all texts, each once."""
    packages = sorted({package_of(path) for path in files})
    texts = {}
    own = [path for path in root.iterdir() if path.name.startswith("LICEN")]
    for name, path in [("Duikou", path) for path in own] + [("Swift, its libraries and Foundation", swift / "share/swift/LICENSE.txt")]:
        add(texts, name, path.read_text())
    add_checkouts(texts, root / ".build/checkouts")
    add(texts, "ICU in Foundation", icu())
    for package in packages:
        add(texts, f"Debian package {package}", copyright_of(package))
    for name in sorted(set(re.findall(r"/usr/share/common-licenses/([\w.+-]*\w)", "".join(texts)))):
        add(texts, f"common licence {name}", pathlib.Path("/usr/share/common-licenses", name).read_text())
    head = "The licences of the parts of this program. Sources of the Debian packages: https://snapshot.debian.org\n"
    rule = "=" * 80
    parts = [f"{rule}\n{', '.join(names)}\n{rule}\n\n{text.strip()}\n" for text, names in texts.items()]
    return [versioned(package) for package in packages], "\n\n".join([head, *parts])


def add(texts, name, text):
    names = texts.setdefault(text, [])
    if name not in names:
        names.append(name)


def add_checkouts(texts, checkouts):
    """The packages that Swift fetched: their licence files, and what stands at the head of the C sources that they took from others."""
    for package in sorted(path for path in checkouts.iterdir() if path.is_dir()):
        found = sorted(path for path in package.rglob("*") if re.match(r"(LICEN[SC]E|NOTICE|COPYING)(\.txt|\.md)?$", path.name))
        if not any(path.parent == package for path in found):
            sys.exit(f"{package} has no licence")
        for path in found:
            add(texts, package.name if path.parent == package else f"{package.name}/{path.parent.name}", path.read_text())
        for path in sorted(package.glob("Sources/C*/**/*")):
            if path.suffix in (".c", ".cc", ".h", ".S") and path.is_file():
                head = COMMENT.match(path.read_text(errors="replace"))
                if head and "opyright" in head.group():
                    add(texts, f"{package.name}/{path.relative_to(package / 'Sources').parts[0]}", head.group())


def icu():
    """Swift's own text does not say it; the system's ICU is under the same."""
    for path in sorted(pathlib.Path("/usr/share/doc").glob("libicu*/copyright")):
        return path.read_text()
    sys.exit("The text of ICU's licence is not here: apt-get install libicu-dev")


def package_of(path):
    """dpkg knows many files of /lib below /usr only, or the other way about."""
    path = str(path.resolve())
    for name in (path, path.removeprefix("/usr")):
        found = subprocess.run(["dpkg", "-S", name], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        if found.returncode == 0:
            return found.stdout.split(": ")[0].split(":")[0]
    sys.exit(f"no package owns {path}, so its licence is not known")


def copyright_of(package):
    return pathlib.Path("/usr/share/doc", package, "copyright").read_text()


def versioned(package):
    found = subprocess.run(["dpkg-query", "-W", package], check=True, stdout=subprocess.PIPE, text=True).stdout
    return found.splitlines()[0].replace("\t", " ")

"""Both programs from outside: a server's folder, devices' folders, and what one run gave."""
import hashlib, json, os, pathlib, queue, re, shlex, shutil, signal, sqlite3, subprocess, tempfile, threading

PACK = pathlib.Path(__file__).resolve().parents[2] / "Shared/Programme/Packs/hubei-2022"
HOSPITAL, SUPPORTER, QUIET = "郧西县人民医院", "十堰市人民医院", "竹山县人民医院"


class Ran:
    """What one run of a program gave."""
    def __init__(self, words, code, out, err):
        self.words, self.code, self.out, self.err = words, code, out, err

    def __str__(self):
        return f"{shlex.join(self.words)}: exit {self.code}: {(self.err or self.out).strip()[-300:]}"

    def expect(self, *codes):
        if self.code not in (codes or (0,)):
            raise AssertionError(f"{self} (expected {codes or (0,)})")
        return self

    @property
    def json(self):
        return json.loads(self.out)


class World:
    """A server with the shipped programme, and folders for devices, below one temporary folder."""
    def __init__(self, bin):
        self.bin = pathlib.Path(bin).resolve()
        self.root = pathlib.Path(tempfile.mkdtemp(prefix="duikou-acceptance-"))
        self.data = self.root / "server"
        self.process, self.port, self.copies = None, 0, 0

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop(signal.SIGKILL)
        shutil.rmtree(self.root)

    def path(self, program):
        return str(self.bin / program)

    def run(self, program, words, timeout=120, **environment):
        clean = {key: value for key, value in os.environ.items() if not key.startswith(("DUIKOU", "LC_", "LANG"))}
        ran = subprocess.run(
            [self.path(program), *map(str, words)], capture_output=True, text=True, errors="surrogateescape", timeout=timeout,
            stdin=subprocess.DEVNULL, env={**clean, "LANG": "en_US.UTF-8", **environment}
        )
        return Ran([program, *map(str, words)], ran.returncode, ran.stdout, ran.stderr)

    def server(self, *words):
        return self.run("duikou-server", [*words, "--data", self.data])

    def start(self):
        """Comes back when the server has said where it listens; the second start takes the same port."""
        self.process, url = self.serve(self.data, f"127.0.0.1:{self.port}")
        self.port = int(url.rsplit(":", 1)[1])

    def serve(self, data, listen, *options):
        """A server's process and its address."""
        process = subprocess.Popen(
            [self.path("duikou-server"), "serve", "--listen", listen, "--data", str(data), *options],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        said = queue.Queue()
        threading.Thread(target=lambda: said.put(process.stdout.readline()), daemon=True).start()
        line = said.get(timeout=60)
        found = re.search(r"http\S+", line)
        if not found:
            raise AssertionError(f"the server did not say where it listens: {line!r}, exit {process.poll()}")
        return process, found.group()

    def stop(self, how=signal.SIGTERM):
        process, self.process = self.process, None
        if process is None:
            return 0
        process.send_signal(how)
        code = process.wait(60)
        process.stdout.close()
        return code

    def code(self, org, role):
        return self.server("code", "--org", org, "--role", role).expect().out.strip()

    def device(self, name, org, role, url):
        device = Device(self, self.root / name)
        device("enroll", url, self.code(org, role), "--name", name).expect()
        return device

    def copy(self, folder):
        """A folder as it lies there, or a path at which nothing is."""
        self.copies += 1
        place = self.root / f"copy-{self.copies}"
        if folder.exists():
            shutil.copytree(folder, place)
        return place


class Device:
    """One device's folder."""
    def __init__(self, world, home):
        self.world, self.home = world, home

    def __call__(self, *words, timeout=120):
        return self.world.run("duikou", words, timeout, DUIKOU_HOME=str(self.home))

    def add(self, collection, **fields):
        return self("add", collection, *(f"{key}={value}" for key, value in fields.items()), "--json").expect().json["id"]

    def set(self, collection, id, **fields):
        self("set", collection, id, *(f"{key}={value}" for key, value in fields.items())).expect()

    def list(self, collection, *conditions):
        return self("list", collection, *conditions, "--json").expect().json

    def one(self, collection, id):
        return next((row for row in self.list(collection) if row["id"] == id), None)

    def sync(self, *codes):
        return self("sync", "--json").expect(*(codes or (0, 3))).json


def digest(folder):
    """Of every table of every database in a folder; a folder that is not there has none."""
    sums = {}
    for file in sorted(folder.rglob("*.sqlite")) if folder.exists() else []:
        database = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
        tables = [row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
        for table in tables:
            # SQLite counts there how often tables and triggers were put in order: no content.
            columns = [row[1] for row in database.execute(f'PRAGMA table_info("{table}")') if row[1] != "schema_version"]
            listed = ", ".join(f'"{column}"' for column in columns)
            rows = sorted(repr(row) for row in database.execute(f'SELECT {listed} FROM "{table}"'))
            sums[f"{file.name}: {table}"] = hashlib.sha256("\n".join(rows).encode()).hexdigest()
        database.close()
    return sums if folder.exists() else None

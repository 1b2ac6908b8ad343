"""The main job: record with no network, sync over a bad line, decide, and agree, through the two programs alone."""
import signal, subprocess
from line import Line
from programs import HOSPITAL, SUPPORTER, World

COLLECTIONS = ("org", "pair", "agreement", "signature", "target", "batch", "person", "member", "tele_session", "training", "technology")
TRIES = 20


class Story:
    """One world after the other, each over a line with faults of its own; every chapter ends with what must be so."""
    def __init__(self, bin, verbs, seed):
        self.world, self.verbs, self.seed = World(bin), verbs, seed
        self.line = None

    def __enter__(self):
        self.world.server("init", "--programme", "hubei-2022").expect()
        self.world.start()
        self.line = Line(self.world.port, self.seed)
        enrol = lambda name, org, role: self.world.device(name, org, role, self.line.url)
        self.one = enrol("one", HOSPITAL, "recipient_recorder")
        self.two = enrol("two", HOSPITAL, "recipient_recorder")
        self.office = enrol("office", SUPPORTER, "supporter_office")
        self.devices = (self.one, self.two, self.office)
        return self

    def __exit__(self, *_):
        if self.line:
            self.line.down()
        self.world.__exit__()

    def settle(self):
        """Everybody sends, then everybody fetches: more is never needed."""
        return [device.sync() for _ in range(2) for device in self.devices][-len(self.devices):]

    def chapters(self):
        yield "the directory arrives at every device", self.directory
        yield "everybody records with no network, and nothing is lost by trying to sync", self.offline
        yield "what was recorded crosses a line that drops, cuts and delays", self.bad_line
        yield "a server and a device that are killed lose nothing", self.killed
        yield "two values for one field both live until somebody decides", self.conflict
        yield "what the server refused is kept as it was typed", self.refused
        if {"bundle write", "bundle read"} <= set(self.verbs["duikou"]):
            yield "a carried file does what a line does", self.carried
        yield "the same state stands everywhere", self.agree
        yield "the report tells what was recorded", self.report

    def directory(self):
        self.settle()
        central = {row["id"] for row in self.world.server("list", "org", "--json").expect().json}
        assert len(central) > 100, len(central)
        for device in self.devices:
            assert {row["id"] for row in device.list("org")} == central
        [pair] = self.one.list("pair", f"name={HOSPITAL} ← {SUPPORTER}")
        self.pair = pair["id"]
        self.target = self.one.add("target", pair=self.pair, year=2024, kind="telemedicine", text="开展远程会诊", planned=60)
        self.batch = self.one.add("batch", pair=self.pair, number=1, starts_on="2024-01-10")
        self.settle()

    def offline(self):
        self.line.down()
        self.sessions = set()
        for day in range(1, 13):
            self.sessions.add(self.one.add(
                "tele_session", pair=self.pair, kind="consultation", held_on=f"2024-03-{day:02}", logged_by="recipient"))
        table = self.world.root / "training.csv"
        table.write_text("pair,kind,held_on,topic,attended,logged_by\n" + "".join(
            f"{HOSPITAL} ← {SUPPORTER},lecture,2024-04-{day:02},题目{day},{day},recipient\n" for day in range(1, 31)), encoding="utf-8")
        taken = self.two("import", "training", table, "--json").expect().json
        assert taken["inserted"] == 30 and not taken["refused"], taken
        doctor = self.office.add("person", pair=self.pair, org=SUPPORTER, name="派驻医师甲")
        self.office.add("member", pair=self.pair, batch=self.batch, person=doctor, starts_on="2024-01-10")
        # Different fields of one record, and the same field of another.
        self.one.set("batch", self.batch, handover="病例已交接")
        self.office.set("batch", self.batch, planned_end="2024-12-31")
        self.one.set("target", self.target, planned=80)
        self.two.set("target", self.target, planned=100)
        for device in self.devices:
            before = {name: device.list(name) for name in COLLECTIONS}
            assert device("sync").expect(4).err.strip(), "no connection, and nothing was said"
            assert device("status", "--json").expect(0, 3).json["pending"] > 0
            assert {name: device.list(name) for name in COLLECTIONS} == before
        self.line.up()

    def bad_line(self):
        self.line.is_bad = True
        for device in self.devices:
            for _ in range(TRIES):
                ran = device("sync", "--json").expect(0, 3, 4)
                if ran.code != 4 and ran.json["complete"]:
                    break
            else:
                raise AssertionError(f"{TRIES} tries were not enough: {ran}")
        self.line.is_bad = False
        assert all(self.line.counts.values()), f"the line was too good: {self.line.counts}"
        self.settle()
        central = {row["id"] for row in self.world.server("list", "tele_session", "--json").expect().json}
        assert central == self.sessions
        for device in self.devices:
            batch = device.one("batch", self.batch)
            assert (batch["handover"], batch["planned_end"]) == ("病例已交接", "2024-12-31"), batch
            assert len(device.list("training")) == 30

    def killed(self):
        world = self.world
        techniques = set()
        for round in range(4):
            for number in range(5):
                techniques.add(self.one.add("technology", pair=self.pair, kind="technique", name=f"技术{round}-{number}"))
            syncing = subprocess.Popen(
                [world.path("duikou"), "sync", "--home", str(self.one.home)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            try:
                syncing.wait(0.02 * (round + 1))
            except subprocess.TimeoutExpired:
                pass  # it is in the middle of something: just then
            if round % 2:
                world.stop(signal.SIGKILL)
                world.start()
            else:
                syncing.kill()
            syncing.wait(120)
        self.settle()
        for device in self.devices:
            assert {row["id"] for row in device.list("technology")} == techniques

    def conflict(self):
        shown = []
        for device in (self.one, self.two):
            [found] = device("conflicts", "--json").expect(3).json
            assert (found["record"], found["field"]) == (self.target, "planned"), found
            assert {candidate["value"] for candidate in found["candidates"]} == {"80", "100"}, found
            shown.append(found["id"])
        [central] = self.world.server("conflicts", "--json").expect(3).json
        assert {*shown, central["id"]} == {shown[0]}, "one conflict has two names"
        self.one("conflicts", "resolve", shown[0], "--value", "90", "--reason", "电话商定").expect()
        self.settle()
        for device in self.devices:
            assert device.one("target", self.target)["planned"] == "90"
            assert device("conflicts", "--json").expect().json == []
        assert self.world.server("conflicts", "--json").expect().json == []

    def refused(self):
        self.office.set("batch", self.batch, status="closed")
        self.office.sync()
        self.one.set("batch", self.batch, handover="办结之后才写的")
        later = self.one.add("technology", pair=self.pair, kind="service", name="后来登记的")
        said = self.one.sync(3)
        assert said["refused"] == 1 and said["pending"] == 0, said
        [entry] = self.one("refused", "--json").expect(3).json
        assert "办结之后才写的" in str(entry["values"]), entry
        assert self.one.one("batch", self.batch)["handover"] == "病例已交接", "the record shows the server's value again"
        assert later in str(self.world.server("list", "technology", "--json").expect().json), "one refused change holds up no other"
        again = self.one("refused", "retry", entry["id"])
        assert again.code == 1 or self.one.sync(3)["refused"] == 1, "a closed batch takes nothing"
        [entry] = self.one("refused", "--json").expect(3).json
        self.one("refused", "discard", entry["id"]).expect()
        assert self.one("refused", "--json").expect().json == []

    def carried(self):
        self.line.down()
        kept = self.two.add("technology", pair=self.pair, kind="technique", name="带去的")
        there, back = self.world.root / "there.bundle", self.world.root / "back.bundle"
        self.two("bundle", "write", there).expect()
        self.world.server("bundle", "read", there, "--reply", back).expect()
        self.two("bundle", "read", back).expect(0, 3)
        assert self.two("status", "--json").expect(0, 3).json["pending"] == 0
        self.line.up()
        assert kept in str(self.world.server("list", "technology", "--json").expect().json)

    def agree(self):
        for said in self.settle():
            assert said["complete"] and not said["differs"] and said["pending"] == said["conflicts"] == said["refused"] == 0, said
        by_id = lambda rows: sorted(rows, key=lambda row: row["id"])
        for name in COLLECTIONS:
            central = by_id(self.world.server("list", name, "--json").expect().json)
            for device in self.devices:
                assert by_id(device.list(name)) == central, f"{device.home.name}: {name}"
        for device in self.devices:
            assert device("verify", "--json").expect().json["agree"] is True
            again = device.sync(0)
            assert again["sent"] == again["received"] == 0 and again["roundTrips"] == 1, again
        assert self.world.server("verify", "--json").expect().json["agree"] is True
        assert self.world.server("audit", "verify", "--json").expect().json["agree"] is True

    def report(self):
        ran = self.world.server("report", "summary", "--year", "2024", "--org", HOSPITAL, "--format", "json").expect()
        total = ran.json["total"]
        assert total["remoteServices"] == len(self.sessions) and total["trainingsHeld"] == 30 and total["onPost"] == 1, total
        assert self.world.stop() == 0, "the server did not stop in order"


def checks(bin, verbs, seed):
    """Name and doing of every chapter; after one that failed, the others are not tried."""
    with Story(bin, verbs, seed) as story:
        for name, chapter in story.chapters():
            if (yield f"main job, line {seed}: {name}", chapter) is False:
                return

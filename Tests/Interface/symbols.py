"""Reads what a product shows to an app, out of the modules of the last release build."""
import json
import os
import re
import subprocess
import sys

root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
build = os.environ.get("BUILD", os.path.join(root, ".build"))
# Of other modules an app sees the standard library's, Foundation's, and these types of the model alone.
shown = {"DeviceID", "Host", "Lane", "Programme", "RecordID", "Scope", "Value"}


def arguments():
    """What the compiler must know to load the modules; the C modules below as the last build was given them."""
    info = json.loads(subprocess.run(["swiftc", "-print-target-info"], capture_output=True, check=True).stdout)
    with open(os.path.join(build, "release.yaml")) as file:
        maps = sorted(set(re.findall(r"-fmodule-map-file=[^\"]+", file.read())))
    modules = ["-target", info["target"]["triple"], "-I", os.path.join(build, "release", "Modules")]
    return modules + [part for argument in maps for part in ("-Xcc", argument)]


def extract(module, folder, *more):
    """Writes the symbol graphs of a module into a folder: its own, and one for each module whose types it extends."""
    command = ["swift-symbolgraph-extract"] + os.environ.get("EXTRA", "").split() + [
        "-module-name", module, "-minimum-access-level", "public", "-skip-synthesized-members", "-output-dir", folder]
    made = subprocess.run(command + list(more) + arguments(), capture_output=True, text=True)
    if made.returncode != 0:
        sys.exit(f"The public face of {module} cannot be read; build it first (make build): {made.stderr[-2000:]}")


def load(path):
    with open(path) as file:
        return json.load(file)

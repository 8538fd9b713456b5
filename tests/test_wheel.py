"""The built wheel works alone: in a fresh environment, in an empty folder."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import urllib.request
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.processes import REPOSITORY, Demo, environment

pytestmark = pytest.mark.wheel

#: What the sources hold and a person needs; compiled leftovers apart.
_DATA = (".html", ".txt", ".css", ".js", ".svg", ".typ", ".docx", ".json", ".csv", ".tsv", ".png", ".ico", ".typed")


def uv() -> str:
    found = shutil.which("uv") or shutil.which("uv", path=str(Path(sys.executable).parent))
    if found is None:
        pytest.skip("uv is neither on the path nor in the environment")
    return found


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("dist")
    subprocess.run([uv(), "build", "--wheel", "--quiet", "--out-dir", str(out)], cwd=REPOSITORY, check=True)
    (built,) = out.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of the programs of an environment that holds the wheel, its dependencies and nothing else."""
    venv = tmp_path_factory.mktemp("venv")
    subprocess.run([uv(), "venv", "--quiet", "--clear", "--python", sys.executable, str(venv)], check=True)
    python = venv / "bin" / "python"
    install = [uv(), "pip", "install", "--quiet", "--python", str(python), str(wheel)]
    result = subprocess.run(install, capture_output=True, text=True)
    if result.returncode:
        pytest.fail(f"the wheel does not install (is the package registry reachable?):\n{result.stderr}")
    return venv / "bin"


@pytest.fixture
def demo(installed: Path, tmp_path: Path) -> Iterator[Demo]:
    alone = {name: value for name, value in environment().items() if name != "PYTHONPATH"}
    running = Demo(tmp_path, command=(str(installed / "levier"),), only=alone)
    yield running
    running.clean_up()


def test_every_file_of_the_package_is_in_the_wheel(wheel: Path) -> None:
    inside = set(zipfile.ZipFile(wheel).namelist())
    package = REPOSITORY / "src" / "levier"
    wanted = {
        f"levier/{path.relative_to(package).as_posix()}"
        for path in package.rglob("*")
        if path.is_file() and (path.suffix in _DATA or path.suffix == ".py") and "__pycache__" not in path.parts
    }

    assert wanted - inside == set()
    assert any(name.endswith(".css") for name in inside)
    assert not [name for name in inside if "tests" in name.split("/") or name.endswith((".sqlite3", ".key"))]


def test_the_installed_wheel_runs_the_demonstration_in_an_empty_folder(demo: Demo) -> None:
    demo.wait_for("Ctrl-C arrête tout.")

    with urllib.request.urlopen(demo.links[0], timeout=20) as answer:
        page = answer.read().decode()
    assert "Levier" in page
    sheets = re.findall(r'href="(/static/[^"]+\.css)"', page)
    assert sheets
    for sheet in sheets:
        with urllib.request.urlopen(f"{demo.url}{sheet}", timeout=20) as answer:
            assert answer.headers.get_content_type() == "text/css"
            assert answer.read()
    assert demo.stop(15) == 0

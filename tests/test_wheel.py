"""What ``./dev package`` puts into the wheel: all that a server needs, nothing it would have to write."""

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from zhibu.site import assets
from zhibu.site.messages import compile_all

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src"
NOT_NEEDED = {".pyc", ".po"}


@pytest.fixture(scope="module")
def names(tmp_path_factory):
    if not assets.are_built():
        pytest.skip("the files of the pages are not fetched: ./dev assets")
    compile_all()
    folder = tmp_path_factory.mktemp("wheel")
    builder = shutil.which("hatchling", path=Path(sys.executable).parent)
    subprocess.run([builder, "build", "-t", "wheel", "-d", folder], cwd=ROOT, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    return set(zipfile.ZipFile(wheel).namelist())


def test_all_of_the_package_is_inside(names):
    there = {path for path in (SOURCE / "zhibu").rglob("*") if path.is_file()}
    wanted = {path.relative_to(SOURCE).as_posix() for path in there if path.suffix not in NOT_NEEDED}
    assert len(wanted) > 500 and not wanted - names


def test_the_library_and_the_compiled_words_are_inside(names):
    plans = {f"zhibu/library/{path.name}" for path in (ROOT / "plans").iterdir()}
    assert plans <= names
    assert {one for one in names if one.endswith(".mo")} == {"zhibu/site/locale/en/LC_MESSAGES/django.mo"}


def test_nothing_is_inside_that_a_server_would_compile(names):
    """A service's user may not write where the wheel is installed: words come compiled."""
    assert not [one for one in names if one.endswith(".po")]

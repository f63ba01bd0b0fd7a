"""Paths are compared byte by byte: SQLite does so by itself, PostgreSQL by the collation "C"."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

TABLES = ("registry_organization", "registry_organizationstate", "registry_member", "access_event")


def compare_bytes(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor == "postgresql":
        for table in TABLES:
            editor.execute(f'ALTER TABLE {table} ALTER COLUMN path TYPE varchar(64) COLLATE "C"')


class Migration(migrations.Migration):
    dependencies = [("registry", "0001_initial"), ("access", "0002_initial")]
    operations = [migrations.RunPython(compare_bytes, migrations.RunPython.noop)]

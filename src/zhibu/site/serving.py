"""Serving with gunicorn: a few workers with threads, stopped by Ctrl-C."""

import gc
import os
from collections.abc import Callable
from typing import Any

from gunicorn.app.base import BaseApplication

# One thread of a process runs at a time, and whoever saves would wait for its turn with the database's lock
# in hand: rather more processes than threads.
WORKERS, THREADS = 2 * (os.cpu_count() or 1), 2
OBJECTS_BETWEEN_COLLECTIONS = 50_000


class Server(BaseApplication):  # type: ignore[misc]
    """Gunicorn with options in place of a configuration file."""

    def __init__(self, application: Callable[..., Any], options: dict[str, Any]) -> None:
        self.application, self.options = application, options
        super().__init__()

    def load_config(self) -> None:
        for name, value in self.options.items():
            self.cfg.set(name, value)

    def load(self) -> Callable[..., Any]:
        return self.application


def make_ready() -> None:
    """Load what every request needs before the workers part, and spare the collector from walking it.

    A full collection walks all that was ever loaded, a tenth of a second, in the midst of somebody's
    request. What stands when the workers part is there to stay; a request makes and drops tens of thousands
    of objects, nearly all without circles, so that looking for circles every 700 finds nothing.
    """
    from django.urls import get_resolver

    get_resolver().reverse_dict  # noqa: B018  (loads every page's module)
    gc.collect()
    gc.freeze()
    gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS, 10, 10)


def serve(host: str, port: int, workers: int = WORKERS) -> None:
    """Serve until told to stop."""
    from zhibu.site.wsgi import application

    make_ready()
    options = {
        "bind": [f"{host}:{port}"],
        "workers": workers,
        "threads": THREADS,
        "worker_class": "gthread",
        "timeout": 60,
        "loglevel": "warning",
        "logger_class": "zhibu.site.logs.ServerLog",
        "control_socket_disable": True,
    }
    Server(application, options).run()

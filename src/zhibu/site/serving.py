"""Serving with gunicorn: a few workers with threads, stopped by Ctrl-C."""

from collections.abc import Callable
from typing import Any

from gunicorn.app.base import BaseApplication

WORKERS, THREADS = 2, 8


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


def serve(host: str, port: int, workers: int = WORKERS) -> None:
    """Serve until told to stop."""
    from zhibu.site.wsgi import application

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

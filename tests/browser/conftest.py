"""A real browser (Debian's Chromium) against a real server. Left out, in one line, where there is none."""

import os
import shutil

import pytest
from django.core.cache import cache

os.environ.setdefault(
    "DJANGO_ALLOW_ASYNC_UNSAFE", "true"
)  # Playwright's loop runs beside the tests' database
PROGRAM = shutil.which("chromium") or shutil.which("chromium-browser")
BAD = ("error", "warning")
SIZES = {"desktop": (1280, 900), "phone": (360, 740)}


@pytest.fixture(scope="session")
def chromium():
    if PROGRAM is None:
        pytest.skip("no Chromium here. On Debian: apt-get install chromium fonts-noto-cjk")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=PROGRAM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(params=SIZES)
def size(request):
    return request.param


@pytest.fixture
def screen(chromium, live_server, transactional_db, size):
    """A page of one size; nothing may be said on its console, and nothing fail to load."""
    cache.clear()  # its table outlives a test: sign-ins of many tests would add up to too many a minute
    width, height = SIZES[size]
    context = chromium.new_context(
        viewport={"width": width, "height": height}, locale="zh-CN", base_url=live_server.url
    )
    page = context.new_page()
    page.set_default_timeout(10_000)
    complaints = []
    page.on("console", lambda said: complaints.append(said.text) if said.type in BAD else None)
    page.on("pageerror", lambda wrong: complaints.append(str(wrong)))
    yield page
    context.close()
    assert not complaints

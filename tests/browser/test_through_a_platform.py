"""Signing in through a platform, as the server is set up for it: real program, real provider, real browser.

What a script cannot see: the browser follows the form to the other site only where our policy lets it.
"""

import re
import subprocess
import sys

import pytest

from tests.browser.looking import assert_well_made
from tests.browser.test_from_nothing import browser
from tests.installation import ROOT, Installation, free_port
from tests.oidc_provider import PASSWORD

CLIENT, SECRET = "zhibu", "not-a-secret"
LINK = """
from zhibu.access.models import Account
from zhibu.access.platform.linking import link
link(acting=None, account=Account.objects.get(username="secretary"), subject="sub-first")
"""


@pytest.fixture
def base(tmp_path):
    """The address of an installation that knows a platform."""
    port = free_port()
    words = tmp_path / "words.json"
    words.write_text("{}")
    told = [CLIENT, SECRET, f"http://127.0.0.1:{port}/sign-in/oidc/platform/login/callback/", str(words)]
    command = [sys.executable, "-m", "tests.oidc_provider", *told]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT, text=True) as provider:
        try:
            yield from served_beside(int(provider.stdout.readline()), tmp_path, port)
        finally:
            provider.terminate()


def served_beside(provider, tmp_path, port):
    here = Installation(tmp_path / "here").made()
    here.environment |= {
        "ZHIBU_OIDC_SERVER": f"http://127.0.0.1:{provider}",
        "ZHIBU_OIDC_CLIENT": CLIENT,
        "ZHIBU_OIDC_SECRET": SECRET,
    }
    here.python(LINK)
    with here.serving(port):
        yield f"http://127.0.0.1:{port}"


@pytest.mark.parametrize("size", ["phone"], indirect=True)
def test_a_secretary_signs_in_through_the_platform(chromium, size, base):
    with browser(chromium, size, base) as page:
        page.goto("/")
        assert_well_made(page)
        page.get_by_role("button", name="统一身份认证").click()
        page.wait_for_url(re.compile("/accounts/login/"))
        assert not page.url.startswith(base), "at the platform"
        page.locator("input[name=login]").fill("first")
        page.locator("input[name=password]").fill(PASSWORD)
        page.locator("button[type=submit], input[type=submit]").first.click()
        page.get_by_role("heading", name="本月要办").wait_for()
        assert page.url.startswith(base)
    with browser(chromium, size, base) as page:
        page.goto("/")
        page.get_by_role("button", name="统一身份认证").click()
        page.wait_for_url(re.compile("/accounts/login/"))
        page.locator("input[name=login]").fill("stranger")
        page.locator("input[name=password]").fill(PASSWORD)
        page.locator("button[type=submit], input[type=submit]").first.click()
        page.get_by_text("还没有与之关联的账号").wait_for()
        assert_well_made(page)

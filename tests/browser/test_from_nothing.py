"""From an empty folder to a secretary at work: setup, first organization, tables, post, link, password.

As a new user does it: two commands, then a browser. Nothing is prepared beforehand, second factors included.
"""

import os
import re
import signal
import subprocess
import sys
from contextlib import contextmanager

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time

from tests.browser.conftest import BAD, SIZES
from tests.browser.looking import assert_well_made
from tests.installation import free_port, wait_for
from tests.workbooks import workbook

PASSWORD = "yushan-2026-ok"
ORGANIZATIONS = [
    ["名称", "上级党组织", "层级", "领域", "成立日期"],
    ["第一党小组", "柳湾村党支部", "党小组", "农村", None],
    ["柳湾村党支部", "临河镇党委", "党支部", "农村", "2019年5月"],
    ["临河镇党委", None, "镇党委", "镇街机关", "2016.7"],
]
MEMBERS = [
    ["姓名", "党组织", "党小组", "类别", "入党时间"],
    ["甲一山", "柳湾村党支部", "第一党小组", "农村", "2001.7"],
    ["乙二水", "柳湾村党支部", None, "农村", "2010年7月"],
]


def zhibu(folder, *arguments):
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("ZHIBU_", "DJANGO_"))}
    kept.pop("DATABASE_URL", None)
    command = [sys.executable, "-m", "zhibu.cli", *arguments, "--data", str(folder)]
    return command, kept | {"PYTHONIOENCODING": "utf-8"}


def run(folder, *arguments):
    command, environment = zhibu(folder, *arguments)
    return subprocess.run(
        command, env=environment, capture_output=True, encoding="utf-8", stdin=subprocess.DEVNULL, check=False
    )


@contextmanager
def serving(folder, port):
    command, environment = zhibu(folder, "serve", "--port", str(port))
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    try:
        wait_for(f"http://127.0.0.1:{port}/health/", process)
        yield
    finally:
        process.send_signal(signal.SIGINT)  # as Ctrl-C does
        process.wait(60)


@contextmanager
def browser(chromium, size, base):
    """Somebody's own browser; nothing may be said on its console about our pages."""
    width, height = SIZES[size]
    context = chromium.new_context(
        viewport={"width": width, "height": height}, locale="zh-CN", base_url=base, accept_downloads=True
    )
    page = context.new_page()
    page.set_default_timeout(60_000)
    complaints = []
    page.on(
        "console",
        lambda said: (
            complaints.append(said.text)
            if said.type in BAD and said.location["url"].startswith(base)
            else None
        ),
    )
    page.on("pageerror", lambda wrong: complaints.append(str(wrong)))
    try:
        yield page
    finally:
        context.close()
    assert not complaints


def set_password(page, link):
    page.goto(link)
    assert_well_made(page)
    assert "key" in page.url and link.rstrip("/").rsplit("-", 1)[1] not in page.url, (
        "the key is not kept in view"
    )
    for field in page.locator("input[type=password]").all():
        field.fill(PASSWORD)
    page.get_by_role("button", name="保存并登录").click()


def connect_authenticator(page):
    """What posts above the branch are asked for first."""
    page.wait_for_url("**/reauthenticate/**")
    page.locator("input[type=password]").fill(PASSWORD)
    page.get_by_role("button", name="继续").click()
    page.wait_for_url("**/2fa/totp/activate/")
    assert_well_made(page)
    secret = page.locator("code.secret").inner_text()
    code = format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))
    page.locator("input[name=code]").fill(code)
    page.get_by_role("button", name="绑定").click()
    page.wait_for_url(re.compile("recovery-codes"))
    page.goto("/")


def shown_link(page):
    page.get_by_role("heading", name="登录链接").wait_for()
    assert_well_made(page)
    assert page.get_by_alt_text("登录链接的二维码").evaluate("image => image.naturalWidth") > 0
    return page.locator("#link").inner_text()


def bring_in(page, address, rows):
    page.goto(address)
    assert_well_made(page)
    page.locator("input[type=file]").set_input_files(
        {"name": "表.xlsx", "mimeType": "application/octet-stream", "buffer": workbook(rows)}
    )
    page.get_by_role("button", name="上传并查看").click()
    page.get_by_role("button", name="确认导入").wait_for()
    assert_well_made(page)
    page.get_by_role("button", name="确认导入").click()
    page.get_by_text("已导入").wait_for()


@pytest.mark.parametrize("size", ["phone"], indirect=True)
def test_two_commands_and_a_browser(chromium, size, tmp_path):
    """1. setup prints a link 2. first organization 3. tables 4. a post 5. its holder signs in by a link."""
    refused = run(tmp_path, "serve", "--port", str(free_port()))
    assert refused.returncode == 2 and "zhibu setup" in refused.stderr
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    done = run(tmp_path, "setup", "--address", base)
    assert done.returncode == 0, done.stderr
    link = re.search(r"http\S+", done.stdout)[0]
    with serving(tmp_path, port):
        with browser(chromium, size, base) as page:
            set_password(page, link)
            connect_authenticator(page)
            page.get_by_role("heading", name="起步").wait_for()
            assert_well_made(page)
            page.get_by_label("党组织名称").fill("向阳县委")
            page.get_by_label("用户名").fill("zuzhibu")
            page.get_by_role("button", name="保存并生成登录链接").click()
            staff_link = shown_link(page)
            page.goto("/")
            page.goto("/registry/begin/")
            assert page.get_by_role("link", name="zuzhibu").is_visible()
            assert_well_made(page)
            assert page.request.get("/registry/members/").status == 404, (
                "no personal data for the administrator"
            )
            page.goto(link)
            assert page.get_by_text("链接不能用了").first.is_visible(), "a link sets one password"
            page.context.clear_cookies()
        with browser(chromium, size, base) as page:
            set_password(page, staff_link)
            connect_authenticator(page)
            assert_well_made(page)
            bring_in(page, "/registry/organizations/import/", ORGANIZATIONS)
            bring_in(page, "/registry/members/import/", MEMBERS)
            page.goto("/registry/members/")
            page.get_by_role("link", name="甲一山").click()
            page.get_by_role("link", name="任职").click()
            page.get_by_label("党组织").select_option(label="柳湾村党支部")
            page.get_by_label("职务").select_option(label="党支部书记")
            page.get_by_role("button", name="保存").click()
            page.get_by_text("已保存").wait_for()
            page.get_by_role("main").get_by_role("link", name="账号").click()
            assert_well_made(page)
            page.get_by_label("用户名").fill("liuwan")
            page.get_by_role("button", name="开设账号").click()
            secretary_link = shown_link(page)
            page.get_by_role("link", name="已交给本人").click()
            assert_well_made(page)
        with browser(chromium, size, base) as page:
            set_password(page, secretary_link)
            page.wait_for_url(re.compile("/duties/"))
            assert page.get_by_text("柳湾村党支部").first.is_visible()
            assert_well_made(page)


pytestmark = pytest.mark.slow

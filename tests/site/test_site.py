"""Settings, catalogues, static files and preferences."""

import os
import re
import subprocess
import sys

import pytest
from django.template.loader import get_template
from django.urls import reverse

from zhibu.access.policy import Role
from zhibu.site import assets, messages, navigation

SETTINGS = [sys.executable, "-c", "import zhibu.site.settings"]
SECRETS = {
    "ZHIBU_SECRET_KEY": "q7Hf" * 12,
    "ZHIBU_FIELD_KEYS": "k1:" + "5a" * 16,
    "ZHIBU_INDEX_KEY": "3c" * 32,
}


def load_settings(**environment):
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ZHIBU_")}
    return subprocess.run(SETTINGS, env=kept | environment, capture_output=True, text=True, check=False)


def test_production_starts_with_real_secrets():
    assert load_settings(**SECRETS).returncode == 0


@pytest.mark.parametrize("name", SECRETS)
@pytest.mark.parametrize("value", ["", "short", "change-me-change-me-change-me-change-me"])
def test_production_refuses_a_missing_or_placeholder_secret(name, value):
    done = load_settings(**SECRETS | {name: value})
    assert done.returncode != 0 and name in done.stderr and "zhibu secrets" in done.stderr


def test_a_secret_may_stand_in_a_file(tmp_path):
    (tmp_path / "key").write_text(SECRETS["ZHIBU_SECRET_KEY"] + "\n")
    given = {name: value for name, value in SECRETS.items() if name != "ZHIBU_SECRET_KEY"}
    assert load_settings(**given, ZHIBU_SECRET_KEY_FILE=str(tmp_path / "key")).returncode == 0


def test_the_english_catalogue_is_complete_and_holds_nothing_else():
    english = messages.read_english()
    assert messages.untranslated(english) == []
    in_pages = {message.id for message in messages.gathered() if message.id}
    translated = {message.id for message in english if message.id}
    assert in_pages == translated, "run ./dev messages"


def test_placeholders_survive_translation():
    pattern = re.compile(r"%\(\w+\)s")
    for message in messages.read_english():
        pairs = (
            [(message.id, message.string)]
            if isinstance(message.id, str)
            else zip(message.id, message.string, strict=True)
        )
        for source, translation in pairs:
            assert set(pattern.findall(source)) == set(pattern.findall(translation)), source


@pytest.mark.django_db
def test_the_page_speaks_the_language_that_was_chosen(world):
    messages.compile_all()
    client = world.client(Role.SECRETARY)
    assert "党员名册" in client.get(reverse("registry:roster")).content.decode()
    client.post(reverse("set_language"), {"language": "en", "next": "/"})
    shown = client.get(reverse("registry:roster")).content.decode()
    assert "Roster" in shown and '<html lang="en"' in shown and "党员名册" not in shown


@pytest.mark.django_db
@pytest.mark.parametrize("role", list(Role))
def test_every_entry_of_the_menu_can_be_reached_from_the_foot_of_a_phone(world, role):
    page = world.client(role).get(reverse("registry:own")).content.decode()
    menu, foot = (re.search(rf'<nav class="{name}".*?</nav>', page, re.S)[0] for name in ("menu", "tabs"))
    addresses = re.compile(r'<a href="([^"]+)"')
    assert addresses.findall(menu) == addresses.findall(foot)
    shown, _more, opened = foot.partition("<details")
    assert len(addresses.findall(shown)) + bool(opened) <= navigation.TABS


@pytest.mark.django_db
def test_large_text_is_kept_in_the_browser(client):
    client.post(reverse("preferences"), {"large_text": "on", "next": "//elsewhere.test/"})
    assert 'class="large-text"' in client.get("/sign-in/login/").content.decode()
    client.post(reverse("preferences"), {"large_text": "off"})
    assert "large-text" not in client.get("/sign-in/login/").content.decode()


def test_no_template_has_inline_script_or_style():
    found = [path for path in messages._files("*.html") if "templates" in path.parts]
    assert len(found) > 20
    for path in found:
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=|javascript:", text), path


def test_every_template_compiles():
    for path in messages._files("*.html"):
        if "templates" in path.parts:
            get_template(path.as_posix().split("/templates/")[1])


def test_every_icon_of_a_template_is_among_those_fetched():
    used = set()
    for path in messages._files("*.html"):
        used |= set(re.findall(r'{% icon "([a-z0-9-]+)"', path.read_text(encoding="utf-8")))
    assert used <= set(assets.icons())


def test_an_icon_that_the_set_lacks_is_named():
    with pytest.raises(assets.AssetError, match="no-such"):
        assets.subset('<symbol id="tabler-home"><path/></symbol>', ["home", "no-such"])

"""Encrypted fields: what is written, rotation of keys, tampering, the blind index."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.test import override_settings
from hypothesis import given
from hypothesis import strategies as st

from zhibu.access.crypto import KeyMissingError, blind_index, decrypt, encrypt, is_of_newest_key
from zhibu.access.models import Event
from zhibu.access.rotation import rewrite_all
from zhibu.registry.models import Member

OLD, NEW = "old:" + "ab" * 16, "new:" + "cd" * 16


@given(st.text())
def test_what_is_encrypted_is_read_again(text):
    assert decrypt(encrypt(text)) == text


def test_the_same_text_never_looks_the_same():
    assert len({encrypt("10012345678") for _time in range(20)}) == 20


def test_a_new_key_in_front_encrypts_and_the_old_one_still_reads():
    with override_settings(FIELD_KEYS=OLD):
        stored = encrypt("文字")
    with override_settings(FIELD_KEYS=f"{NEW},{OLD}"):
        assert decrypt(stored) == "文字" and not is_of_newest_key(stored)
        assert encrypt("文字").startswith("new:")
    with override_settings(FIELD_KEYS=NEW), pytest.raises(KeyMissingError, match="“old”"):
        decrypt(stored)


def test_a_changed_letter_is_found():
    stored = encrypt("文字")
    place = len(stored) // 2
    other = stored[:place] + ("A" if stored[place] != "A" else "B") + stored[place + 1 :]
    with pytest.raises(KeyMissingError, match="改动"):
        decrypt(other)


@pytest.mark.parametrize("keys", ["", "k1", "k1:zz", f"{OLD},{OLD}"])
def test_bad_keys_are_refused(keys):
    with override_settings(FIELD_KEYS=keys), pytest.raises(ImproperlyConfigured):
        encrypt("x")


@given(st.text(min_size=1), st.text(min_size=1))
def test_the_index_is_the_same_for_the_same_only(one, other):
    assert (blind_index(one) == blind_index(other)) is (one == other)
    with override_settings(INDEX_KEY="22" * 32):
        assert blind_index(one) != blind_index(one + "x")


@pytest.mark.django_db
def test_rotation_leaves_no_row_of_the_old_key(world):
    with override_settings(FIELD_KEYS=OLD):
        for number in range(3):
            world.admit(f"甲{number}", world.branch, phone=f"1001234567{number}")
    with override_settings(FIELD_KEYS=f"{NEW},{OLD},t1:{'00' * 16}"):
        done = rewrite_all()
    told = Event.objects.get(verb="rotate_keys")
    assert told.changes == {"key": [None, NEW.partition(":")[0]], "n": [None, done]}, "never the key itself"
    with override_settings(FIELD_KEYS=NEW):
        assert sorted(Member.objects.exclude(phone="").values_list("phone", flat=True)) == [
            "10012345670",
            "10012345671",
            "10012345672",
        ]


@pytest.mark.django_db
def test_the_database_never_sees_the_number(world):
    world.admit("甲", world.branch, id_number="11010519491231002X", phone="10012345678")
    with connection.cursor() as cursor:
        cursor.execute("SELECT id_number, phone, id_number_index FROM registry_member WHERE name = '甲'")
        kept = " ".join(cursor.fetchone())
    assert "19491231" not in kept and "12345678" not in kept
    assert Member.objects.get(name="甲").phone == "10012345678"

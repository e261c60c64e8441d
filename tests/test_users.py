"""Users: the profile, and the e-mail address that stands for one person in every case."""

from __future__ import annotations

import sys
import unicodedata

import pytest

from _support.logs import everything, new_user
from trackerdb import users
from trackerdb.errors import EmailTaken, Invalid, NotFound
from trackerdb.pool import TrackerPool

pytestmark = pytest.mark.anyio

NOBODY = 4_000_000_000


async def test_a_user_is_created_read_and_found_by_address(pool: TrackerPool) -> None:
    ana = await users.create(
        pool,
        email="  Ana.Muster@Example.ORG ",
        display_name="Ana",
        password="correct horse",
        unit_system="imperial",
        time_zone="Europe/Berlin",
    )
    assert (ana.email, ana.display_name) == ("ana.muster@example.org", "Ana")
    assert (ana.unit_system, ana.time_zone) == ("imperial", "Europe/Berlin")
    assert await users.get(pool, ana.id) == ana
    assert await users.get_by_email(pool, "ANA.muster@example.org\n") == ana
    assert await users.get(pool, NOBODY) is None
    assert await users.get_by_email(pool, "eve@example.org") is None
    stored = await pool.fetchval("SELECT password_hash FROM tracker.user_logins WHERE user_id = $1", ana.id)
    assert str(stored).startswith("$argon2id$")
    assert "correct horse" not in str(stored)


async def test_update_changes_only_what_is_given(pool: TrackerPool) -> None:
    ana, ben = await new_user(pool, "ana"), await new_user(pool, "ben")
    changed = await users.update(pool, ana.id, display_name="Ana B.", unit_system="imperial")
    assert changed.model_dump(exclude={"updated_at"}) == {
        **ana.model_dump(exclude={"updated_at"}),
        "display_name": "Ana B.",
        "unit_system": "imperial",
    }
    assert changed.updated_at > ana.updated_at
    assert (await users.update(pool, ana.id, time_zone="Asia/Tokyo")).time_zone == "Asia/Tokyo"
    assert (await users.update(pool, ana.id)).display_name == "Ana B."
    assert await users.get(pool, ben.id) == ben
    with pytest.raises(NotFound):
        await users.update(pool, NOBODY, display_name="nobody")


async def test_an_address_is_taken_in_every_case_and_spelling(pool: TrackerPool) -> None:
    await users.create(pool, email="jürgen.özil@example.org", display_name="J")
    decomposed = unicodedata.normalize("NFD", "JÜRGEN.ÖZIL@EXAMPLE.ORG")
    for same in ("JÜRGEN.ÖZIL@example.org", decomposed, "\tjürgen.özil@example.org "):
        with pytest.raises(EmailTaken):
            await users.create(pool, email=same, display_name="J")
        assert await users.get_by_email(pool, same) is not None
    assert await pool.fetchval("SELECT count(*) FROM tracker.users") == 1


async def test_the_server_takes_every_character_in_the_case_that_is_stored(pool: TrackerPool) -> None:
    # All that this Python knows, in one query: the CHECK `email = lower(email)` must agree with it.
    characters = [chr(code) for code in range(1, sys.maxunicode + 1)]
    known = [one for one in characters if unicodedata.category(one) not in ("Cn", "Cs")]
    stored = [users.normalise_email(one) for one in known]
    refused = await pool.fetch("SELECT c FROM unnest($1::text[]) AS c WHERE c <> lower(c)", stored)
    assert [row["c"] for row in refused] == []


def test_normalising_an_address_twice_is_normalising_it_once() -> None:
    marks = [chr(code) for code in range(0x300, 0x370)]
    for code in range(1, sys.maxunicode + 1):
        once = users.normalise_email(chr(code))
        assert users.normalise_email(once) == once
    for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÜΑΙΩ":
        for mark in marks:
            upper = users.normalise_email(letter + mark)
            assert users.normalise_email(upper) == upper
            assert users.normalise_email(letter.lower() + mark) == upper


@pytest.mark.parametrize(
    "zone", ["Europe/Berlin", "UTC", "America/Argentina/Buenos_Aires", "Etc/GMT+5", "Asia/Kolkata"]
)
async def test_zones_are_iana_names(pool: TrackerPool, zone: str) -> None:
    assert (await new_user(pool, time_zone=zone)).time_zone == zone


@pytest.mark.parametrize(
    "zone",
    [
        "",
        "Mars/Base",
        "CEST",
        "+02:00",
        "FOO5",
        "../etc",
        "/etc/localtime",
        "Europe",
        "a\0b",
        "\ud800",
        "x" * 10**6,
    ],
)
async def test_what_is_no_zone_is_refused(pool: TrackerPool, zone: str) -> None:
    ana = await new_user(pool)
    before = await everything(pool)
    with pytest.raises(Invalid) as caught:
        await new_user(pool, "ben", time_zone=zone)
    assert caught.value.constraint == "users_time_zone_check"
    assert len(str(caught.value)) < 200
    with pytest.raises(Invalid):
        await users.update(pool, ana.id, time_zone=zone)
    assert await everything(pool) == before


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"email": "no-at-sign"}, "user_logins_email_check"),
        ({"email": ""}, "user_logins_email_check"),
        ({"email": "a b@example.org"}, "user_logins_email_check"),
        ({"email": "x" * 10**6 + "@example.org"}, "user_logins_email_check"),
        ({"email": "a\0@example.org"}, "user_logins_email_check"),
        ({"email": "\ud800@example.org"}, "user_logins_email_check"),
        ({"display_name": ""}, "users_display_name_check"),
        ({"display_name": "   "}, "users_display_name_check"),
        ({"display_name": "x" * 201}, "users_display_name_check"),
        ({"display_name": "x" * 10**6}, "users_display_name_check"),
        ({"display_name": "a\0b"}, "display_name"),
        ({"display_name": "\ud800"}, "display_name"),
        ({"display_name": None}, "display_name"),
        ({"password": "short"}, "password"),
        ({"password": "x" * 5000}, "password"),
        ({"password": "\ud800" * 10}, "password"),
        ({"unit_system": "stone"}, None),
    ],
)
async def test_a_bad_value_creates_nothing(
    pool: TrackerPool, fields: dict[str, object], constraint: str | None
) -> None:
    good: dict[str, object] = {"email": "ana@example.org", "display_name": "🏋️ Ana"}
    with pytest.raises(Invalid) as caught:
        await users.create(pool, **{**good, **fields})  # type: ignore[arg-type]
    assert caught.value.constraint == constraint
    assert len(str(caught.value)) < 200
    assert await pool.fetchval("SELECT count(*) FROM tracker.users") == 0
    assert (await users.create(pool, **good)).display_name == "🏋️ Ana"  # type: ignore[arg-type]


async def test_a_bad_id_or_address_to_look_up_is_invalid(pool: TrackerPool) -> None:
    for user_id in (2**63, -(2**63) - 1):
        with pytest.raises(Invalid):
            await users.get(pool, user_id)
    for address in ("\0", "\ud800"):
        with pytest.raises(Invalid) as caught:
            await users.get_by_email(pool, address)
        assert caught.value.constraint == "email"
    assert await users.get_by_email(pool, "x" * 10**6) is None

"""People who may log in: made by an administrator (``python -m db.users``) or, for a demonstration, by the demo bank.

Passwords are kept as salted scrypt hashes (RFC 7914; N=2^14, r=8, p=1: 16 MiB and some tens of milliseconds each).
"""

import getpass
import hashlib
import hmac
import secrets
import sys
from collections.abc import Sequence
from typing import cast, get_args

from sqlalchemy import Engine, RowMapping, delete, insert, select

from db.caller import Caller, Role
from db.command_line import CommandParser
from db.engines import state_engine
from db.errors import AccessProblem, Language, UsageProblem
from db.places import Places
from db.state import accounts
from db.state.migrate import upgrade
from db.state.preferences import forget_preferences
from db.texts.terminal import said

_N, _R, _P = 2**14, 8, 1
SHORTEST_PASSWORD = 8


def hashed(password: str, salt: bytes | None = None) -> str:
    """``scrypt$N$r$p$salt$hash`` with the salt and the hash in hexadecimal."""
    salt = salt or secrets.token_bytes(16)
    digest = hashlib.scrypt(password.encode(), salt=salt, n=_N, r=_R, p=_P)
    return f"scrypt${_N}${_R}${_P}${salt.hex()}${digest.hex()}"


_NOBODY = f"scrypt${_N}${_R}${_P}${'00' * 16}${'00' * 64}"
"""No password's hash, as costly to try as any."""


def create_user(
    engine: Engine,
    *,
    name: str,
    role: Role,
    password: str,
    owner: str | None = None,
    language: Language | None = None,
    demo: bool = False,
) -> Caller:
    """Create or replace a person; ``owner`` limits them to the customers of that owner.

    The stored hash stays where the password is the same, since a changed hash ends the person's log-ins.
    """
    with engine.connect() as connection:
        known = connection.execute(select(accounts.c.password).where(accounts.c.name == name)).scalar()
    stored = str(known) if known is not None and _fits(password, str(known)) else hashed(password)
    row = {"role": role, "owner": owner, "language": language, "password": stored, "demo": demo}
    with engine.begin() as connection:
        connection.execute(delete(accounts).where(accounts.c.name == name))
        connection.execute(insert(accounts).values(name=name, **row))
    return Caller(name=name, role=role, owner=owner, language=language)


def _fits(password: str, stored: str) -> bool:
    """Whether the password is the one behind a stored hash; always takes the hash's time."""
    _, n, r, p, salt, digest = stored.split("$")
    found = hashlib.scrypt(password.encode(), salt=bytes.fromhex(salt), n=int(n), r=int(r), p=int(p))
    return hmac.compare_digest(found.hex(), digest)


def find_user(engine: Engine, name: str) -> Caller | None:
    """The person of this name, without asking for a password."""
    with engine.connect() as connection:
        row = connection.execute(select(accounts).where(accounts.c.name == name)).mappings().first()
    if row is None:
        return None
    return Caller(name=row["name"], role=row["role"], owner=row["owner"], language=row["language"])


def all_users(engine: Engine) -> list[Caller]:
    """Everybody, by name."""
    with engine.connect() as connection:
        rows = connection.execute(select(accounts).order_by(accounts.c.name)).mappings().all()
    return [Caller(name=r["name"], role=r["role"], owner=r["owner"], language=r["language"]) for r in rows]


def verify(engine: Engine, name: str, password: str, *, demo_allowed: bool) -> Caller | None:
    """The person who logs in with this name and password, or None; takes as long for a name that does not exist.

    Raises:
        AccessProblem: the right password of a demo user outside demo mode.
    """
    with engine.connect() as connection:
        row = connection.execute(select(accounts).where(accounts.c.name == name)).mappings().first()
    if not _fits(password, str(row["password"]) if row is not None else _NOBODY):
        return None
    return _admit(row, demo_allowed=demo_allowed)


def admitted(engine: Engine, name: str, *, demo_allowed: bool) -> Caller | None:
    """The person of this name, whose identity was checked elsewhere, or None for nobody's name.

    Raises:
        AccessProblem: a demo user outside demo mode.
    """
    with engine.connect() as connection:
        row = connection.execute(select(accounts).where(accounts.c.name == name)).mappings().first()
    return _admit(row, demo_allowed=demo_allowed)


def _admit(row: RowMapping | None, *, demo_allowed: bool) -> Caller | None:
    if row is None:
        return None
    if row["demo"] and not demo_allowed:
        raise AccessProblem(
            "db.users.demo_user_refused",
        )
    return Caller(name=row["name"], role=row["role"], owner=row["owner"], language=row["language"])


def main(argv: Sequence[str], places: Places) -> int:
    """``add NAME --role ROLE [--owner OWNER] [--language es|en]``, ``remove NAME``, ``list``; asks for the password."""
    parser = CommandParser(key="users", prog="python -m db.users")
    add = parser.command("add")
    add.add_argument("name")
    add.add_argument("--role", choices=get_args(Role), required=True)
    add.add_argument("--owner")
    add.add_argument("--language", choices=get_args(Language))
    add.add_argument("--no-password", action="store_true")
    parser.command("remove").add_argument("name")
    parser.command("list")
    wanted = parser.parse_args(argv)
    upgrade(places)
    engine = state_engine(places)
    if wanted.command == "add":
        create_user(
            engine,
            name=wanted.name,
            role=cast(Role, wanted.role),
            password=secrets.token_urlsafe(48) if wanted.no_password else _asked_password(),
            owner=wanted.owner,
            language=wanted.language,
        )
    elif wanted.command == "remove":
        with engine.begin() as connection:
            if not connection.execute(delete(accounts).where(accounts.c.name == wanted.name)).rowcount:
                raise UsageProblem("db.users.no_user", name=wanted.name)
        forget_preferences(engine, wanted.name)
    else:
        for user in all_users(engine):
            sys.stdout.write(f"{user.name}\t{user.role}\t{user.owner or '-'}\t{user.language or '-'}\n")
    return 0


def _asked_password() -> str:
    password = getpass.getpass(said("users.password")) if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
    if len(password) < SHORTEST_PASSWORD:
        raise UsageProblem(
            "db.users.short_password",
            shortest_password=SHORTEST_PASSWORD,
        )
    return password


if __name__ == "__main__":
    from db.launch import launch

    launch("db.users")

"""The only way to database work on owned tables: one body, one transaction, row-level security."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import OperationalError, connection, transaction

if TYPE_CHECKING:
    from madoguchi.ground.foundation.models import Body


class NoBodyInScope(RuntimeError):
    """Code touched an owned table outside ``body_scope``: a fault of ours, never the person's."""


class BodyNotInScope(RuntimeError):
    """Code would write a row of a body that is not the one in scope: a fault of ours, never the person's."""


class ScopeNested(RuntimeError):
    """A service was called inside another service's scope; call its ``public`` part that joins the scope."""


@dataclass(frozen=True, slots=True)
class Scope:
    """One piece of database work for one body."""

    body_id: UUID
    write: bool
    before_commit: list[Callable[[], None]] = field(default_factory=list)


_current: ContextVar[Scope | None] = ContextVar("madoguchi_scope", default=None)
# What a running task wants asked before each of its commits (its lease must still hold): see worker.py.
fence: ContextVar[Callable[[], None] | None] = ContextVar("madoguchi_fence", default=None)


@contextmanager
def body_scope(body: "Body | UUID", *, write: bool = False) -> Iterator[Scope]:
    """Open database work for ``body``; with ``write`` everything inside is saved together or not at all.

    On PostgreSQL the body is a transaction-local setting that the row-level security policies read, and what a
    scope without ``write`` sends is read-only. On SQLite writes run in an IMMEDIATE transaction and plain reads
    outside one; there the managers' filter is the wall.

    Raises:
        ScopeNested: a scope is open already.
    """
    if _current.get() is not None:
        raise ScopeNested("body_scope() does not nest; use the part of the room's public door that joins a scope")
    scope = Scope(body_id=body if isinstance(body, UUID) else body.id, write=write)
    token = _current.set(scope)
    try:
        if connection.vendor != "postgresql" and not write:
            yield scope
            return
        outermost = not connection.in_atomic_block
        with ExitStack() as stack:
            if connection.vendor == "postgresql" and outermost and not write:
                stack.enter_context(connection.execute_wrapper(_Alone(scope, stack)))
            elif connection.vendor == "postgresql" and outermost:
                stack.enter_context(_begun(scope))
            else:
                stack.enter_context(transaction.atomic())
                _tell_postgresql(scope)
            yield scope
            for check in scope.before_commit:
                check()
            if write and (holds := fence.get()) is not None:
                holds()
            if not outermost:  # a test's own transaction goes on: forget the body as a commit would
                forget_postgresql()
    finally:
        _current.reset(token)


class _Alone:
    """Sends the first statements of a reading scope alone, each with its body in the same round trip.

    Many pages read once or twice. To begin a transaction for that, and to end it, would be two round trips more; and a
    transaction would show them nothing else, for each statement sees what is committed when it begins (READ COMMITTED).
    Whoever reads more gets a transaction.
    """

    _MOST = 2

    def __init__(self, scope: Scope, stack: ExitStack) -> None:
        self._scope, self._stack, self._count, self._has_begun = scope, stack, 0, False
        self._may_be_stale = connection.connection is not None
        connection.health_check_done = True  # type: ignore[attr-defined]  # Django's own, not in its stubs
        # Without BEGIN the statements of one message are one transaction, at whose end the body's name is forgotten.
        self._named = (
            f"SELECT set_config('madoguchi.body', '{scope.body_id}', true), "
            "set_config('transaction_read_only', 'on', true); "
        )

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        """Run one statement (``connection.execute_wrapper``); Any: Django hands them through."""
        self._count += 1
        if self._count > self._MOST and not connection.in_atomic_block:
            self._stack.enter_context(_begun(self._scope))
            self._has_begun = True
        if self._has_begun:
            return execute(sql, params, many, context)
        cursor, may_be_stale, self._may_be_stale = context["cursor"], self._may_be_stale, False
        try:
            found = execute(self._named + sql, params, many, context)
        except OperationalError:
            if not may_be_stale or connection.connection is None or not connection.connection.closed:
                raise
            connection.close()  # the kept connection was dead
            connection.connect()
            cursor.cursor = connection.create_cursor()
            found = execute(self._named + sql, params, many, context)
        cursor.nextset()  # past the naming
        return found


def _begun(scope: Scope) -> ExitStack:
    """Open a transaction on PostgreSQL and name its body, in one round trip; leaving what is returned ends it.

    That round trip also tells whether a kept connection still lives; a dead one is replaced, once.
    """
    begin = "BEGIN" if scope.write else "BEGIN READ ONLY"
    statement = f"{begin}; SELECT set_config('madoguchi.body', '{scope.body_id}', true)".encode()
    may_be_stale = connection.connection is not None
    while True:
        connection.health_check_done = True  # type: ignore[attr-defined]  # Django's own, not in its stubs
        raw = None
        try:
            with ExitStack() as stack:
                stack.enter_context(transaction.atomic())
                raw = connection.connection
                # Below the cursors of Django and psycopg, which would send a BEGIN of their own before it.
                with connection.wrap_database_errors:
                    done = raw.pgconn.exec_(statement)
                if done.error_message:
                    raise OperationalError(done.get_error_message())
                return stack.pop_all()
        except OperationalError:
            if not may_be_stale or raw is None or not raw.closed:
                raise
            connection.close()
            may_be_stale = False


def _tell_postgresql(scope: Scope) -> None:
    """Name the body inside somebody else's transaction: a test's, which a reading scope may not make read-only."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('madoguchi.body', %s, true)", [str(scope.body_id)])


def forget_postgresql() -> None:
    """Name no body any more, inside somebody else's transaction."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('madoguchi.body', '', true)")


def has_scope() -> bool:
    """Tell whether a scope is open: for what must write somewhere, whoever calls it."""
    return _current.get() is not None


def require_scope(*, write: bool = False) -> Scope:
    """Return the open scope.

    Raises:
        NoBodyInScope: none is open, or ``write`` is asked of a reading one.
    """
    scope = _current.get()
    if scope is None:
        raise NoBodyInScope("owned tables are reached only inside body_scope()")
    if write and not scope.write:
        raise NoBodyInScope("this scope only reads; open body_scope(body, write=True)")
    return scope


def require_own(bodies: Iterable[UUID]) -> None:
    """Let rows be written whose bodies these are.

    Raises:
        NoBodyInScope: no scope is open.
        BodyNotInScope: one of them is not the body in scope.
    """
    mine = None
    for body_id in bodies:
        if mine is None:
            mine = require_scope().body_id
        if body_id != mine:
            raise BodyNotInScope(f"a row of the body {body_id} was to be written in the scope of {mine}")


def current_body_id() -> UUID:
    """Return the id of the body in scope (the default of every owned row's ``body``)."""
    return require_scope().body_id

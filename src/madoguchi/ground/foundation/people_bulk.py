"""人事異動 of many at once: a table is read, tried line by line, and saved as a whole or not at all."""

import csv
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import StringIO
from uuid import UUID

from django.db import transaction

from madoguchi.ground.foundation import people_moves, permissions
from madoguchi.ground.foundation.actors import Actor
from madoguchi.ground.foundation.models import Assignment, Person, Post, valid_on
from madoguchi.ground.foundation.people_services import MANAGE
from madoguchi.ground.foundation.scope import body_scope
from madoguchi.ground.kernel import charsets, spreadsheet, wareki
from madoguchi.ground.kernel.errors import Message, Refused

MOST_LINES = 500  # SQLite has one writer, which a thousand moves would hold for seconds
MOST_BYTES = 200_000
COLUMNS = ("氏名", "メールアドレス", "課", "職", "区分", "最初の日")
BESIDE, KINDS = "兼務", ("", "異動", "兼務")

NOBODY = Message("この人は見つかりません。", "Nobody like this was found.")
SEVERAL = Message(
    "同じ氏名の人が複数います。メールアドレスも入れてください。",
    "Several people have this name. Give the e-mail address.",
)
OTHER_NAME = Message(
    "氏名とメールアドレスが、同じ人のものではありません。", "Name and e-mail address are not one person's."
)
NO_POST = Message("この課に、この職は見つかりません。", "There is no such post in this division.")
UNLIKE_POSTS = Message(
    "同じ名前で、職位か役割の違う職が複数あります。この行は本人のページから登録してください。",
    "Several posts have this title with different ranks or roles. Record this line on the person's page.",
)
NO_KIND = Message("区分は「異動」か「兼務」です。", "The kind is 異動 (transfer) or 兼務 (beside).")


class TableNotReadable(Refused):
    """No table of transfers."""

    code = "foundation.moves_not_readable"
    status = 422
    what = Message("異動の表を読み取れませんでした。", "The table of transfers could not be read.")
    why = Message("{reason_ja}", "{reason_en}")
    mend = Message(
        "1行目に「氏名,メールアドレス,課,職,区分,最初の日」の見出しを入れ、500行までにしてください。",
        "The first line names the columns 氏名,メールアドレス,課,職,区分,最初の日; at most 500 lines follow.",
    )


class MovesNotClean(Refused):
    """A line is wrong, so none was saved."""

    code = "foundation.moves_not_clean"
    what = Message("異動を登録していません。", "No transfer was recorded.")
    why = Message("直す行が{count}行あります。", "{count} lines need to be changed.")
    mend = Message(
        "行ごとの説明を読んで直し、もう一度確かめてください。", "Read what is said of each line and check again."
    )


@dataclass(frozen=True, slots=True)
class Line:
    """One line as written; ``number``: as a spreadsheet counts, the heading being 1."""

    number: int
    name: str
    email: str
    division: str
    title: str
    kind: str
    first_on: str


@dataclass(frozen=True, slots=True)
class Move:
    """What came of a line: who moves where, or why not."""

    line: Line
    name: str
    first_on: date | None
    fault: Message | None


class _Rehearsed(Exception):
    """Everything was tried and is taken back."""


def decoded(content: bytes) -> str:
    """Return the text of a file: UTF-8, or what a Japanese spreadsheet saves (CP932).

    Raises:
        TableNotReadable
    """
    text = charsets.decoded(content)
    if text is None:
        raise TableNotReadable(
            reason_ja="文字コードがUTF-8でもShift_JISでもありません。", reason_en="It is neither UTF-8 nor Shift_JIS."
        )
    return text


def read(text: str) -> list[Line]:
    """Return the lines of a table, commas or tabs between its cells; columns in any order, empty lines left out.

    Raises:
        TableNotReadable: a column is missing, there is no line, or too many.
    """
    if "\0" in text:
        raise TableNotReadable(reason_ja="文字ではないデータが含まれています。", reason_en="It holds more than text.")
    text = text.removeprefix(spreadsheet.BOM).lstrip("\r\n")
    delimiter = "\t" if "\t" in text.partition("\n")[0] else ","
    try:
        rows = list(csv.reader(StringIO(text), delimiter=delimiter))
    except csv.Error as error:
        raise TableNotReadable(reason_ja="表の形になっていません。", reason_en=f"It is no table: {error}.") from error
    heading = [cell.strip() for cell in rows[0]] if rows else []
    missing = [column for column in COLUMNS if column not in heading]
    if missing:
        named = "、".join(missing)
        raise TableNotReadable(reason_ja=f"見出しがありません：{named}", reason_en=f"Columns are missing: {named}.")
    places = [heading.index(column) for column in COLUMNS]
    lines = [
        Line(number, *(spreadsheet.unguard(row[place].strip()) if place < len(row) else "" for place in places))
        for number, row in enumerate(rows[1:], start=2)
        if any(cell.strip() for cell in row)
    ]
    if not 0 < len(lines) <= MOST_LINES:
        raise TableNotReadable(reason_ja=f"{len(lines)}行あります。", reason_en=f"It has {len(lines)} lines.")
    return lines


def rehearse(lines: Sequence[Line], *, actor: Actor, at: datetime) -> list[Move]:
    """Try all lines in their order and take everything back; return what would come of each.

    Raises:
        NotPermitted
    """
    moves: list[Move] = []
    try:
        with body_scope(actor.body_id, write=True):
            permissions.require(actor, MANAGE)
            moves += _moved(lines, actor, at)
            raise _Rehearsed
    except _Rehearsed:
        return moves


def carry_out(lines: Sequence[Line], *, actor: Actor, at: datetime) -> list[Move]:
    """Record all lines in their order, in one transaction.

    Raises:
        NotPermitted; MovesNotClean: a line is wrong, and none was saved.
    """
    with body_scope(actor.body_id, write=True):
        permissions.require(actor, MANAGE)
        moves = _moved(lines, actor, at)
        wrong = sum(move.fault is not None for move in moves)
        if wrong:
            raise MovesNotClean(count=wrong)
        return moves


class _Office:
    """Everybody and every post of the body in scope, read once, people locked."""

    def __init__(self) -> None:
        self.by_email: dict[str, list[Person]] = defaultdict(list)
        self.by_name: dict[str, list[Person]] = defaultdict(list)
        self.posts: dict[tuple[str, str], list[Post]] = defaultdict(list)
        for person in Person.objects.locked().select_related("account").order_by("id"):
            self.by_name[_bare(person.name)].append(person)
            if person.account is not None and person.account.email:
                self.by_email[person.account.email.lower()].append(person)
        for post in Post.objects.select_related("division").order_by("id"):
            for division in {post.division.name, post.division.code}:
                self.posts[division, post.title].append(post)

    def person(self, line: Line, on: date) -> Person | Message:
        """Return whom a line means among those who are here on a day."""
        known = self.by_email[line.email.lower()] if line.email else self.by_name[_bare(line.name)]
        found = [one for one in known if one.left_on is None or one.left_on > on]
        if not found or not (line.email or line.name):
            return NOBODY
        if len(found) > 1:
            return SEVERAL
        return OTHER_NAME if line.name and _bare(found[0].name) != _bare(line.name) else found[0]

    def post(self, line: Line, on: date) -> UUID | Message:
        """Return the post that a line means; of several alike the first that nobody holds on the day."""
        named = self.posts[line.division, line.title]
        posts = [one for one in named if one.valid_from <= on and (one.valid_until is None or one.valid_until > on)]
        if not posts:
            return NO_POST
        if len({(one.division_id, one.rank, *one.roles) for one in posts}) > 1:
            return UNLIKE_POSTS
        if len(posts) == 1:
            return posts[0].id
        held = set(Assignment.objects.filter(valid_on(on), post__in=posts).values_list("post_id", flat=True))
        return next((one.id for one in posts if one.id not in held), posts[0].id)


def _bare(name: str) -> str:
    return "".join(name.split())


def _moved(lines: Sequence[Line], actor: Actor, at: datetime) -> list[Move]:
    office = _Office()
    return [_move(office, line, actor, at) for line in lines]


def _move(office: _Office, line: Line, actor: Actor, at: datetime) -> Move:
    first_on = None
    try:
        first_on = wareki.parse(line.first_on).date
        person = office.person(line, first_on)
        if isinstance(person, Message):
            return Move(line, line.name or line.email, first_on, person)
        post_id = office.post(line, first_on)
        if isinstance(post_id, Message):
            return Move(line, person.name, first_on, post_id)
        if line.kind not in KINDS:
            return Move(line, person.name, first_on, NO_KIND)
        with transaction.atomic():
            if line.kind == BESIDE:
                people_moves.begin(person, post_id, first_on, None, False, actor, at)
            else:
                people_moves.move(person, post_id, first_on, actor, at)
    except Refused as refusal:
        fault = Message(refusal.what.ja + refusal.why.ja, f"{refusal.what.en} {refusal.why.en}")
        return Move(line, line.name or line.email, first_on, fault)
    return Move(line, person.name, first_on, None)

"""What is wrong with files that are read, line by line, each in both languages."""

from collections.abc import Sequence
from typing import Final

from madoguchi.ground.kernel.errors import Detail, Message

MOST_TOLD: Final = 1_000  # faults that are told; all are counted
_FILE: Final = 40  # a place is the number of the file << 40 | the line, counted from 1

_WORDS: Final = {
    "not_json": Message("JSONとして読み取れません。", "This is not JSON."),
    "not_object": Message("1世帯の記録になっていません。", "This is not the record of a household."),
    "members": Message("世帯員（members）の書き方が違います。", "“members” is not a list of persons."),
    "field_twice": Message("「{name}」が2回あります。", "“{name}” stands there twice."),
    "field_unknown": Message(
        "「{name}」という項目は、どの規則の入力にもありません。", "“{name}” is no input of any rules."
    ),
    "field_of_other": Message(
        "「{name}」は{level}の項目です。", "“{name}” is a field of a {level_en}, and this record is of another kind."
    ),
    "value": Message("「{name}」は{wanted}で書いてください。", "“{name}” must be {wanted}."),
    "household_id": Message(
        "世帯番号がないか、使えない番号です（1〜40文字）。",
        "The number of the household is missing or not usable (1 to 40 characters).",
    ),
    "person_id": Message(
        "宛名番号がないか、使えない番号です（1〜40文字）。",
        "The number of the person is missing or not usable (1 to 40 characters).",
    ),
    "groups": Message(
        "群の書き方が違います（使えるもの：{known}）。", "The groups are not as they must be (known: {known})."
    ),
    "groups_of_household": Message("群は人の行だけに書けます。", "Only persons are in groups."),
    "household_twice": Message("世帯「{id}」は{line}にもあります。", "The household “{id}” stands at {line} too."),
    "person_twice": Message("宛名番号「{id}」は{line}にもあります。", "The person “{id}” stands at {line} too."),
    "household_unknown": Message(
        "世帯「{id}」の記録がファイルにありません。", "No record of the file is about the household “{id}”."
    ),
    "cells": Message("列の数が見出しと違います。", "The number of cells differs from the heading."),
    "no_heading": Message("見出しに「世帯番号」の列がありません。", "The heading has no column 世帯番号 (household)."),
    "too_long": Message(
        "1行が長すぎます。ここから後は読んでいません。", "The line is too long. Nothing after it was read."
    ),
    "not_csv": Message(
        "CSVとして読み取れません。ここから後は読んでいません。", "This is not CSV. Nothing after it was read."
    ),
    "not_text": Message(
        "文字コードがUTF-8でもShift_JIS（CP932）でもありません。", "The file is neither UTF-8 nor Shift_JIS (CP932)."
    ),
    "empty": Message("記録が1件もありません。", "There is no record."),
    "too_many": Message("{most}件を超えています。", "There are more than {most} records."),
    "no_day": Message("日付を読み取れません。", "The day cannot be read."),
    "no_id": Message("世帯番号も宛名番号もありません。", "There is neither a household nor a person."),
}


def place(file: int, line: int) -> int:
    """Return the place of a line of one of the files."""
    return file << _FILE | line


class Faults:
    """The faults of files: ``count`` of them, of which the first are in ``told``."""

    def __init__(self, files: Sequence[str] = ("",)) -> None:
        self.files = files
        self.count = 0
        self.told: list[Detail] = []

    def note(self, at: int, code: str, **facts: object) -> None:
        """Note a fault at a :func:`place`. ``wanted`` may be a message, ``line`` another place."""
        self.count += 1
        if len(self.told) >= MOST_TOLD:
            return
        words, where = _WORDS[code], self._where(at)
        said = {
            name: facts | {key: getattr(value, name) for key, value in facts.items() if isinstance(value, Message)}
            for name in ("ja", "en")
        }
        if isinstance(line := facts.get("line"), int):
            said["ja"]["line"], said["en"]["line"] = self._where(line).ja, self._where(line).en
        self.told.append(
            Detail(
                where.en,
                f"outreach.{code}",
                Message(f"{where.ja}：{words.ja.format(**said['ja'])}", f"{where.en}: {words.en.format(**said['en'])}"),
            )
        )

    def _where(self, at: int) -> Message:
        name, line = self.files[at >> _FILE], at & (1 << _FILE) - 1
        if len(self.files) == 1:
            return Message(f"{line}行目", f"line {line}")
        return Message(f"{name} {line}行目", f"{name} line {line}")

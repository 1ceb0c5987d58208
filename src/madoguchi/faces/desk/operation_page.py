"""The operator's page: each part in one word, then what stopped, what failed, and the last day."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from madoguchi.ground.foundation.public import localtime, operating
from madoguchi.ground.ui.public import plots, wareki_time

LAG_SECONDS = 60.0  # longer is late: docs/operate/monitoring.md
DISK_SHARE = 0.1  # less free is little
REFRESH_SECONDS = 60
HOURS = 24
Tone = Literal["success", "warning", "error"]


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the deployment, in a word and a sentence."""

    name: str
    tone: Tone
    detail: str

    @property
    def word(self) -> str:
        """The state, said without colour."""
        return {"success": _("正常"), "warning": _("注意"), "error": _("異常")}[self.tone]


@dataclass(frozen=True, slots=True)
class OperationPage:
    """Everything on the page."""

    standing: operating.Standing
    parts: tuple[Part, ...]
    plots: tuple[tuple[str, plots.Plot], ...]
    refresh: int  # seconds; 0: stands still
    nothing_chosen: bool = False

    @property
    def failing(self) -> tuple[Part, ...]:
        """The parts that are not well."""
        return tuple(part for part in self.parts if part.tone != "success")


def operation_page(standing: operating.Standing, *, refresh: bool) -> OperationPage:
    """Return the page of how the deployment stands."""
    return OperationPage(
        standing, tuple(_parts(standing)), tuple(_plots(standing)), REFRESH_SECONDS if refresh else 0
    )  # fmt: skip


def _parts(now: operating.Standing) -> list[Part]:
    ready, web = now.readiness, [one for one in now.processes if not one.is_worker and not one.has_ended]
    workers = [one for one in now.processes if one.is_worker and not one.has_ended]
    silent = [one.name for one in now.processes if one.is_silent]
    oldest = max((queue.oldest_seconds for queue in now.queues), default=0.0)
    lag = max((one.oldest_seconds for one in now.lags), default=0.0)
    dead = len(now.stopped) + now.stopped_elsewhere
    waiting, given_up = now.mails.get("waiting", 0), now.mails.get("given_up", 0)
    return [
        Part(
            _("データベース"),
            _tone(error=not (ready.database and ready.migrations)),
            _("応答しています。") if ready.migrations else _("表がプログラムの版と合いません。"),
        ),
        Part(
            _("画面のプロセス"),
            _tone(warning=any(one.is_silent for one in web)),
            _("%(count)s個が動いています。") % {"count": sum(not one.is_silent for one in web)},
        ),
        Part(
            _("作業のプロセス"),
            _tone(error=not ready.worker, warning=any(one.is_silent for one in workers)),
            _("%(count)s個が動いています。") % {"count": sum(not one.is_silent for one in workers)}
            + (_("応答のないもの: %(names)s") % {"names": "、".join(silent)} if silent else ""),
        ),
        Part(
            _("作業の列"),
            _tone(error=dead > 0, warning=oldest > LAG_SECONDS),
            _("待ち%(ready)s件、いちばん古いものは%(seconds)s秒前。停止%(dead)s件。")
            % {"ready": sum(queue.ready for queue in now.queues), "seconds": round(oldest), "dead": dead},
        ),
        Part(
            _("できごとの配達"),
            _tone(error=any(one.dead for one in now.lags), warning=lag > LAG_SECONDS),
            _("遅れ%(seconds)s秒。") % {"seconds": round(lag)},
        ),
        Part(
            _("記録の封印"),
            _tone(warning=now.unsealed_seconds > LAG_SECONDS),
            _("封印待ち%(count)s件、いちばん古いものは%(seconds)s秒前。")
            % {"count": now.unsealed_count, "seconds": round(now.unsealed_seconds)},
        ),
        Part(
            _("メール"),
            _tone(error=given_up > 0, warning=waiting > 0),
            _("再送待ち%(waiting)s件、送信できず%(given_up)s件。") % {"waiting": waiting, "given_up": given_up},
        ),
        *_transfer(now),
        Part(
            _("保存場所"),
            _tone(warning=now.disk_free < now.disk_total * DISK_SHARE),
            _("空き%(free)sGB（全体%(total)sGB）。")
            % {"free": now.disk_free // 10**9, "total": now.disk_total // 10**9},
        ),
        _backup(now),
    ]


def _transfer(now: operating.Standing) -> list[Part]:
    """Return the part that only zones apart have."""
    if (found := now.transfer) is None:
        return []
    late = round(max(0.0, (now.at - (found.oldest or now.at)).total_seconds()))
    behind = sum(one.waiting_count + one.sent - one.acknowledged for one in found.bodies)
    counted = {"behind": behind, "seconds": late}
    detail = _("相手側にまだない転送%(behind)s件、いちばん古いものは%(seconds)s秒前。") % counted
    if found.refused:
        detail += _("取り込まなかったもの%(count)s件。") % {"count": len(found.refused)}
    failing = [one for one in found.ways if one.failing_since is not None]
    if failing:
        since = min(one.failing_since for one in failing if one.failing_since is not None)
        detail += _("SFTPで運べません（%(time)sから）。") % {"time": wareki_time(since)}
        detail += failing[0].en if get_language() == "en" else failing[0].ja
    return [Part(_("ゾーン間の転送"), _tone(error=not found.is_well, warning=late > LAG_SECONDS), detail)]


def _backup(now: operating.Standing) -> Part:
    if now.backup_due_at is None:
        return Part(_("バックアップ"), "warning", _("まだ一度も取られていません。"))
    late = now.at > now.backup_due_at
    return Part(
        _("バックアップ"),
        "error" if late else "success",
        _("最後のバックアップから1日以上たっています。") if late else _("この1日のうちに取られています。"),
    )


def _tone(*, error: bool = False, warning: bool = False) -> Tone:
    return "error" if error else "warning" if warning else "success"


def _plots(now: operating.Standing) -> list[tuple[str, plots.Plot]]:
    found = now.samples
    requests = _by_hour(now.at, found.get("requests", []), add=True)
    seconds = _by_hour(now.at, found.get("request_seconds", []), add=True)
    faults = _by_hour(now.at, found.get("faults", []), add=True)
    lags = _by_hour(now.at, found.get("delivery_lag_seconds", []))
    milliseconds = [1000 * all_of / max(count, 1) for all_of, count in zip(seconds, requests, strict=True)]
    return [
        ("requests", _plot(now.at, requests, _("画面の表示（1時間ごと）"), _("回"))),
        ("faults", _plot(now.at, faults, _("エラー（1時間ごと）"), _("回"))),
        ("seconds", _plot(now.at, milliseconds, _("表示にかかった時間の平均"), _("ミリ秒"))),
        ("lag", _plot(now.at, lags, _("配達の遅れ（最大）"), _("秒"))),
    ]  # fmt: skip


def _by_hour(at: datetime, windows: list[tuple[datetime, float]], *, add: bool = False) -> list[float]:
    """Return the sum or the highest of each of the last 24 hours, the oldest first."""
    first = _hour(at) - timedelta(hours=HOURS - 1)
    values = [0.0] * HOURS
    for start, value in windows:
        place = int((_hour(start) - first).total_seconds() // 3600)
        if 0 <= place < HOURS:
            values[place] = values[place] + value if add else max(values[place], value)
    return values


def _plot(at: datetime, values: list[float], title: str, unit: str) -> plots.Plot:
    first = _hour(at) - timedelta(hours=HOURS - 1)
    hours = [localtime(first + timedelta(hours=number)).hour for number in range(HOURS)]
    bars = [
        plots.Bar(_("%(hour)s時") % {"hour": hour}, value)
        for hour, value in zip(hours, values, strict=True)
    ]  # fmt: skip
    return plots.columns(bars, title=title, unit=unit, label_column=_("時刻"), every=3)


def _hour(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)

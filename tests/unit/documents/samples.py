"""Letters to typeset, as plain values. All people and places are fictional."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from madoguchi.office.documents.core.contents import (
    Content,
    Group,
    Inquiry,
    Item,
    Letter,
    Link,
    Notice,
    Receipt,
    Recipient,
    Sender,
    Transcription,
)

AT = datetime(2026, 4, 15, 10, 5, tzinfo=ZoneInfo("Asia/Tokyo"))
DAY = date(2026, 4, 15)
TSUJI = "辻\U000e0100 花子"  # 一点しんにょう, as the register has it
CODE = "ABCDEFGHJKMN234T"
URL = f"https://madoguchi.minamo.example.lg.jp/minamo/verify/{CODE}/"

INQUIRY = Inquiry(
    office="みなも市 こども未来部 子育て支援課 給付係",
    address="〒999-1234　みなも市本町1丁目2番3号　市役所2階",
    phone="000-123-4567（直通）",
    hours="午前8時30分から午後5時15分まで（土・日・祝日、年末年始を除く）",
    email="kosodate@city.minamo.example.lg.jp",
)
APPEAL = (
    "この決定に不服があるときは、この決定があったことを知った日の翌日から起算して3か月以内に、みなも市長に対して審査請求をすることが"
    "できます。ただし、この決定の日の翌日から起算して1年を経過したときは、正当な理由がない限り、審査請求をすることができません。",
    "この決定の取消しを求める訴えは、この決定があったことを知った日の翌日から起算して6か月以内に、みなも市を被告として（訴訟において"
    "みなも市を代表する者はみなも市長となります。）提起することができます。審査請求をした場合は、その審査請求に対する裁決があったことを"
    "知った日の翌日から起算して6か月以内に提起することができます。ただし、この決定（審査請求をした場合は、その裁決）の日の翌日から"
    "起算して1年を経過したときは、正当な理由がない限り、提起することができません。",
)


def notice(name: str = TSUJI, *, reasons: tuple[str, ...] = (), large_print: bool = False) -> Notice:
    """A notice of child allowance, granted; refused where reasons are given."""
    return Notice(
        title="児童手当 認定請求却下通知書" if reasons else "児童手当 認定通知書",
        issued_on=DAY,
        recipient=Recipient(
            name=name, postal_code="999-1201", address=("みなも市みずほ町4丁目5番6号", "コーポみずほ 203号室")
        ),
        sender=Sender(title="みなも市長", name="水野 澄江"),
        body=(
            "令和8年4月1日に請求のありました児童手当について、児童手当法（昭和46年法律第73号）第7条第1項の規定により、"
            "下記のとおり決定しましたので通知します。",
        ),
        items=(Item(label="手当の月額", value="20,000円"), Item(label="支給開始年月", value="令和8年5月分から")),
        reasons=reasons,
        appeal=APPEAL,
        inquiry=INQUIRY,
        large_print=large_print,
    )


def receipt(*, large_print: bool = False) -> Receipt:
    """What a parent takes home from the counter."""
    return Receipt(
        title="受付票",
        issued_on=DAY,
        body_name="みなも市",
        procedure="児童手当 認定請求",
        receipt_number="7K4M-2PQX",
        received_at=AT,
        applicant=TSUJI,
        keep=("この受付票は、手続が終わるまで大切に保管してください。",),
        steps=("右の二次元コードを読み取ります。", "受付番号と、申請した方の生年月日を入力します。"),
        status=Link(url="https://madoguchi.minamo.example.lg.jp/minamo/status/"),
        inquiry=INQUIRY,
        large_print=large_print,
    )


def transcription() -> Transcription:
    """A sheet of two groups, with a value in boxes and an empty one."""
    return Transcription(
        title="転記票",
        issued_on=DAY,
        procedure="児童手当 認定請求",
        receipt_number="7K4M-2PQX",
        received_at=AT,
        system="児童手当システム（標準仕様書 第1.2版）",
        groups=(
            Group(heading="請求者", items=(Item(label="氏名", value=TSUJI), Item(label="電話番号", value=""))),
            Group(heading="振込先口座", items=(Item(label="口座番号", value="0123456", digits=True),)),
        ),
    )


def letter() -> Letter:
    """A letter to a firm, to be sealed by hand."""
    return Letter(
        title="児童手当の現況の確認について（お願い）",
        issued_on=DAY,
        recipient=Recipient(name="株式会社みなも製作所", honorific="御中"),
        sender=Sender(title="みなも市長", name="水野 澄江", seal_omitted=False),
        body=("日頃から、みなも市の子育て支援にご協力いただき、ありがとうございます。",),
    )


def issued(content: Content) -> Content:
    """The content with number and verification, as ``services.issue`` completes it."""
    return content.issued(number="みな子第123号", url=URL, code=CODE)


ALL: tuple[Content, ...] = (
    issued(notice()),
    issued(notice(reasons=("請求の日において、国内に住所を有していないためです（児童手当法第4条第1項第1号）。",) * 2)),
    issued(notice(large_print=True)),
    receipt(),
    receipt(large_print=True),
    transcription(),
    letter(),
)

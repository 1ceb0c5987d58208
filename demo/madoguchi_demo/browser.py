"""A browser for walkers: opens pages, follows links, fills in and sends forms. Standard library only, no script."""

import mimetypes
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.cookiejar import CookieJar
from urllib.error import HTTPError
from urllib.parse import urlencode, urljoin
from urllib.request import HTTPCookieProcessor, OpenerDirector, Request, build_opener

Files = Mapping[str, tuple[str, bytes]]
_VOID_ROLES = {"submit", "button", "image", "reset"}


@dataclass
class Button:
    """A button of a form."""

    name: str
    value: str
    label: str
    action: str


@dataclass
class Form:
    """A form with what stands in it."""

    action: str
    method: str
    values: list[tuple[str, str]] = field(default_factory=list)
    names: set[str] = field(default_factory=set)
    buttons: list[Button] = field(default_factory=list)


@dataclass
class Page:
    """A page as it came: address, status, text, links and forms."""

    url: str
    status: int
    content: bytes
    media_type: str
    title: str = ""
    text: str = ""
    links: list[tuple[str, str]] = field(default_factory=list)
    forms: list[Form] = field(default_factory=list)

    def link(self, part: str) -> str:
        """Return the first link whose address or words contain ``part``."""
        for address, words in self.links:
            if part in address or part in words:
                return urljoin(self.url, address)
        raise LookupError(f"no link with {part!r} on {self.url}: {[words for _, words in self.links]}")

    def form(self, *, action: str = "", names: Iterable[str] = (), button: str = "") -> Form:
        """Return the first form whose address contains ``action`` and that has these inputs and this button."""
        wanted = set(names)
        for form in self.forms:
            has_button = not button or any(button in one.label for one in form.buttons)
            if action in form.action and wanted <= form.names and has_button:
                return form
        raise LookupError(
            f"no form {action!r} {sorted(wanted)} {button!r} on {self.url} ({self.status}): {self.text[:400]}"
        )


class _Reader(HTMLParser):
    def __init__(self, page: Page) -> None:
        super().__init__(convert_charrefs=True)
        self.page = page
        self.words: list[str] = []
        self.form: Form | None = None
        self.link: tuple[str, list[str]] | None = None
        self.button: tuple[Button, list[str]] | None = None
        self.select: tuple[str, list[tuple[str, bool]]] | None = None
        self.area: tuple[str, list[str]] | None = None
        self.in_title = self.is_hidden = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.form = Form(
                urljoin(self.page.url, given.get("action", "") or self.page.url), given.get("method", "get").lower()
            )
            self.page.forms.append(self.form)
        elif tag == "a" and "href" in given:
            self.link = (given["href"], [])
        elif tag == "input":
            self._input(given)
        elif tag == "button":
            action = urljoin(self.page.url, given["formaction"]) if "formaction" in given else ""
            self.button = (Button(given.get("name", ""), given.get("value", ""), "", action), [])
        elif tag == "select":
            self.select = (given.get("name", ""), [])
        elif tag == "option" and self.select is not None:
            self.select[1].append((given.get("value", ""), "selected" in given))
        elif tag == "textarea":
            self.area = (given.get("name", ""), [])
        elif tag == "title":
            self.in_title = True
        elif tag in ("script", "style", "template"):
            self.is_hidden = True

    def _input(self, given: dict[str, str]) -> None:
        if self.form is None or not given.get("name"):
            return
        kind = given.get("type", "text")
        self.form.names.add(given["name"])
        if kind in ("checkbox", "radio"):
            if "checked" in given:
                self.form.values.append((given["name"], given.get("value", "on")))
        elif kind not in _VOID_ROLES and kind != "file":
            self.form.values.append((given["name"], given.get("value", "")))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.form = None
        elif tag == "a" and self.link is not None:
            self.page.links.append((self.link[0], " ".join("".join(self.link[1]).split())))
            self.link = None
        elif tag == "button" and self.button is not None:
            button, words = self.button
            button.label = " ".join("".join(words).split())
            if self.form is not None:
                self.form.buttons.append(button)
            self.button = None
        elif tag == "select" and self.select is not None:
            name, options = self.select
            if self.form is not None and name:
                self.form.names.add(name)
                chosen = [value for value, selected in options if selected] or [value for value, _ in options[:1]]
                self.form.values += [(name, value) for value in chosen]
            self.select = None
        elif tag == "textarea" and self.area is not None:
            name, words = self.area
            if self.form is not None and name:
                self.form.names.add(name)
                self.form.values.append((name, "".join(words).removeprefix("\n")))
            self.area = None
        elif tag == "title":
            self.in_title = False
        elif tag in ("script", "style", "template"):
            self.is_hidden = False

    def handle_data(self, data: str) -> None:
        if self.is_hidden:
            return
        if self.in_title:
            self.page.title += data
        elif self.area is not None:
            self.area[1].append(data)
        else:
            self.words.append(data)
            for kept in (self.link, self.button):
                if kept is not None:
                    kept[1].append(data)


class Browser:
    """One person's browser: keeps cookies, follows redirects."""

    def __init__(self, base: str) -> None:
        self.base = base
        self._opener: OpenerDirector = build_opener(HTTPCookieProcessor(CookieJar()))
        self._opener.addheaders = [("User-Agent", "madoguchi-demo-walker"), ("Accept-Language", "ja")]

    def open(self, address: str) -> Page:
        """Open a page."""
        return self._ask(Request(urljoin(self.base, address)))  # noqa: S310  checked in _ask

    def send(
        self,
        page: Page,
        form: Form,
        values: Mapping[str, str | list[str]] | None = None,
        *,
        button: str = "",
        files: Files | None = None,
    ) -> Page:
        """Fill in a form of a page and send it by the first button, or the one whose words contain ``button``."""
        values = values or {}
        fields = [(name, value) for name, value in form.values if name not in values]
        for name, value in values.items():
            fields += [(name, one) for one in ([value] if isinstance(value, str) else value)]
        pressed = next((one for one in form.buttons if button in one.label), None) if form.buttons else None
        if pressed is not None and pressed.name:
            fields.append((pressed.name, pressed.value))
        address = (pressed.action if pressed and pressed.action else form.action) or page.url
        if form.method == "get":
            return self.open(f"{address.split('?')[0]}?{urlencode(fields)}")
        if files:
            boundary = secrets.token_hex(16)
            request = Request(address, _multipart(fields, files, boundary))  # noqa: S310
            request.add_header("Content-Type", f"multipart/form-data; boundary={boundary}")
        else:
            request = Request(address, urlencode(fields).encode())  # noqa: S310
        request.add_header("Referer", page.url)
        return self._ask(request)

    def _ask(self, request: Request) -> Page:
        if not request.full_url.startswith(("http://", "https://")):
            raise LookupError(f"{request.full_url} is no page")
        try:
            with self._opener.open(request, timeout=60) as answer:
                return _page(answer.url, answer.status, answer.read(), answer.headers.get("Content-Type", ""))
        except HTTPError as error:
            with error:
                return _page(
                    error.url or request.full_url, error.code, error.read(), error.headers.get("Content-Type", "")
                )


def _page(url: str, status: int, content: bytes, media_type: str) -> Page:
    page = Page(url, status, content, media_type.split(";")[0].strip())
    if page.media_type == "text/html":
        reader = _Reader(page)
        reader.feed(content.decode())
        page.text, page.title = " ".join("".join(reader.words).split()), page.title.strip()
    return page


def _multipart(fields: Iterable[tuple[str, str]], files: Files, boundary: str) -> bytes:
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields
    ]
    for name, (file_name, content) in files.items():
        kind = mimetypes.guess_type(file_name)[0] or "application/octet-stream"
        head = (
            f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"; filename="{file_name}"\r\n'
            f"Content-Type: {kind}\r\n\r\n"
        )
        parts.append(head.encode() + content + b"\r\n")
    return b"".join(parts) + f"--{boundary}--\r\n".encode()

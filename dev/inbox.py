"""The demo's inbox: a web page over the sink's folder. It reads only; a message's own page runs none of its scripts."""

import email
import email.policy
import re
import threading
from email.utils import parsedate_to_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, quote, urlsplit

from . import inbox_page

POLICY = email.policy.default
PAGE_SIZE = 100
OWN_PAGES = "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; script-src 'self'; connect-src 'self'"
# What a mail shows may load pictures and styles from anywhere, as in a mail program, and nothing else.
MAIL_PAGES = "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; img-src * data:; style-src * "
MAIL_PAGES += "'unsafe-inline'; font-src * data:"


class Mailbox:
    """The messages in a folder, newest first; a file never changes, so each is read once for the list."""

    def __init__(self, folder):
        self.folder = folder
        self._heads = {}

    def names(self):
        """Names of the messages, newest first."""
        return sorted((path.stem for path in self.folder.glob("*.eml")), reverse=True)

    def source(self, name):
        """The bytes of a message, None if there is none of that name."""
        path = self.folder / f"{name}.eml"
        return path.read_bytes() if re.fullmatch(r"[\d-]+", name) and path.is_file() else None

    def head(self, name):
        """What the list shows of a message."""
        if name not in self._heads:
            message = email.message_from_bytes(self.source(name), policy=POLICY)
            self._heads[name] = describe(name, message)
        return self._heads[name]

    def heads(self, wanted):
        """Heads of all messages in which every word of `wanted` occurs."""
        words = wanted.lower().split()
        for name in self.names():
            head = self.head(name)
            text = f"{head['from']} {head['to']} {head['subject']}".lower()
            if all(word in text for word in words):
                yield head


def describe(name, message):
    """The head of a message as plain text."""
    try:
        date = parsedate_to_datetime(message["date"]).astimezone()
    except (TypeError, ValueError):
        date = None
    return {
        "name": name,
        "from": str(message["from"] or ""),
        "to": str(message["to"] or message["x-envelope-to"] or ""),
        "envelope_to": str(message["x-envelope-to"] or ""),
        "reply_to": str(message["reply-to"] or ""),
        "subject": str(message["subject"] or ""),
        "unsubscribe": re.findall(r"<(https?://[^>]+)>", str(message["list-unsubscribe"] or "")),
        "date": date,
    }


def text_of(part):
    """A text part's content, whatever its character set claims."""
    try:
        return part.get_content()
    except (LookupError, UnicodeError, AttributeError):
        return (part.get_payload(decode=True) or b"").decode("utf-8", "replace")


def html_of(message, name):
    """The HTML of a message, its embedded pictures led to us and its links into a new tab; None if it has none."""
    body = message.get_body(("html",))
    if body is None:
        return None
    numbers = {str(part["content-id"]).strip("<> "): n for n, part in enumerate(message.walk()) if part["content-id"]}

    def led(match):
        return f"/message/{name}/part/{numbers[match[1]]}" if match[1] in numbers else match[0]

    return '<base target="_blank">' + re.sub(r"cid:([^\"'\s)>]+)", led, text_of(body))


class Handler(BaseHTTPRequestHandler):
    """GET only: the list, a message, its HTML, a part of it, its source."""

    def log_message(self, *_words):
        """Say nothing: the terminal belongs to the demo."""

    def do_GET(self):
        """Answer one request."""
        address = urlsplit(self.path)
        words = [word for word in address.path.split("/") if word]
        self.language = "fr" if self.headers.get("Accept-Language", "").lower().startswith("fr") else "en"
        if not words:
            return self._list(parse_qs(address.query))
        if words == ["inbox.js"]:
            return self._send(inbox_page.SCRIPT, "text/javascript")
        if words == ["count"]:
            return self._send(str(len(self.server.mailbox.names())), "text/plain")
        source = self.server.mailbox.source(words[1]) if words[0] == "message" and len(words) > 1 else None
        if source is None:
            return self.send_error(404)
        return self._message(words[1], source, words[2:])

    def _list(self, query):
        """The newest messages, those with the words searched for."""
        wanted = query.get("q", [""])[0]
        start = int(query.get("from", ["0"])[0]) if query.get("from", ["0"])[0].isdigit() else 0
        heads = list(self.server.mailbox.heads(wanted))
        page = inbox_page.render_list(heads[start : start + PAGE_SIZE], len(heads), start, wanted, self.language)
        self._send(page)

    def _message(self, name, source, rest):
        """One message, or the part of it that `rest` names."""
        message = email.message_from_bytes(source, policy=POLICY)
        if rest == ["source"]:
            return self._send(source, "text/plain")
        if rest == ["html"]:
            return self._send(html_of(message, name) or "", csp=MAIL_PAGES)
        if len(rest) == 2 and rest[0] == "part" and rest[1].isdigit():
            return self._part(list(message.walk()), int(rest[1]))
        plain = message.get_body(("plain",))
        files = [(n, part.get_filename()) for n, part in enumerate(message.walk()) if part.get_filename()]
        text = text_of(plain) if plain is not None else ""
        has_html = message.get_body(("html",)) is not None
        page = inbox_page.render_message(describe(name, message), text, has_html, files, self.language)
        return self._send(page)

    def _part(self, parts, number):
        """An embedded picture or an attached file, always as a download unless it is a picture."""
        if number >= len(parts) or parts[number].is_multipart():
            return self.send_error(404)
        part = parts[number]
        kind = part.get_content_type()
        is_picture = kind in ("image/png", "image/jpeg", "image/gif", "image/webp")
        shown = "inline" if is_picture else f"attachment; filename*=UTF-8''{quote(part.get_filename() or 'file')}"
        body = part.get_payload(decode=True) or b""
        return self._send(body, kind if is_picture else "application/octet-stream", disposition=shown)

    def _send(self, body, kind="text/html", csp=OWN_PAGES, disposition=None):
        """Send a whole answer."""
        data = body if isinstance(body, bytes) else body.encode("utf-8", "replace")
        self.send_response(200)
        self.send_header("Content-Type", f"{kind}; charset=utf-8" if kind.startswith("text/") else kind)
        self.send_header("Content-Length", str(len(data)))
        self.send_header("Content-Security-Policy", csp)
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Referrer-Policy", "no-referrer")
        if disposition:
            self.send_header("Content-Disposition", disposition)
        self.end_headers()
        self.wfile.write(data)


class Inbox:
    """The page's server, in a thread."""

    def __init__(self, folder, host, port):
        self.server = ThreadingHTTPServer((host, port), Handler)
        self.server.daemon_threads = True
        self.server.mailbox = Mailbox(folder)

    def start(self):
        """Serve in the background."""
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self):
        """Stop serving and give the port back."""
        self.server.shutdown()
        self.server.server_close()

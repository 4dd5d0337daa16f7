"""The look of the inbox: everything that comes from a mail is escaped here."""

from html import escape
from urllib.parse import quote

WORDS = {
    "en": {
        "title": "Inbox of the demo",
        "hint": "Every mail that Odoo sends arrives here, and goes nowhere else.",
        "search": "Sender, recipient, subject",
        "find": "Search",
        "none": "No message yet. Send a mailing from Odoo, it shows up here by itself.",
        "no_match": "No message with these words.",
        "count": "Messages: {count}",
        "from": "From",
        "to": "To",
        "delivered": "Delivered to",
        "reply_to": "Reply to",
        "date": "Date",
        "files": "Files",
        "unsubscribe": "Unsubscribe link",
        "text": "Text version",
        "source": "Source",
        "back": "All messages",
        "newer": "Newer",
        "older": "Older",
        "no_subject": "(no subject)",
    },
    "fr": {
        "title": "Boîte de réception de la démo",
        "hint": "Tous les e-mails envoyés par Odoo arrivent ici et ne vont nulle part ailleurs.",
        "search": "Expéditeur, destinataire, objet",
        "find": "Rechercher",
        "none": "Aucun message pour l'instant. Envoyez un mailing depuis Odoo, il s'affichera ici tout seul.",
        "no_match": "Aucun message ne contient ces mots.",
        "count": "Messages : {count}",
        "from": "De",
        "to": "À",
        "delivered": "Remis à",
        "reply_to": "Répondre à",
        "date": "Date",
        "files": "Fichiers",
        "unsubscribe": "Lien de désinscription",
        "text": "Version texte",
        "source": "Source",
        "back": "Tous les messages",
        "newer": "Plus récents",
        "older": "Plus anciens",
        "no_subject": "(sans objet)",
    },
}
# Reloads the list when something arrived, unless the reader is typing or further down.
SCRIPT = """
const count = document.body.dataset.count;
setInterval(async () => {
    if (document.hidden || window.scrollY || document.activeElement.tagName === "INPUT") return;
    const answer = await fetch("/count").catch(() => null);
    if (answer && (await answer.text()) !== count) location.reload();
}, 3000);
"""
STYLE = """
:root { color-scheme: light dark; --line: #8883; --soft: #777; --accent: #71639e; }
* { box-sizing: border-box; }
body { font: 16px/1.45 system-ui, sans-serif; margin: 0 auto; max-width: 60rem; padding: 1rem; }
h1 { font-size: 1.3rem; margin: 0 0 .25rem; overflow-wrap: anywhere; }
p, dl { margin: 0 0 1rem; }
a { color: var(--accent); }
.soft { color: var(--soft); font-size: .9rem; }
form { display: flex; gap: .5rem; margin: 0 0 1rem; }
input { flex: 1; min-width: 0; }
input, button { font: inherit; padding: .5rem .75rem; border: 1px solid var(--line); border-radius: .4rem; }
button { background: var(--accent); color: #fff; border: 0; }
ol { list-style: none; margin: 0; padding: 0; border-top: 1px solid var(--line); }
li a { display: block; padding: .6rem .25rem; border-bottom: 1px solid var(--line); }
li a { color: inherit; text-decoration: none; }
li a:hover, li a:focus { background: #71639e18; }
.row { display: flex; justify-content: space-between; gap: 1rem; }
.row > :first-child { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.row time { flex: none; }
.subject { font-weight: 600; overflow-wrap: anywhere; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem .8rem; font-size: .92rem; }
dt { color: var(--soft); } dd { margin: 0; overflow-wrap: anywhere; }
iframe { width: 100%; height: 70vh; border: 1px solid var(--line); border-radius: .4rem; background: #fff; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; padding: .75rem; }
pre { border: 1px solid var(--line); border-radius: .4rem; }
@media (max-width: 30rem) { dl { display: block; } dt { margin-top: .3rem; } }
nav { display: flex; gap: 1.5rem; margin: 0 0 1rem; }
"""


def _page(title, body, language, count=None):
    """A whole page."""
    live = f' data-count="{count}"' if count is not None else ""
    script = '<script src="/inbox.js" defer></script>' if count is not None else ""
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><style>{STYLE}</style>{script}'
        f"</head><body{live}>{body}</body></html>"
    )


def _date(date):
    """A date a reader of either language understands."""
    return date.strftime("%Y-%m-%d %H:%M") if date else ""


def render_list(heads, total, start, wanted, language):
    """The list of messages."""
    words = WORDS[language]
    rows = "".join(
        f'<li><a href="/message/{head["name"]}"><span class="row soft"><span>{escape(head["from"])}</span>'
        f"<time>{_date(head['date'])}</time></span>"
        f'<span class="subject">{escape(head["subject"]) or words["no_subject"]}</span>'
        f'<span class="row soft"><span>→ {escape(head["to"])}</span></span></a></li>'
        for head in heads
    )
    empty = f"<p>{words['no_match' if wanted else 'none']}</p>"
    links = []
    if start:
        links.append((words["newer"], max(start - 100, 0)))
    if start + len(heads) < total:
        links.append((words["older"], start + len(heads)))
    pager = "".join(f'<a href="/?q={quote(wanted)}&amp;from={at}">{text}</a>' for text, at in links)
    body = (
        f'<h1>{words["title"]}</h1><p class="soft">{words["hint"]} {words["count"].format(count=total)}.</p>'
        f'<form><input name="q" value="{escape(wanted)}" placeholder="{words["search"]}"'
        f' aria-label="{words["search"]}">'
        f"<button>{words['find']}</button></form>" + (f"<ol>{rows}</ol>" if rows else empty) + f"<nav>{pager}</nav>"
    )
    return _page(words["title"], body, language, None if wanted or start else total)


def render_message(head, text, has_html, files, language):
    """One message: its head, its HTML in a frame that runs nothing, its text, its files."""
    words = WORDS[language]
    facts = [(words[key], escape(head[key])) for key in ("from", "to", "reply_to") if head[key]]
    if head["envelope_to"] and head["envelope_to"] not in head["to"]:
        facts.append((words["delivered"], escape(head["envelope_to"])))
    facts.append((words["date"], _date(head["date"])))
    link = '<a href="{0}" target="_blank" rel="noopener">{1}</a>'
    facts += [(words["unsubscribe"], link.format(escape(url), escape(url))) for url in head["unsubscribe"]]
    parts = ", ".join(f'<a href="/message/{head["name"]}/part/{n}">{escape(name)}</a>' for n, name in files)
    if parts:
        facts.append((words["files"], parts))
    rows = "".join(f"<dt>{name}</dt><dd>{value}</dd>" for name, value in facts)
    subject = escape(head["subject"]) or words["no_subject"]
    address = f"/message/{head['name']}"
    frame = f'<iframe sandbox="allow-popups allow-popups-to-escape-sandbox" src="{address}/html"></iframe>'
    plain = f"<pre>{escape(text)}</pre>"
    if has_html:
        plain = f"<details><summary>{words['text']}</summary>{plain}</details>" if text else ""
    body = (
        f'<nav><a href="/">← {words["back"]}</a><a href="{address}/source">{words["source"]}</a></nav>'
        f"<h1>{subject}</h1><dl>{rows}</dl>{frame if has_html else ''}{plain}"
    )
    return _page(head["subject"], body, language)

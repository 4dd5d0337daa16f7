"""Take pictures of every screen of the running demo, at desktop and phone width.

Run: dev/run python tests/pictures.py http://localhost:8069 FOLDER [--lang en_US] [--readme] [WORD...]

Only screens whose name contains one of the words, when some are given. In French, or in
the language given: the users' own is set for the run, and restored after. `--readme` makes
the pictures that README.md shows. A message of the browser's console, or a page that
shows an error, ends it with code 1.
"""

import argparse
import sys
from pathlib import Path
from xmlrpc.client import ServerProxy

from PIL import Image
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import sync_playwright
from screens import DRAFT, SCREENS, WIDTHS

sys.path.insert(0, str(Path(__file__).parent.parent))
from dev.browser import prepare_browser

# Screens that README.md shows, and their files.
README = {"people": "people.png", "mailing-ready": "mailing.png"}
README_FOLDER = Path(__file__).parent.parent / "recruitment_pool/static/description"


class Visit:
    """While it lasts, the users of the pictures read this language; the demo is left as it was."""

    def __init__(self, base, code):
        self.code = code
        self.models = ServerProxy(f"{base.rstrip('/')}/xmlrpc/2/object")
        self.known = {}

    def call(self, method, *args, model="res.users"):
        return self.models.execute_kw("demo", 2, "admin", model, method, list(args))

    def __enter__(self):
        users = self.call("search", [("login", "in", sorted({screen[1] for screen in SCREENS}))])
        self.known = {user["id"]: user["lang"] for user in self.call("read", users, ["lang"])}
        # Without its greeting, which covers a phone's whole screen.
        self.call("write", users, {"lang": self.code, "odoobot_state": "disabled"})

    def __exit__(self, *_exception):
        for user, lang in self.known.items():
            self.call("write", [user], {"lang": lang})
        drafts = self.call("search", [("subject", "=", DRAFT)], model="mailing.mailing")
        self.call("unlink", drafts, model="mailing.mailing")


class Photographer:
    """One browser; a session for each login and width."""

    def __init__(self, browser, base, folder):
        self.browser = browser
        self.base = base.rstrip("/")
        self.folder = Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.pages = {}
        self.complaints = []

    def page(self, login, width):
        """A page where ``login`` is logged in."""
        if (login, width) not in self.pages:
            width_px, height = WIDTHS[width]
            context = self.browser.new_context(
                viewport={"width": width_px, "height": height},
                locale="fr-FR",
                timezone_id="Europe/Paris",  # Odoo makes it the user's at the first login
                has_touch=width == "phone",
            )
            page = context.new_page()
            page.on("console", lambda message: self._note(message.type == "error", message.text))
            page.on("pageerror", lambda error: self._note(True, str(error)))
            page.goto(f"{self.base}/web/login")
            page.fill("input[name=login]", login)
            page.fill("input[name=password]", login)
            page.click("button[type=submit]")
            page.wait_for_selector(".o_main_navbar, .o_home_menu")
            self.pages[login, width] = page
        return self.pages[login, width]

    def _note(self, is_complaint, text):
        if is_complaint:
            self.complaints.append(text)

    def take(self, name, login, path, clicks, width):
        """Open a screen and keep its picture."""
        page = self.page(login, width)
        page.goto(f"{self.base}/odoo/{path}")
        page.wait_for_selector(".o_view_controller, .o_action", timeout=20_000)
        try:
            for step in (None, *clicks):
                if callable(step):
                    step(page)
                elif step:
                    page.click(step)
                page.wait_for_timeout(1000)  # the bus never falls silent: no "network idle" to wait for
                page.wait_for_selector(".o_loading_indicator", state="detached")
        except PlaywrightError as error:
            self._note(True, f"{name}: {error}")
        page.screenshot(path=self.folder / f"{name}-{width}.png")
        if (discard := page.locator(".o_form_button_cancel:visible")).count() and not page.locator(".modal").count():
            discard.first.click()  # left as it is, Odoo would save the form
        self._note(page.locator(".o_error_dialog, .o_notification.bg-danger").count(), f"{name}: an error is shown")


def keep_for_readme(folder):
    """Shrink the pictures that README.md shows: 256 colours, under 150 kB."""
    for name, file in README.items():
        picture = Image.open(folder / f"{name}-desktop.png").convert("RGB").crop((0, 0, 1400, 760))
        picture.quantize(256).save(README_FOLDER / file, optimize=True)


def main():
    """Take the pictures; the number of complaints is printed and tells the exit code."""
    parser = argparse.ArgumentParser()
    parser.add_argument("base")
    parser.add_argument("folder", type=Path)
    parser.add_argument("words", nargs="*")
    parser.add_argument("--lang", default="fr_FR")
    parser.add_argument("--readme", action="store_true")
    args = parser.parse_args()
    browser_path = prepare_browser()
    if not browser_path:
        return "No browser: no pictures"
    words = list(README) if args.readme else args.words
    with sync_playwright() as playwright, Visit(args.base, args.lang):
        browser = playwright.chromium.launch(
            executable_path=browser_path, args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        )
        photographer = Photographer(browser, args.base, args.folder)
        for name, login, path, clicks in SCREENS:
            if words and not any(word in name for word in words):
                continue
            for width in WIDTHS:
                photographer.take(name, login, path, clicks, width)
                print(f"{name}-{width}", flush=True)
        browser.close()
    if args.readme:
        keep_for_readme(args.folder)
    print(*photographer.complaints, sep="\n")
    return int(bool(photographer.complaints))


if __name__ == "__main__":
    sys.exit(main())

"""A user with a browser: what the walks through the demo stand on."""

# Every control of a view (not of Odoo's frame around it) says what it is: by a label, a
# title, a placeholder or its words. What lies behind an open dialog is out of reach.
NAMELESS = """() => [...(document.querySelector(".modal-dialog") || document).querySelectorAll(
        ":is(.o_view_controller .o_content, .modal) :is(input, select, textarea, button, [role=button])")]
    .filter((e) => e.offsetParent && e.type !== "hidden" && !e.disabled && e.tabIndex >= 0)
    .filter((e) => !e.closest(".o-mail-Chatter, .o_optional_columns_dropdown, .o_list_record_selector"))
    .filter((e) => !(
        (e.labels && e.labels.length) || e.getAttribute("aria-label") || e.title || e.placeholder ||
        e.getAttribute("aria-labelledby") || e.innerText.trim() || e.getAttribute("data-tooltip") ||
        e.closest("[aria-label], [data-tooltip], [title], label") ||
        e.querySelector("[title], [aria-label], img[alt]")))
    .map((e) => e.outerHTML.slice(0, 200))"""
WIDTHS = (1400, 390)  # a desk, a phone
OVERFLOW = "() => document.documentElement.scrollWidth - window.innerWidth"

# Odoo's mail editor says this now and then when its form is drawn again while it starts. No code of ours is among
# the callers, and the walks go on.
ODOOS_OWN = "Cannot re-attach an editor"


class Walker:
    """One logged-in user; a page for each screen, since Chromium may hang when it leaves the mail editor."""

    def __init__(self, browser, server, login, width=1400):
        self.server = server
        self.context = browser.new_context(
            viewport={"width": width, "height": 844},
            locale="fr-FR",
            has_touch=width < 500,
            timezone_id="Europe/Paris",  # Odoo makes it the user's at the first login
        )
        self.errors = []
        page = self.context.new_page()
        page.goto(f"{server.url}/web/login")
        page.fill("input[name=login]", login)
        page.fill("input[name=password]", login)
        page.click("button[type=submit]")
        page.wait_for_selector(".o_main_navbar")
        page.close()

    def open(self, path, selector=".o_view_controller"):
        """A new page on a screen, once it is there; what the browser complains of is kept."""
        page = self.context.new_page()
        page.on("console", lambda message: message.type == "error" and self.errors.append(message.text))
        page.on("pageerror", lambda error: self.errors.append(error.stack or str(error)))
        page.goto(f"{self.server.url}/odoo/{path}")
        page.wait_for_selector(selector)
        return page

    def check_errors(self):
        """Nothing was complained of; if something was, all of it: of a long list pytest leaves out the middle."""
        errors = [error for error in self.errors if ODOOS_OWN not in error]
        assert not errors, "\n\n".join(errors)

    def find_problems(self, page):
        """Controls without a name, and what sticks out at the side."""
        page.wait_for_timeout(500)
        overflow = page.evaluate(OVERFLOW)
        return page.evaluate(NAMELESS) + ([f"{overflow} pixels too wide"] if overflow > 0 else [])

    def choose(self, page, field, words):
        """Add what has these words to a field of tags: from its list at a desk, from a screen of its own on a phone."""
        page.click(f".o_field_widget[name={field}] input")
        if page.viewport_size["width"] < 500:
            page.click(f".o_select_create_dialog_content .o_kanban_record:has-text('{words}')")
        else:
            page.locator(f".o_field_widget[name={field}] input").fill(words)
            page.click(f".o-autocomplete--dropdown-item:has-text('{words}')")
        page.wait_for_selector(f".o_field_widget[name={field}] .o_tag:has-text('{words}')")

    def narrow(self, page, words):
        """Choose a filter or a group of the search by its words."""
        if page.viewport_size["width"] < 500:
            page.click(".o_control_panel_navigation button:has(.fa-search)")
        page.click(".o_searchview_dropdown_toggler")
        page.click(f".o_search_bar_menu .o-dropdown-item:has-text({words!r})")
        page.keyboard.press("Escape")
        page.wait_for_selector(f".o_searchview_facet:has-text({words!r})")

    def tab_to(self, page, selector, most=60):
        """Whether the Tab key alone reaches an element from where the focus is."""
        for _press in range(most):
            page.keyboard.press("Tab")
            if page.evaluate("(s) => !!document.activeElement?.matches(s)", selector):
                return True
        return False

"""The demo as its users walk through it: in French, with a browser, to the wire."""

import re

import pytest

from .harness import wait_for
from .walker import Walker

SCREENS = [
    ("recruteur", "pool"),
    ("recruteur", "pool-people"),
    ("recruteur", "pool-people?view_type=list"),
    ("recruteur", "pool-people/1"),
    ("recruteur", "pool-people/new"),
    ("recruteur", "pool-categories"),
    ("recruteur", "pool-contacts"),
    ("responsable", "action-recruitment_pool.recruitment_contact_policy_action"),
    ("responsable", "action-recruitment_pool.recruitment_message_type_action"),
    ("responsable", "action-recruitment_pool.recruitment_contact_channel_action"),
    ("marketing", "pool-mailings"),
    ("marketing", "pool"),
    ("marketing", "pool-people"),
    ("marketing", "pool-people?view_type=list"),
    ("marketing", "pool-people/1"),
    ("marketing", "pool-categories/1"),
    ("admin", "pool-check"),
]


@pytest.fixture
def server(world):
    """The demo, as `make demo` serves it."""
    database = world.copy(world.template_with_addons(is_demo=True), "walk")
    return world.serve_to_browsers(database)


def mailing_id(world, server, words):
    """The latest mailing whose subject has these words."""
    query = f"SELECT max(id) FROM mailing_mailing WHERE subject::text LIKE '%{words}%'"
    return int(world.sql(server.database, query)[0][0])


def letters(world):
    """Who got the newsletter, among all that Odoo's own demo data send."""
    return [mail["X-Envelope-To"] for mail in world.sink.messages() if "l'hiver" in mail["Subject"]]


def wait_until_done(world, server, mailing):
    query = f"SELECT state FROM mailing_mailing WHERE id = {mailing}"
    wait_for(lambda: world.sql(server.database, query) == [("done",)], 120, f"mailing {mailing} is done")


def send(page):
    """Send the mailing of this page, and say yes."""
    page.click("button[name=action_launch]")
    page.click(".modal .btn-primary")
    page.wait_for_selector("button[name=action_launch]", state="hidden")


def test_marketing_user_sends_twice(world, browser, server):
    hugo = Walker(browser, server, "marketing")
    first = mailing_id(world, server, "atelier")
    page = hugo.open(f"pool-mailings/{first}", "[name=pool_audience_sentence]")
    sentence = page.locator("div[name=pool_audience_sentence]")
    before = [int(number) for number in re.findall(r"\d+", sentence.inner_text())]
    assert "peuvent le recevoir aujourd'hui" in sentence.inner_text()
    page.locator("div[name=pool_category_ids] input").fill("Candidats")
    page.click(".o-autocomplete--dropdown-item:has-text('Candidats clés')")
    page.wait_for_function(
        "(text) => document.querySelector('div[name=pool_audience_sentence]').innerText !== text",
        arg=sentence.inner_text(),
    )
    may, total = (int(number) for number in re.findall(r"\d+", sentence.inner_text())[:2])
    assert total > before[1], "key candidates come in addition"
    send(page)
    wait_until_done(world, server, first)
    wait_for(lambda: len(letters(world)) >= may, 120, f"{may} letters are on the wire")
    assert len(letters(world)) == len(set(letters(world))) == may
    (letter, *_others) = [mail for mail in world.sink.messages() if "l'hiver" in mail["Subject"]]
    html = letter.get_body(("html",)).get_content()
    assert re.search(r'background-color: ?#71546e[^"]*color: ?#fff', html), "its white title lies on a colour"

    page = hugo.open(f"pool-mailings/{first}", "button[name=action_duplicate]")
    page.click("button[name=action_duplicate]")
    page.wait_for_url(lambda url: not url.endswith(f"/{first}"))
    page.wait_for_selector("button[name=action_launch]")
    send(page)
    copy = mailing_id(world, server, "atelier")
    assert copy > first
    wait_until_done(world, server, copy)
    assert len(letters(world)) == may, "the same day nobody gets it twice"

    page = hugo.open(f"pool-mailings/{copy}", "button[name=action_view_pool_left_out]")
    assert "écartés par la cadence" in page.locator("[name=pool_left_out_sentence]").inner_text()
    page.click("button[name=action_view_pool_left_out]")
    page.wait_for_selector(".o_breadcrumb:has-text('Écartés par la cadence')")
    page.wait_for_selector(".o_data_row")
    reasons = page.locator(".o_data_row td[name=cadence_reason]").all_inner_texts()
    assert reasons.count("Contacté trop récemment") >= may
    assert "" not in reasons

    page = hugo.open(f"pool-mailings/{copy}", "button[name=action_send_to_left_out]")
    page.click("button[name=action_send_to_left_out]")
    page.wait_for_url(lambda url: not url.endswith(f"/{copy}"))
    page.wait_for_selector("[name=pool_audience_sentence]")
    assert f"sur {len(reasons)}" in page.locator("div[name=pool_audience_sentence]").inner_text()
    hugo.check_errors()


def test_recruiter_logs_a_call_and_keeps_an_applicant(world, browser, server):
    claire = Walker(browser, server, "recruteur")
    page = claire.open("pool-people", ".o_kanban_record")
    page.locator(".o_searchview_input").fill("Dominique Rey")
    page.wait_for_selector(".o_searchview_autocomplete .o-dropdown-item:has-text('Dominique Rey')")
    page.keyboard.press("Enter")
    card = page.locator(".o_kanban_record:has-text('Dominique Rey')")
    page.wait_for_function("document.querySelectorAll('.o_kanban_record:not(.o_kanban_ghost)').length === 1")
    assert "À recontacter" in card.inner_text()
    card.locator("button[name=action_log_contact]").click()  # one
    page.wait_for_selector(".modal button[name=action_log]")
    assert "Dernière prise de contact" in page.locator(".modal").inner_text()
    assert not claire.find_problems(page)
    page.click(".modal button[name=action_log]")  # two
    page.wait_for_selector(".o_kanban_record .badge:has-text('À partir du')")
    assert world.sql(
        server.database,
        "SELECT c.code, t.direction, t.state FROM recruitment_pool_touch t"
        " JOIN recruitment_contact_channel c ON c.id = t.channel_id WHERE t.is_manual",
    ) == [("phone", "out", "sent")]
    card.click()
    page.wait_for_selector(".o_pool_cadence_card")
    assert "à partir du" in page.locator(".o_pool_cadence_card").inner_text().lower()
    page.click("button[name=action_withdraw]")
    page.click(".modal .btn-primary")
    page.wait_for_selector('.o_pool_cadence_card:has-text("Possible aujourd\'hui")')

    page = claire.open("action-hr_recruitment.crm_case_categ0_act_job?view_type=list", ".o_data_row")
    page.locator(".o_data_row").first.locator("input[type=checkbox]").check()
    page.click(".o_cp_action_menus button:has-text('Actions')")
    page.click(".o-dropdown-item:has-text('Garder dans le vivier')")
    page.click(".modal button[name=action_keep]")
    page.wait_for_selector(".o_kanban_record:has-text('Contactable'), .o_kanban_record .badge")

    page = claire.open("import?active_model=recruitment.pool.member", ".o_import_action, .o_action")
    page.wait_for_selector("a[href*='recruitment_pool_member.xlsx']")
    claire.check_errors()


def test_recruiter_finds_the_overdue_of_a_category_and_why(browser, server):
    """From the overview to a list that is as long as its figure, to the card of a person, by the keyboard."""
    claire = Walker(browser, server, "recruteur")
    page = claire.open("pool", ".o_pool_overview")
    figure = page.locator(".o_kanban_record:has-text('Experts passifs') button:has-text('À recontacter')")
    overdue = int(re.search(r"\d+", figure.inner_text()).group())
    assert overdue
    figure.click()
    page.wait_for_selector(".o_facet_values:has-text('À recontacter')")
    people = page.locator(".o_kanban_record:not(.o_kanban_ghost) [name=contact_state]")
    people.first.wait_for()
    assert people.count() == overdue
    assert all("À recontacter" in words for words in people.all_inner_texts())
    people.first.click()
    page.wait_for_selector(".o_pool_cadence_card .o_pool_line")
    assert "Tous les canaux" in page.locator(".o_pool_line").inner_text()
    assert page.locator(".o_pool_due").count()
    assert claire.tab_to(page, ".o_pool_mark"), "one stop for the whole strip"
    last = page.locator(".o_pool_mark_current").get_attribute("aria-label")
    page.keyboard.press("ArrowLeft")
    page.wait_for_function("(last) => document.activeElement.ariaLabel !== last", arg=last)
    said = page.evaluate("document.activeElement.ariaLabel")
    assert page.locator(".o_pool_legend").inner_text().strip() == said
    claire.check_errors()


@pytest.mark.parametrize("width", [1400, 390])
def test_screens_have_names_and_fit(browser, server, width):
    walkers, found = {}, {}
    for login, path in SCREENS:
        walker = walkers.setdefault(login, None) or Walker(browser, server, login, width)
        walkers[login] = walker
        page = walker.open(path)
        if problems := walker.find_problems(page):
            found[path] = problems
        page.close()
    assert not found
    for walker in walkers.values():
        walker.check_errors()


def test_keyboard_reaches_the_buttons(browser, server):
    claire = Walker(browser, server, "recruteur")
    page = claire.open("pool-people/1", ".o_form_view")
    page.locator(".o_main_navbar button").first.focus()
    assert claire.tab_to(page, "button[name=action_log_contact]")
    page.keyboard.press("Enter")
    page.wait_for_selector(".modal button[name=action_log]")
    assert claire.tab_to(page, ".modal input[type=radio]")
    assert claire.tab_to(page, ".modal button[name=action_log]")


def test_forms_of_actions_have_names_and_are_done_by_keyboard(browser, server):
    claire = Walker(browser, server, "recruteur")
    page = claire.open("pool-people/1", ".o_form_view")
    for words in ("Noter une prise de contact", "Proposer pour un poste", "Mettre en pause", "Transmettre"):
        page.locator(".o_form_statusbar button", has_text=words).click()
        page.wait_for_selector(".modal .o_form_view")
        assert not claire.find_problems(page), words
        assert claire.tab_to(page, ".modal footer .btn-primary"), words
        page.keyboard.press("Escape")
        page.wait_for_selector(".modal", state="hidden")
    claire.check_errors()

"""What a recruiter does at a desk and on a phone, in French, on the demo data."""

import re

import pytest

from dev.server import Sink

from .harness import World, wait_for
from .walker import OVERFLOW, WIDTHS, Walker


@pytest.fixture(scope="module")
def world(state, tmp_path_factory):
    with Sink(state, tmp_path_factory.mktemp("walks") / "mails") as sink:
        world = World(state, sink)
        yield world
        world.close()


@pytest.fixture(scope="module")
def server(world):
    """The demo, one for all these walks: none touches what another looks at."""
    return world.serve_to_browsers(world.copy(world.template_with_addons(is_demo=True), "recruiter_walks"))


def categories_of(world, server, name):
    """{category: reason} of a person, by the rows."""
    return dict(world.sql(
        server.database,
        "SELECT c.name->>'en_US', s.reason FROM recruitment_pool_member m"
        " JOIN recruitment_pool_membership s ON s.member_id = m.id AND s.manual IS DISTINCT FROM 'out'"
        f" JOIN recruitment_pool_category c ON c.id = s.category_id WHERE m.name = '{name}'",
    ))  # fmt: skip


@pytest.mark.parametrize(("width", "name"), [(WIDTHS[0], "Sebastian Carter"), (WIDTHS[1], "Scarlett Rivera")])
def test_keeps_whom_she_refuses(world, browser, server, width, name):
    """The category in the same step, and the mail that says so."""
    claire = Walker(browser, server, "recruteur", width)
    page = claire.open("recruitment-applications?view_type=kanban", ".o_kanban_record")
    page.click(f".o_kanban_record:has-text('{name}')")
    page.click("button[name=archive_applicant]")
    page.click(".modal .o_selection_badge:has-text('Poste déjà occupé')")
    assert page.locator(".modal [name=pool_tells]").count() == 0, "nothing to tell yet"
    claire.choose(page, "pool_category_ids", "Finalistes")
    page.locator(".modal [name=pool_tells] input").check()
    page.wait_for_selector(".modal [name=body]:has-text('Nous la conservons dans notre vivier')")
    assert not claire.find_problems(page)
    page.click(".modal button[name=action_refuse_reason_apply]")
    page.wait_for_selector(".ribbon:has-text('Refusée')")
    assert categories_of(world, server, name) == {"Finalistes non retenus": "Poste déjà occupé"}
    page.wait_for_selector(".alert:has-text('Candidature en cours ou close récemment')")
    # Odoo's own queue is due within the hour, and is not run beside itself.
    queue = "SELECT res_id FROM ir_model_data WHERE name = 'ir_cron_mail_scheduler_action'"
    world.sql(server.database, f"UPDATE ir_cron SET nextcall = now() AT TIME ZONE 'UTC' WHERE id IN ({queue})")
    world.sql("postgres", f"NOTIFY cron_trigger, '{server.database}'")
    address = f"{name.lower().replace(' ', '.')}@"
    wait_for(lambda: any(to.startswith(address) for to in kept_letters(world)), 120, f"the mail to {name}")
    claire.check_errors()


def kept_letters(world):
    """Who was written to that they are kept."""
    return [
        mail["X-Envelope-To"]
        for mail in world.sink.messages()
        if mail["Subject"].startswith("Votre candidature chez")
        and "notre vivier" in mail.get_body(("plain", "html")).get_content()
    ]


@pytest.mark.parametrize("width", WIDTHS)
def test_category_that_fills_itself(world, browser, server, width):
    """Who would join and who would leave is said before saving, and so it is after."""
    before = categories_of(world, server, "Lukas Weber")
    sophie = Walker(browser, server, "responsable", width)
    page = sophie.open("pool-categories/new", ".o_form_view")
    page.locator("[name=name] :is(input, textarea)").first.fill(f"Europe {width}")
    page.click(".o_field_domain a:has-text('Nouvelle règle')")
    choose_country(page, "Allemagne")
    preview = page.locator("[name=criteria_preview]")
    preview.locator(":text('Entreraient : 1')").wait_for()
    assert "Lukas Weber" in preview.inner_text()
    assert categories_of(world, server, "Lukas Weber") == before, "nothing is saved yet"
    assert page.evaluate(OVERFLOW) <= 0
    page.click(".o_form_button_save")
    page.wait_for_selector(".o_form_button_save", state="hidden")
    joined = {f"Europe {width}": "Critères : Pays est Allemagne"}
    assert categories_of(world, server, "Lukas Weber") == before | joined
    page.click(".o_field_domain .o_tag .o_delete")
    choose_country(page, "Japon")
    preview.locator(":text('Yuki Tanaka')").wait_for()
    assert re.search(r"Entreraient : 1\s*Yuki Tanaka\s*Sortiraient : 1\s*Lukas Weber", preview.inner_text())
    page.click(".o_form_button_save")
    preview.locator(":text('Entreraient : 0')").wait_for()  # the form has been read again
    if width < 500:  # the buttons of the form are in a menu
        page.click("button:has(.fa-bolt)")
    # Not by the mouse: scrolling to it, as Playwright does, closes the menu of a phone.
    page.locator("button[name=action_view_members]").dispatch_event("click")
    page.wait_for_selector(".o_kanban_record:has-text('Yuki Tanaka')")
    assert page.locator(".o_kanban_record:not(.o_kanban_ghost)").count() == 1
    assert categories_of(world, server, "Lukas Weber") == before
    sophie.check_errors()


def choose_country(page, name):
    page.locator(".o_field_domain .o_multi_record_selector input").fill(name)
    page.click(f".o-autocomplete--dropdown-item:has-text('{name}')")


COLUMN = ".o_kanban_group:has(.o_column_title:has-text('{}'))"


def drag(page, name, category):
    """Move the card of a person onto another column with the mouse."""
    page.hover(f".o_kanban_record:has-text('{name}')")
    page.mouse.down()
    column = page.locator(COLUMN.format(category)).bounding_box()
    for step in range(1, 6):
        page.mouse.move(column["x"] + column["width"] / 2, column["y"] + 100 + step * 10, steps=5)
    page.mouse.up()


def wait_for_category(world, server, page, category):
    """Catherine Pons stands in one column, and is in that category alone."""
    wait_for(lambda: categories_of(world, server, "Catherine Pons").keys() == {category}, 20, f"she is in {category}")
    page.locator(COLUMN.format(category)).locator(".o_kanban_record:has-text('Catherine Pons')").wait_for()
    assert page.locator(".o_kanban_record:has-text('Catherine Pons')").count() == 1


def test_drags_somebody_to_a_tighter_policy(world, browser, server):
    """One question, that can be answered with no; back again without any. On a phone Odoo's columns do not drag."""
    claire = Walker(browser, server, "recruteur")
    page = claire.open("pool-people", ".o_kanban_record")
    claire.narrow(page, "Catégorie")
    page.wait_for_selector(".o_kanban_group .o_kanban_record")
    before = categories_of(world, server, "Catherine Pons")
    assert before.keys() == {"Anciens salariés"}
    for answer in (".btn-secondary", ".btn-primary"):
        assert categories_of(world, server, "Catherine Pons") == before
        drag(page, "Catherine Pons", "Candidats clés")
        page.wait_for_selector(".modal:has-text('Moins de messages pour Catherine Pons')")
        page.click(f".modal {answer}")
        page.wait_for_selector(".modal", state="detached")
    wait_for_category(world, server, page, "Candidats clés")
    drag(page, "Catherine Pons", "Anciens salariés")
    wait_for_category(world, server, page, "Anciens salariés")
    assert page.locator(".modal").count() == 0
    claire.check_errors()


@pytest.mark.parametrize("width", WIDTHS)
def test_sees_why_not(world, browser, server, width):
    """Somebody who objected, and somebody of whom it is too early: the card says why, and from when."""
    claire = Walker(browser, server, "recruteur", width)
    for words, name, icon, reason in (
        ("À ne pas contacter", "Manon Colin", ".fa-ban", "Ne pas contacter : Désinscrit"),
        (
            "Trop tôt",
            "Camille Durand",
            ".fa-clock-o",
            (
                r"À partir du \d+ \w+( \d{4})? : au plus 1 message en 30 jours,"
                " dernière prise de contact le .* par Claire Morvan"
            ),
        ),
    ):
        page = claire.open("pool-people", ".o_kanban_record")
        claire.narrow(page, words)
        page.click(f".o_kanban_record:has-text('{name}')")
        line = page.locator(".o_pool_cadence_card .o_pool_line")
        line.locator(icon).wait_for()
        assert re.fullmatch(rf"Tous les canaux\s*{reason}", line.inner_text())
        assert not claire.find_problems(page)
    assert page.locator(".o_pool_blocked").count(), "the days that are too early"
    claire.check_errors()

"""The addons come to a recruitment that has a past, and its manager takes the first steps.

In French, at a desk and on a phone. The figures are written out by hand from scripts/make_past.py:
six applications of five people for one job. One is in the pool already, as a talent, and got two
letters; one was heard of last 900 days ago.
"""

import pytest

from dev.places import ADDONS

from .walker import WIDTHS, Walker

AUDIENCE = ("application_count", "people_count", "known_count", "duplicate_count")
MEASURED = ("solicited_count", "left_out_count", "allowed_count")


@pytest.fixture
def server(world):
    """A company with Odoo's own demo data and a past, to which the addons came yesterday."""
    database = "first_steps"
    world.state.create_database(database)
    world.script(database, "make_past")
    world.sql(database, "UPDATE ir_module_module SET demo = FALSE")  # else ours would bring their own too
    world.install(database, ADDONS)
    return world.serve_to_browsers(database)


def wait_for_figures(page, names, expected):
    """Wait until these fields of the form show these numbers."""
    page.wait_for_function(
        "([names, expected]) => names.map((name) =>"
        " document.querySelector(`.o_field_widget[name=${name}]`)?.innerText).join() === expected",
        arg=[names, ",".join(map(str, expected))],
        timeout=10_000,
    )


def in_pool(world, server):
    """The people of the job's applications who are in the pool."""
    query = (
        "SELECT DISTINCT partner_name FROM hr_applicant WHERE pool_member_id IS NOT NULL"
        " AND job_id = (SELECT max(id) FROM hr_job) ORDER BY 1"
    )
    return [name for (name,) in world.sql(server.database, query)]


def choose_and_keep(world, server, sophie, page):
    """Narrow the choice down to one job, see the numbers, keep them with a category."""
    sophie.choose(page, "job_ids", "Soudeuse")
    wait_for_figures(page, AUDIENCE, (5, 4, 1, 1))
    page.locator("[name=is_silent_included] input").check()
    wait_for_figures(page, AUDIENCE, (6, 5, 1, 1))
    page.locator("[name=is_silent_included] input").uncheck()
    wait_for_figures(page, AUDIENCE, (5, 4, 1, 1))
    rows = page.locator("[name=preview_ids] :is(.o_data_row, .o_kanban_record:not(.o_kanban_ghost))")
    assert rows.count() == 4, "applications, of who is not in the pool"
    sophie.choose(page, "category_ids", "Soudeuses")
    assert not sophie.find_problems(page)
    page.click("button[name=action_keep]")
    page.wait_for_selector(".alert:has-text('4 candidatures')")
    assert in_pool(world, server) == ["Ada", "Béa", "Cléo", "Élise"]


def take_back(world, server, page):
    """Look at those kept, and take them out again."""
    page.click("button[name=action_view_kept]")
    page.wait_for_selector(".o_kanban_record:has-text('Soudeuses')")
    assert page.locator(".o_kanban_record:not(.o_kanban_ghost)").count() == 3
    page.go_back()
    page.click("button[name=action_undo]")
    page.click(".modal .btn-primary")
    page.wait_for_selector("button[name=action_undo]", state="hidden")
    assert in_pool(world, server) == ["Cléo"]


def switch(world, server, page):
    """The talent's second letter would have been held: enforce, then only observe again."""
    wait_for_figures(page, MEASURED, (2, 1, 0))
    for button, mode in (("action_enforce", "enforce"), ("action_observe", "observe")):
        page.click(f"button[name={button}]")
        if mode == "enforce":
            page.click(".modal .btn-primary")
        page.wait_for_selector(f"button[name={button}]", state="hidden")
        assert world.sql(server.database, "SELECT pool_mode FROM res_company WHERE id = 1") == [(mode,)]


def test_first_steps(world, browser, server):
    for width in WIDTHS:
        sophie = Walker(browser, server, "responsable", width)
        page = sophie.open("pool-first-steps", ".o_form_view")
        choose_and_keep(world, server, sophie, page)
        take_back(world, server, page)
        page.click("button[name=action_new]")
        page.wait_for_selector("button[name=action_keep]")
        switch(world, server, page)
        sophie.check_errors()

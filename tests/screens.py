"""The screens of which `pictures.py` takes pictures, and how to get there."""

WIDTHS = {"desktop": (1400, 900), "phone": (390, 844)}
DRAFT = "A mailing for its picture"  # its button saves it: `pictures.py` deletes it after
ROW = ':is(.o_data_row, .o_kanban_record):has-text("{}")'
ITEM = '.dropdown-item:text-matches("{}", "i")'  # of a menu, in both languages


def open_card_menu(page):
    """The menu of the first card, which shows when the mouse is there."""
    page.locator(".o_kanban_record").first.hover()
    page.locator(".o_kanban_record .o_dropdown_kanban button").first.click()


def aim_at_applications(page):
    """Let a new mailing go to applications: its models are found by their technical name too."""
    page.click("[name=mailing_model_id] input")
    if page.viewport_size["width"] == WIDTHS["phone"][0]:
        page.click(".modal button:has(.fa-search)")
        page.locator(".modal .o_searchview_input").fill("hr.applicant")
        page.locator(".o_searchview_autocomplete .o-dropdown-item").nth(1).click()  # by technical name
        page.wait_for_selector(".modal .o_searchview_facet")
        page.locator(".modal .o_kanban_record").first.click()
    else:
        page.locator("[name=mailing_model_id] input").fill("hr.applicant")
        page.click(".o-autocomplete--dropdown-item:not(.o_m2o_dropdown_option)")


def select_two(page):
    """Select the first two cards: a long touch on a phone, Alt and a click at a desk."""
    for card in page.locator(".o_kanban_record").all()[:2]:
        if page.viewport_size["width"] == WIDTHS["phone"][0]:
            card.dispatch_event("touchstart")
            page.wait_for_timeout(600)
            card.dispatch_event("touchend")
        else:
            card.click(modifiers=["Alt"])


def categorize(page):
    """Two cards selected, the bulk action: on a phone from the menu of the gear."""
    select_two(page)
    if page.viewport_size["width"] == WIDTHS["phone"][0]:
        page.click(".o_control_panel button:has(.fa-cog)")
    page.click(':text-matches("^(categorize|classer)$", "i")')


def group_by_category(page):
    if page.viewport_size["width"] == WIDTHS["phone"][0]:
        page.click(".o_control_panel_navigation button:has(.fa-search)")
    page.click(".o_searchview_dropdown_toggler")
    page.click(".o_group_by_menu " + ITEM.format("^categor|^catégor"))
    page.keyboard.press("Escape")


def fill(selector, words):
    return lambda page: (page.locator(selector).fill(words), page.keyboard.press("Tab"))


# (name, login, path below /odoo, what is done next...): a CSS selector is clicked, a function is called with the page.
SCREENS = [
    ("overview", "recruteur", "pool", ()),
    ("people", "recruteur", "pool-people", ()),
    ("people-pivot", "recruteur", "pool-people?view_type=pivot", ()),
    ("people-graph", "recruteur", "pool-people?view_type=graph", ()),
    ("people-list", "recruteur", "pool-people?view_type=list", ()),
    ("log-contact", "recruteur", "pool-people/3", ("button[name=action_log_contact]",)),
    (
        "log-contact-objection",
        "recruteur",
        "pool-people",
        (ROW.format("Manon Colin"), "button[name=action_log_contact]"),
    ),
    ("propose", "recruteur", "pool-people", (open_card_menu, ITEM.format("propos"))),
    ("pause", "recruteur", "pool-people", (open_card_menu, ITEM.format("pause"))),
    ("hand-over", "recruteur", "pool-people", (open_card_menu, ITEM.format("hand over|transmettre"))),
    ("selected", "recruteur", "pool-people", (select_two,)),
    ("categorize", "recruteur", "pool-people", (categorize,)),
    ("people-by-category", "recruteur", "pool-people", (group_by_category,)),
    ("person", "recruteur", "pool-people/1", ()),
    ("person-strip", "recruteur", "pool-people/1", (".o_pool_mark:not(.o_pool_mark_in)",)),
    ("person-applications", "recruteur", "pool-people/1", ("a[name=applications]",)),
    ("person-memberships", "recruteur", "pool-people/1", ("a[name=memberships]",)),
    ("person-preferences", "recruteur", "pool-people/1", ("a[name=preferences]",)),
    ("person-addresses", "recruteur", "pool-people/1", ("a[name=addresses]",)),
    ("person-new", "recruteur", "pool-people/new", ()),
    ("duplicates", "responsable", "pool-duplicates", ()),
    ("duplicate", "responsable", "pool-duplicates/1", ()),
    ("merge", "responsable", "pool-duplicates/1", ("button[name=action_keep_first]",)),
    ("refuse", "recruteur", "recruitment-applications/27", ("button[name=archive_applicant]",)),
    (
        "keep",
        "recruteur",
        "recruitment-applications/27",
        (".o_cp_action_menus button", ITEM.format("keep in|garder dans")),
    ),
    ("applications", "recruteur", "recruitment-applications?view_type=kanban", ()),
    ("categories", "recruteur", "pool-categories", ()),
    ("category", "responsable", "pool-categories/1", ()),
    ("category-pressure", "responsable", "pool-categories/1", ("a[name=pressure]",)),
    ("category-new", "responsable", "pool-categories/new", ()),
    ("contacts", "recruteur", "action-recruitment_pool.recruitment_pool_touch_action", ()),
    ("contacts-pivot", "recruteur", "pool-contacts?view_type=pivot", ()),
    ("contacts-graph", "recruteur", "pool-contacts?view_type=graph", ()),
    ("policies", "responsable", "action-recruitment_pool.recruitment_contact_policy_action", ()),
    ("policy", "responsable", "action-recruitment_pool.recruitment_contact_policy_action/1", ()),
    (
        "policy-preview",
        "responsable",
        "action-recruitment_pool.recruitment_contact_policy_action/2",
        (fill("[name=keep_warm_days] input", "30"),),
    ),
    ("types", "responsable", "action-recruitment_pool.recruitment_message_type_action", ()),
    ("type", "responsable", "action-recruitment_pool.recruitment_message_type_action/1", ()),
    ("channels", "responsable", "action-recruitment_pool.recruitment_contact_channel_action", ()),
    ("settings", "admin", "action-recruitment_pool.recruitment_pool_config_settings_action", ()),
    ("check", "admin", "pool-check", ()),
    ("first-steps", "responsable", "pool-first-steps", ()),
    ("mailings", "marketing", "pool-mailings", ()),
    ("mailing-sent", "marketing", "pool-mailings", (ROW.format("la rentrée"),)),
    ("mailing-ready", "marketing", "pool-mailings", (ROW.format("l'hiver"),)),
    ("mailing-new", "marketing", "pool-mailings/new", ()),
    ("outsiders", "admin", "pool-mailings/new", (aim_at_applications,)),
    (
        "keep-recipients",
        "admin",
        "pool-mailings/new",
        (aim_at_applications, fill("[name=subject] input", DRAFT), "button[name=action_keep_pool_outsiders]"),
    ),
    ("left-out", "marketing", "pool-mailings", (ROW.format("la rentrée"), "button[name=action_view_pool_left_out]")),
]

"""Marketing cards, whose mailings are Odoo's own kind: each recipient gets the own card, under the cadence."""

import re


def test_cards_under_the_cadence(world):
    database = world.copy(world.template_with_addons(), "cards")
    world.install(database, ["marketing_card"])
    mailing = world.script(database, "send_cards").split("CARDS ")[1].split()[0]
    world.script(database, "deliver")
    rows = world.sql(
        database,
        "SELECT email, trace_status, COALESCE(failure_type, ''), COALESCE(cadence_reason, '')"
        f" FROM mailing_trace WHERE mass_mailing_id = {mailing} ORDER BY email",
    )
    assert rows == [
        ("ada@example.com", "sent", "", ""),
        ("bob@example.com", "cancel", "mail_contact_policy", "cap"),
        ("cleo@example.com", "sent", "", ""),
        ("dora@example.com", "sent", "", ""),
    ]
    letters = {
        letter["To"]: re.findall(r"/cards/[\w-]*?(\d+)/preview", letter.get_body().get_content())
        for letter in world.sink.messages()
        if letter["Subject"] != "First"
    }
    cards = dict(world.sql(database, "SELECT p.name, c.id FROM card_card c JOIN res_partner p ON p.id = c.res_id"))
    assert len(letters) == 3 and sorted(cards) == ["ada", "bob", "cleo", "dora"]
    for to, found in letters.items():
        name = re.search(r"(\w+)@", to)[1]
        assert found == [cards[name]], "each with the own card"

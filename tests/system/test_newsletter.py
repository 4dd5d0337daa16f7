"""One newsletter, one cap: from a spreadsheet to the wire, as two users would do it.

The server runs as in the demo, its own scheduled actions send, and what counts is
what lies in the sink's files.
"""

import time
from pathlib import Path

import pytest

from .harness import complaints, wait_for

PEOPLE = Path(__file__).parent / "data" / "people.csv"
# Written out by hand from data/people.csv. Zoé's four lines are one person; the two of
# the school share a phone and stay two. Missing: three without e-mail, one on the
# blacklist, and who has an application under way.
EXPECTED = sorted(
    [
        "zoe.petit@example.com",
        "partenaire1@example.com",
        "partenaire2@example.com",
        "partenaire3@example.com",
        "refusee@example.com",
        "dormante@example.com",
        "anne.roy@example.com",
        "luc.roy@example.com",
        "membre01@example.com",
        "membre02@example.com",
        "membre03@example.com",
        "membre04@example.com",
        "membre05@example.com",
        "membre06@example.com",
        "membre07@example.com",
        "membre08@example.com",
        "membre09@example.com",
        "membre10@example.com",
        "membre11@example.com",
        "membre12@example.com",
        "membre13@example.com",
        "membre14@example.com",
        "membre15@example.com",
        "membre16@example.com",
        "membre17@example.com",
        "membre18@example.com",
        "membre19@example.com",
        "membre20@example.com",
        "membre21@example.com",
        "membre22@example.com",
        "membre23@example.com",
        "membre24@example.com",
    ]
)
IMPORT = {
    "has_headers": True,
    "separator": ";",
    "quoting": '"',
    "encoding": "utf-8",
    "limit": 2000,
    "skip": 0,
    "keep_matches": False,
}
COLUMNS = ["name", "email", "phone"]


@pytest.fixture
def server(world):
    """A running Odoo with both addons and what a company has already."""
    database = world.copy(world.template_with_addons(), "newsletter")
    world.script(database, "make_neighbours")
    return world.serve(database)


def import_people(recruiter, content, name="people.csv"):
    """Upload a spreadsheet through Odoo's import, as the recruiter's browser does."""
    wizard = recruiter.call(
        "base_import.import",
        "create",
        {"res_model": "recruitment.pool.member"},
    )
    recruiter.upload(wizard, name, content)
    result = recruiter.call("base_import.import", "execute_import", [wizard], COLUMNS, COLUMNS, IMPORT)
    assert not result["messages"], result["messages"]
    return result["ids"]


def categorize(recruiter, member_ids):
    (category,) = recruiter.call("recruitment.pool.category", "search", [["name", "=", "Finalists"]])
    recruiter.call("recruitment.pool.member", "write", member_ids, {"category_ids": [[4, category]]})
    return category


def send_newsletter(marketer, category, subject):
    """Write a newsletter to a category and launch it; the scheduled action does the rest."""
    types = marketer.call("recruitment.message.type", "search", [["code", "=", "newsletter"]])
    mailing = marketer.call(
        "mailing.mailing",
        "create",
        {
            "subject": subject,
            "body_html": "<p>Hello, here is what happens in our workshop.</p>",
            "pool_message_type_id": types[0],
            "pool_category_ids": [[6, 0, [category]]],
        },
    )
    marketer.call("mailing.mailing", "action_launch", [mailing])
    wait_for(
        lambda: marketer.call("mailing.mailing", "read", [mailing], ["state"])[0]["state"] == "done",
        90,
        f"{subject} is done",
    )
    return mailing


def test_newsletter_then_a_second_one(world, server):
    recruiter = world.login(server, "recruiter")
    marketer = world.login(server, "marketer")
    ids = import_people(recruiter, PEOPLE.read_bytes())
    assert len(ids) == 37, "40 lines, of which four are one person"
    again = import_people(recruiter, PEOPLE.read_bytes())
    assert len(set(again) & set(ids)) == 34, "known addresses match; three have none"
    category = categorize(recruiter, ids)
    sink = world.sink

    first = send_newsletter(marketer, category, "First letter")
    sink.wait_for(len(EXPECTED))
    time.sleep(3)  # nothing more may come
    assert sorted(sink.recipients()) == EXPECTED
    states = world.sql(
        server.database,
        f"SELECT state, count(*) FROM recruitment_pool_touch WHERE origin_id = {first} GROUP BY 1",
    )
    assert states == [("sent", str(len(EXPECTED)))]
    assert all("List-Unsubscribe" in letter for letter in sink.messages())

    second = send_newsletter(marketer, category, "Second letter")
    time.sleep(3)
    assert sorted(sink.recipients()) == EXPECTED, "the same day nobody gets a second one"
    held = world.sql(
        server.database,
        "SELECT count(*), count(cadence_next_day), min(cadence_next_day - current_date)"
        f" FROM mailing_trace WHERE mass_mailing_id = {second}"
        " AND failure_type = 'mail_contact_policy' AND cadence_reason = 'cap'",
    )
    assert held[0][:2] == (str(len(EXPECTED)), str(len(EXPECTED))), held
    (mailing,) = marketer.call("mailing.mailing", "read", [second], ["pool_left_out_count", "pool_left_out_sentence"])
    assert mailing["pool_left_out_count"] == len(EXPECTED) + 1, "with the live process"
    print(f"\n{mailing['pool_left_out_sentence']}")

    world.script(server.database, "age_ledger", DAYS=27)
    send_newsletter(marketer, category, "Third letter")
    time.sleep(3)
    assert sorted(sink.recipients()) == EXPECTED, "27 days later it is still too soon"

    world.script(server.database, "age_ledger", DAYS=1)
    send_newsletter(marketer, category, "Fourth letter")
    sink.wait_for(2 * len(EXPECTED))
    time.sleep(3)
    assert sorted(sink.recipients()) == sorted(EXPECTED * 2)
    assert not complaints(server.log), complaints(server.log)


def test_over_a_hundred_leave_promptly(world, server):
    recruiter = world.login(server, "recruiter")
    marketer = world.login(server, "marketer")
    lines = "".join(f"Person {n};person{n}@example.com;\n" for n in range(130))
    category = categorize(recruiter, import_people(recruiter, f"name;email;phone\n{lines}".encode()))
    started = time.monotonic()
    send_newsletter(marketer, category, "To many")
    assert len(world.sink.wait_for(130, seconds=120)) == 130
    print(f"\n130 letters on the wire after {time.monotonic() - started:.0f} s")
    assert len(set(world.sink.recipients())) == 130
    time.sleep(3)  # the queue is woken once more and finds nothing
    assert not complaints(server.log), complaints(server.log)

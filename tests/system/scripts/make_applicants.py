"""Fill a database without the addons: APPLICANTS applications, TALENTS talents among them, a year of contacts.

15 % of the applications are copies of somebody who is there. What the adoption must find is
counted here, person by person, while the rows are made: nothing is matched. Prints
``EXPECTED <json>``.
"""

import json
import os
import random
from collections import Counter, defaultdict
from datetime import timedelta

from psycopg2.extras import execute_values

APPLICANTS, TALENTS = int(os.environ["APPLICANTS"]), int(os.environ["TALENTS"])
rng = random.Random(7)
now = env.cr.now().replace(microsecond=0)
main = env.company
other = env["res.company"].create({"name": "Branch"})
public, robot, officer = env.ref("base.public_user"), env.ref("base.user_root"), env.ref("base.user_admin")
names = {main.id: ["Experts", "Finalists", "Interns", "Mixed"], other.id: ["Branch people"]}
pools = {c: env["hr.talent.pool"].create([{"name": n, "company_id": c} for n in ns]).ids for c, ns in names.items()}
mixed = pools[main.id][-1]
reason = env["hr.applicant.refuse.reason"].search([], limit=1) or env["hr.applicant.refuse.reason"].create(
    {"name": "No"}
)
stage = env["hr.recruitment.stage"].search([], limit=1)
types = {
    kind: env["mail.activity.type"].search([("category", "=", kind)], limit=1).id for kind in ("phonecall", "meeting")
}
mailings = env["mailing.mailing"].create(
    [
        {"subject": f"Letter {n}", "mailing_model_id": env["ir.model"]._get_id("hr.applicant"), "user_id": officer.id}
        for n in range(6)
    ]
)
event = env["event.event"].create({"name": "Open day", "date_begin": now, "date_end": now, "company_id": main.id})
env.flush_all()
cr = env.cr


def insert(table, columns, rows):
    """Insert rows of values; their ids, in order."""
    query = f"INSERT INTO {table} ({', '.join(columns)}) VALUES %s RETURNING id"
    return [row[0] for row in execute_values(cr._obj, query, rows, page_size=5000, fetch=True)]


# Who is who: a person has addresses; each application shows one or several, and copies at least one known one.
persons, applications = [], []
for _number in range(APPLICANTS):
    if persons and rng.random() < 0.15:
        person, how = rng.choice(persons), rng.choice(("email", "partner", "profile"))
    else:
        person, how = {"number": len(persons), "partner": None, "alias": 0}, "first"
        persons.append(person)
    company = other.id if rng.random() < 0.1 else main.id
    applications.append({"person": person, "how": how, "company": company, "days": rng.randrange(40, 420)})
partner_ids = insert(
    "res_partner",
    ("name", "email", "email_normalized", "active", "type", "lang", "create_date", "write_date"),
    [(f"Person {p['number']}", f"Person{p['number']}@Example.com", f"person{p['number']}@example.com", True, "contact",
      "en_US", now, now) for p in persons],
)  # fmt: skip
for person, partner in zip(persons, partner_ids, strict=True):
    person["partner"] = partner
rows = []
for a in applications:
    n = a["person"]["number"]
    first = f"person{n}@example.com"
    email, partner, profile = first, None, None
    if a["how"] == "first":
        partner = a["person"]["partner"] if n % 3 else None
        profile = f"https://www.linkedin.com/in/person-{n}/"
    elif a["how"] == "partner":  # another e-mail, joined by the contact: whose e-mail is the first
        a["person"]["alias"] += 1
        email, partner = f"person{n}.{a['person']['alias']}@example.org", a["person"]["partner"]
    elif a["how"] == "profile":
        a["person"]["alias"] += 1
        email, profile = f"person{n}.{a['person']['alias']}@example.net", f"linkedin.com/in/Person-{n}"
    a["keys"] = {("email", email)}
    if partner:
        a["keys"] |= {("partner", str(partner)), ("email", first)}
    if profile:
        a["keys"].add(("profile", f"linkedin.com/in/person-{n}"))
    phone = f"+3312345{n % 50:04}"  # switchboards: shared by many, merge nobody
    a["keys"].add(("phone", phone))
    a.update(email=email, partner=partner)
    a["creator"] = rng.choice((public.id, robot.id, officer.id))
    a["refused"] = rng.random() < 0.4
    at = now - timedelta(days=a["days"])
    refused_at = at + timedelta(days=10) if a["refused"] else None
    rows.append(
        (f"Person {n}", email.title(), email, partner, profile, phone, phone, a["company"], stage.id, not a["refused"],
         reason.id if a["refused"] else None, refused_at, "normal", a["creator"], at, at, 10)
    )  # fmt: skip
columns = (
    "partner_name", "email_from", "email_normalized", "partner_id", "linkedin_profile", "partner_phone",
    "phone_sanitized", "company_id", "stage_id", "active", "refuse_reason_id", "refuse_date", "kanban_state",
    "create_uid", "create_date", "write_date", "sequence",
)  # fmt: skip
for a, applicant_id in zip(applications, insert("hr_applicant", columns, rows), strict=True):
    a["id"] = applicant_id

# In one company, two copies are one person if a chain of shared addresses joins them *there*.
seen = defaultdict(list)
for a in applications:
    seen[a["person"]["number"], a["company"]].append(a)
people = []
for group in seen.values():
    parts = []
    for a in group:
        own = {k for k in a["keys"] if k[0] != "phone"}
        touching = [p for p in parts if p["keys"] & own]
        parts = [p for p in parts if p not in touching]
        parts.append(
            {"apps": sum((p["apps"] for p in touching), [a]), "keys": own.union(*(p["keys"] for p in touching))}
        )
    people += [p["apps"] for p in parts]
for apps in people:
    for a in apps:
        a["people"] = apps

talents = rng.sample(applications, TALENTS)
relation = []
for a in talents:
    a["pools"] = {rng.choice([*pools[a["company"]], mixed]) for _ in range(rng.choice((1, 1, 2)))}
    relation += [(a["id"], pool) for pool in a["pools"]]
execute_values(
    cr._obj, "INSERT INTO hr_applicant_hr_talent_pool_rel (hr_applicant_id, hr_talent_pool_id) VALUES %s", relation
)
adopted = [apps for apps in people if any("pools" in a for a in apps)]
is_adopted = {a["id"] for apps in adopted for a in apps}

# A year of contacts, some of them none: bounced, too old, internal, planned.
touches, messages, told = Counter(), [], []
events, registrations, traces = [], [], []


def say(a, kind, days, message_type, author, notice=None, activity=None):
    at = now - timedelta(days=days)
    messages.append(("hr.applicant", a["id"], message_type, author, at, at, at, activity, kind))
    told.append((a, notice))
    if a["id"] in is_adopted and days < 720 and (notice is None or notice[1] in ("sent", "pending")):
        touches[kind] += 1


for a in applications:
    mine = officer.partner_id.id
    if rng.random() < 0.5:
        fate = rng.choice(("sent", "sent", "bounce", "exception"))
        say(a, "mail", rng.randrange(1, 38), "comment", mine, ("email", fate))
    if rng.random() < 0.05:
        say(a, "old mail", rng.randrange(800, 900), "comment", mine, ("email", "sent"))
    if rng.random() < 0.3:
        say(a, "stage mail", rng.randrange(1, 38), "auto_comment", mine, ("email", "sent"))
    if rng.random() < 0.1:
        say(a, "sms", rng.randrange(1, 38), "sms", mine, ("sms", rng.choice(("sent", "pending", "exception"))))
    if rng.random() < 0.1:
        say(a, "phone", rng.randrange(1, 38), "notification", mine, None, types["phonecall"])
    if rng.random() < 0.1:
        say(a, "in mail", rng.randrange(1, 38), "email", a["partner"])
    if rng.random() < 0.1:
        days = rng.choice((-5, 5, 20))
        start = now - timedelta(days=days)
        events.append(("Interview", a["id"], start, start + timedelta(hours=1), True, "busy", officer.id, now, now))
        touches["meeting"] += days > 0 and a["id"] in is_adopted
    if rng.random() < 0.02 and a["company"] == main.id:
        registrations.append(
            (event.id, main.id, "open", a["email"].upper(), "R", True, public.id, now - timedelta(days=3), now)
        )
        touches["registration"] += a["id"] in is_adopted
    if a["id"] in is_adopted:
        touches["refusal"] += a["refused"]
        touches["application"] += a["creator"] != officer.id and "pools" not in a
letters = set()
for a in applications:
    for mailing in rng.sample(mailings.ids, 2):
        status = rng.choice(("sent", "open", "reply", "bounce", "cancel", "error"))
        sent = None if status in ("cancel", "error") else now - timedelta(days=rng.randrange(1, 300))
        traces.append(("mail", mailing, "hr.applicant", a["id"], a["email"], status, sent, now, now))
        if a["id"] in is_adopted and status in ("sent", "open", "reply"):
            letters.add((id(a["people"]), mailing))
touches["letter"] = len(letters)
del touches["old mail"]

columns = (
    "model",
    "res_id",
    "message_type",
    "author_id",
    "date",
    "create_date",
    "write_date",
    "mail_activity_type_id",
    "subject",
)
ids = insert("mail_message", columns, messages)
insert(
    "mail_notification",
    ("mail_message_id", "notification_type", "notification_status", "res_partner_id", "mail_email_address"),
    [(message, *notice, a["partner"], None if a["partner"] else a["email"])
     for message, (a, notice) in zip(ids, told, strict=True) if notice],
)  # fmt: skip
insert(
    "calendar_event",
    ("name", "applicant_id", "start", "stop", "active", "show_as", "user_id", "create_date", "write_date"),
    events,
)
insert(
    "event_registration",
    ("event_id", "company_id", "state", "email", "name", "active", "create_uid", "create_date", "write_date"),
    registrations,
)
insert(
    "mailing_trace",
    (
        "trace_type",
        "mass_mailing_id",
        "model",
        "res_id",
        "email",
        "trace_status",
        "sent_datetime",
        "create_date",
        "write_date",
    ),
    traces,
)
keys = {(id(apps), *key) for apps in adopted for a in apps for key in a["keys"]}
memberships = {(id(apps), pool) for apps in adopted for a in apps for pool in a.get("pools", ())}
cr.commit()
print(
    "EXPECTED",
    json.dumps(
        {
            "members": len(adopted),
            "linked": len(is_adopted),
            "keys": Counter(kind for _person, kind, _value in keys),
            "memberships": len(memberships),
            "touches": touches,
        }
    ),
    flush=True,
)

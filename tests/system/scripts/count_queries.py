"""Make the same few things for one record and for many; PostgreSQL's log tells what each cost.

Statements ``SELECT 'MARK ...'`` stand around each, also around what the gate asks for a batch.
SLIP=1 makes our code ask the database once more for each person: what a test on this must see.
"""

import os
from datetime import timedelta
from functools import partial

from lxml import etree

from odoo import fields, models

MANY = 100
Member = env["recruitment.pool.member"]
members = Member.search([], order="id")
mailing = env["mailing.mailing"].search([], limit=1)
day = fields.Date.today()
env["recruitment.pool.touch"].create(
    [
        {
            "member_id": member.id,
            "at": day - timedelta(days=60),
            "day": day - timedelta(days=60),
            "channel_id": env.ref("recruitment_pool.channel_email").id,
            "message_type_id": env.ref("recruitment_pool.message_type_newsletter").id,
            "direction": "out",
            "state": "sent",
            "is_counted": True,
        }
        for member in members
    ]
)
env["recruitment.pool.category"].create(
    [{"name": f"Category {number}", "company_id": env.company.id} for number in range(MANY)]
)


def letter(people):
    copy = mailing.copy({"pool_category_ids": False, "mailing_domain": repr([("id", "in", people.ids)])})
    env.cr.commit()
    return copy


def mark(words):
    env.cr.execute(f"SELECT 'MARK {words}'")


def measure(words, action):
    env.flush_all()
    env.invalidate_all()
    mark(words)
    action()
    mark("end")


def read_spec(model, view_type):
    """What the web client asks of each record of this view."""
    arch = etree.fromstring(model.get_view(view_type=view_type)["arch"])
    spec = {}
    for node in arch.xpath("//field[not(ancestor::field)]"):
        field = model._fields[node.get("name")]
        names = ["display_name"] if field.relational else []
        names += ["color"] if field.relational and "color" in env[field.comodel_name]._fields else []
        spec[field.name] = {"fields": {key: {} for key in names}} if names else {}
    return spec


def read_records(model, view_type, ids):
    return model.web_search_read([("id", "in", ids)], read_spec(model, view_type), limit=200)


def decide(gate, requests, *arguments):
    mark(f"gate {len(requests)}")
    answers = original(gate, requests, *arguments)
    mark("end")
    return answers


Gate = type(env["recruitment.pool.gate"])
original, Gate._decide = Gate._decide, decide
if os.environ.get("SLIP"):
    answer, read = Gate._answer, models.BaseModel._read_format
    Gate._answer = lambda self, *arguments: self.env.cr.execute("SELECT 1") or answer(self, *arguments)
    models.BaseModel._read_format = lambda self, *arguments, **options: (
        [self.env.cr.execute("SELECT 1") for _record in self] and read(self, *arguments, **options)
    )
for words, people in (("warm", members[:2]), ("1", members[2]), ("50", members[3:53])):
    measure(f"mailing {words}", letter(people)._action_send_mail)
env.cr.commit()
user = env.ref("base.user_admin")
for name, view_type in (
    ("recruitment.pool.member", "list"),
    ("recruitment.pool.member", "kanban"),
    ("recruitment.pool.category", "list"),
    ("recruitment.pool.touch", "list"),
):
    model = env[name].with_user(user)
    ids = model.search([], order="id").ids
    for words, some in (("warm", ids[-2:]), ("1", ids[-1:]), (str(MANY), ids[-MANY:])):
        measure(f"{name} {view_type} {words}", partial(read_records, model, view_type, some))

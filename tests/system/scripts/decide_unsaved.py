"""Ask the gate about people whom the same transaction has just changed; prints ``SAID name=reason ...``.

Of three members the first is reached, the second objects; then all are asked about, and nothing is saved.
"""

from odoo.addons.recruitment_pool.door import Request

reached, objector, other = people = env["recruitment.pool.member"].search([], order="id", limit=3)
newsletter = env.ref("recruitment_pool.message_type_newsletter")


def ask(members):
    requests = [Request(ref=member.id, member_ids=(member.id,)) for member in members]
    answers = env["recruitment.pool.gate"]._decide(requests, "email", newsletter)
    return [answers[member.id].reason for member in members]


env.cr.commit()  # what the transaction below has done is its own
before = ask(other)
env.cr.rollback()
ask(reached)
objector.is_opted_out = True
print("SAID", *(reason or "none" for reason in (*before, *ask(people))), flush=True)
env.cr.rollback()

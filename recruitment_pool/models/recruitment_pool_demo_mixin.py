import csv
from datetime import timedelta
from random import Random

from odoo import api, fields, models
from odoo.tools import file_open

SEED = 19  # the same story in every demo database
# (days ago, share of the people, channel, message type, direction, what)
STORY = [
    (172, 0.9, "email", "newsletter", "out", "Lettre du vivier : le nouvel atelier"),
    (150, 0.2, "phone", "personal", "out", "Appel de prise de nouvelles"),
    (131, 0.7, "email", "newsletter", "out", "Lettre du vivier : nos métiers recrutent"),
    (118, 0.15, "email", "inbound", "in", "Réponse à la lettre du vivier"),
    (96, 0.2, "email", "privilege_invitation", "out", "Invitation privilège : visite"),
    (95, 0.1, "email", "inbound", "in", "Inscription à la visite"),
    (83, 0.1, "meeting", "personal", "out", "Café avec le responsable d'atelier"),
    (66, 0.75, "email", "newsletter", "out", "Lettre du vivier : la rentrée"),
    (41, 0.15, "phone", "personal", "out", "Appel : disponibilité au printemps ?"),
    (33, 0.1, "linkedin", "personal", "out", "Message sur LinkedIn"),
    (12, 0.2, "phone", "personal", "out", "Appel de suivi"),
    (6, 0.1, "email", "inbound", "in", "Réponse : toujours intéressé"),
]


class RecruitmentPoolDemoMixin(models.AbstractModel):
    """Demo data that is relative to today: half a year of a pool's life."""

    _name = "recruitment.pool.demo.mixin"
    _description = "Demo Data of the Candidate Pool"

    @api.model
    def _activate_demo_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        modules = self.env["ir.module.module"].search([("state", "=", "installed")])
        modules._update_translations(["fr_FR"])

    @api.model
    def _load_demo_people(self):
        """Create the fictional people of demo/people.csv and their past; once only."""
        Member = self.env["recruitment.pool.member"]
        with file_open("recruitment_pool/demo/people.csv", "r") as people:
            lines = list(csv.DictReader(people, delimiter=";"))
        if Member._find_by_keys([("email", lines[0]["email"])], self.env.company):
            return
        members = Member.create([self._prepare_demo_member(line) for line in lines])
        self._load_demo_past(members.filtered("email"))
        Member._fold_all()
        users = self.env["res.users"].search([("share", "=", False)])
        if "odoobot_state" in users._fields:
            users.odoobot_state = "disabled"  # its greeting covers a phone's screen

    @api.model
    def _prepare_demo_member(self, line):
        today = fields.Date.context_today(self)
        sources = self.env["utm.source"]
        source = line["source"] and (
            sources.search([("name", "=", line["source"])], limit=1) or sources.create({"name": line["source"]})
        )
        categories = [self.env.ref(f"recruitment_pool.category_{name}").id for name in line["categories"].split(",")]
        return {
            "name": line["name"],
            "email": line["email"] or False,
            "phone": line["phone"] or False,
            "lang": "fr_FR",
            "tz": line["tz"] or False,
            "country_id": self.env.ref(f"base.{line['country'].lower()}").id,
            "user_id": self.env.ref(f"recruitment_pool.user_{line['user']}").id,
            "source_id": source and source.id,
            "category_ids": [fields.Command.set(categories)],
            "is_candidate": line["note"] != "prescriber",
            "is_prescriber": line["note"] == "prescriber",
            "is_opted_out": line["note"] == "opted_out",
            "paused_until": line["note"] == "paused" and today + timedelta(days=75),
        }

    @api.model
    def _load_demo_past(self, members):
        """Fill the ledger: the story of STORY, spread over people by a fixed seed."""
        random = Random(SEED)
        now = self.env.cr.now().replace(hour=8, minute=30, second=0)
        vals_list = []
        for days, share, channel, code, direction, summary in STORY:
            at = now - timedelta(days=days)
            message_type = self.env.ref(f"recruitment_pool.message_type_{code}")
            for member in members:
                invited = code != "privilege_invitation" or any(member.category_ids.mapped("is_key"))
                if random.random() < share and invited:
                    vals_list.append(
                        {
                            "member_id": member.id,
                            "at": at,
                            "day": member._get_day(at, member.effective_tz),
                            "channel_id": self.env.ref(f"recruitment_pool.channel_{channel}").id,
                            "message_type_id": message_type.id,
                            "direction": direction,
                            "state": "sent",
                            "is_counted": message_type.is_counted,
                            "is_warm": message_type.keeps_warm,
                            "user_id": member.user_id.id,
                            "summary": summary,
                        }
                    )
        # sudo: the ledger takes nothing from users, administrators included
        self.env["recruitment.pool.touch"].sudo().create(vals_list)

import csv
from datetime import timedelta
from random import Random

from odoo import api, fields, models
from odoo.tools import file_open

SEED = 19  # the same story in every demo database
# (days ago, share of the people, channel, message type, direction, what)
STORY = [
    (352, 0.8, "email", "newsletter", "out", "Lettre du vivier : une année en atelier"),
    (320, 0.2, "meeting", "personal", "out", "Rencontre au salon des métiers"),
    (301, 0.8, "email", "newsletter", "out", "Lettre du vivier : la nouvelle ligne"),
    (288, 0.15, "email", "inbound", "in", "Réponse à la lettre du vivier"),
    (262, 0.7, "email", "newsletter", "out", "Lettre du vivier : portraits d'équipe"),
    (240, 0.2, "sms", "personal", "out", "SMS : toujours à l'écoute ?"),
    (239, 0.1, "sms", "inbound", "in", "Réponse par SMS"),
    (214, 0.75, "email", "newsletter", "out", "Lettre du vivier : nos alternants"),
    (196, 0.6, "email", "press_release", "out", "Communiqué : plan d'embauche"),
    (172, 0.9, "email", "newsletter", "out", "Lettre du vivier : le nouvel atelier"),
    (150, 0.2, "phone", "personal", "out", "Appel de prise de nouvelles"),
    (131, 0.7, "email", "newsletter", "out", "Lettre du vivier : nos métiers recrutent"),
    (118, 0.15, "email", "inbound", "in", "Réponse à la lettre du vivier"),
    (96, 0.2, "email", "privilege_invitation", "out", "Invitation privilège : visite"),
    (95, 0.1, "email", "inbound", "in", "Inscription à la visite"),
    (83, 0.1, "meeting", "personal", "out", "Café avec le responsable d'atelier"),
    (66, 0.75, "email", "newsletter", "out", "Lettre du vivier : la rentrée"),
    (52, 0.7, "email", "press_release", "out", "Communiqué : partenariat avec l'IUT"),
    (41, 0.15, "phone", "personal", "out", "Appel : disponibilité au printemps ?"),
    (33, 0.1, "linkedin", "personal", "out", "Message sur LinkedIn"),
    (12, 0.2, "phone", "personal", "out", "Appel de suivi"),
    (6, 0.1, "email", "inbound", "in", "Réponse : toujours intéressé"),
]
# What is said to one part of the pool only.
ONLY_FOR = {
    "newsletter": lambda member: member.is_candidate,
    "press_release": lambda member: member.is_prescriber,
    "privilege_invitation": lambda member: any(member.category_ids.mapped("is_key")),
}


class RecruitmentPoolDemoMixin(models.AbstractModel):
    """Demo data that is relative to today: a year of a pool's life."""

    _name = "recruitment.pool.demo.mixin"
    _description = "Demo Data of the Candidate Pool"

    @api.model
    def _activate_demo_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        modules = self.env["ir.module.module"].search([("state", "=", "installed")])
        modules._update_translations(["fr_FR"])

    @api.model
    def _load_demo_people(self):
        """Create the fictional people of demo/people.csv, their applications and their past; once only."""
        # Without a line in the chatter, which would be said by nobody and in English.
        Member = self.env["recruitment.pool.member"].with_context(mail_create_nolog=True)
        lines = self._read_demo("people")
        if Member._find_by_keys([("email", lines[0]["email"])], self.env.company):
            return
        members = Member.create([self._prepare_demo_member(line) for line in lines])
        self._load_demo_profiles(members)
        self._load_demo_applications(members)
        self._load_demo_criteria()
        for member, line in zip(members, lines, strict=True):
            if member.email and line["note"] != "new":
                self._load_demo_past(member, silent_days=200 if line["note"] == "overdue" else 0)
        Member._fold_all()
        self.env["recruitment.pool.duplicate"]._find()
        users = self.env["res.users"].search([("share", "=", False)])
        if "odoobot_state" in users._fields:
            users.odoobot_state = "disabled"  # its greeting covers a phone's screen

    @api.model
    def _read_demo(self, name):
        with file_open(f"recruitment_pool/demo/{name}.csv", "r") as stream:
            return list(csv.DictReader(stream, delimiter=";"))

    @api.model
    def _load_demo_profiles(self, members):
        """Where these people work and live, and in how many days some could start."""
        people = members.grouped("email")
        today = fields.Date.context_today(self)
        for line in self._read_demo("profiles"):
            people[line["email"]].with_context(tracking_disable=True).write(
                {
                    "job_title": line["job"],
                    "employer_name": line["employer"],
                    "city": line["city"],
                    "availability": line["days"] and today + timedelta(days=int(line["days"])),
                    "languages": line["languages"],
                }
            )

    @api.model
    def _load_demo_applications(self, members):
        """Applications of these people, of so many days ago; a refused one was refused ten days later."""
        Applicant = self.env["hr.applicant"].with_context(mail_create_nolog=True, tracking_disable=True)
        people = members.grouped("email")
        for line in self._read_demo("applications"):
            at = self.env.cr.now() - timedelta(days=int(line["days"]))
            refused = line["refuse_reason"] and self.env.ref(f"hr_recruitment.{line['refuse_reason']}").id
            applicant = Applicant.create(
                {
                    "partner_name": people[line["email"]].name,
                    "email_from": line["email"],
                    "job_id": line["job"] and self.env.ref(f"hr.{line['job']}").id,
                    "stage_id": self.env.ref(f"hr_recruitment.{line['stage']}").id,
                    "user_id": self.env.ref("recruitment_pool.user_recruiter").id,
                    "create_date": at,
                }
            )
            # Written after: Odoo dates a stage by now when it is set.
            applicant.write(
                {
                    "date_last_stage_update": at,
                    "refuse_reason_id": refused,
                    "refuse_date": refused and at + timedelta(days=10),
                    "active": not refused,
                }
            )

    @api.model
    def _load_demo_criteria(self):
        """Two categories fill themselves, by the criteria of the starter set."""
        for name, code in (("finalists", "finalist"), ("spontaneous", "spontaneous")):
            category = self.env.ref(f"recruitment_pool.category_{name}")
            category.criteria_domain = category._get_starter_criteria(code)
            category._evaluate_criteria()

    @api.model
    def _prepare_demo_member(self, line):
        today = fields.Date.context_today(self)
        sources = self.env["utm.source"]
        source = line["source"] and (
            sources.search([("name", "=", line["source"])], limit=1) or sources.create({"name": line["source"]})
        )
        names = filter(None, line["categories"].split(","))
        categories = [self.env.ref(f"recruitment_pool.category_{name}").id for name in names]
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
            "preference_limit": 1 if line["note"] == "three_rules" else 0,
            "preference_days": 60 if line["note"] == "three_rules" else 0,
            "paused_until": line["note"] == "paused" and today + timedelta(days=75),
        }

    @api.model
    def _load_demo_past(self, member, silent_days=0):
        """Fill the ledger of a person by STORY and a seed of the person's own; letters only in ``silent_days``."""
        random = Random(f"{SEED} {member.email}")
        now = self.env.cr.now().replace(hour=8, minute=30, second=0)
        vals_list = []
        for days, share, channel, code, direction, summary in STORY:
            message_type = self.env.ref(f"recruitment_pool.message_type_{code}")
            is_told = random.random() < share and ONLY_FOR.get(code, bool)(member)
            if is_told and (days > silent_days or not message_type.keeps_warm):
                at = now - timedelta(days=days)
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

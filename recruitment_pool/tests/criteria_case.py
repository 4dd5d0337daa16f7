"""What the tests of criteria share once these have people."""

from .common import PoolCase


class CriteriaCase(PoolCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.job = cls.env["hr.job"].create({"name": "Welder"})
        cls.criteria = f"[('applicant_ids.job_id', '=', {cls.job.id})]"
        cls.category = cls._make_category("Welders", cls._make_policy((1, 50)))
        cls.ada = cls._make_member("Ada")
        cls.bob = cls._make_member("Bob")
        cls.application = cls._apply("Ada", cls.job)

    @classmethod
    def _apply(cls, name, job=None, **vals):
        email = f"{name.lower()}@example.com"
        return cls.env["hr.applicant"].create(
            {"partner_name": name, "email_from": email, "job_id": job and job.id, **vals}
        )

    def _history(self, category=None):
        """[(name, kind, by criteria, reason)] of a category, oldest first."""
        events = self.env["recruitment.pool.membership.event"].search(
            [("category_id", "=", (category or self.category).id)], order="id"
        )
        return [(e.member_id.name, e.kind, e.is_by_criteria, e.reason) for e in events]

    def _current(self):
        return set(self.Member.search([("category_ids", "in", self.category.ids)]).mapped("name"))

import csv
import io
from datetime import timedelta
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from odoo.addons.mail.tests.common import mail_new_test_user

from ..models import recruitment_pool_first_steps as first_steps
from .common import NOW, PoolCase


@tagged("post_install", "-at_install")
class TestFirstSteps(PoolCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.job, cls.other_job = cls.env["hr.job"].create([{"name": "Welder"}, {"name": "Turner"}])
        cls.refused = cls.env["hr.applicant.refuse.reason"].create({"name": "Second best"})
        cls.category = cls._make_category("Finalists")
        cls.manager = mail_new_test_user(
            cls.env,
            login="manager",
            groups="hr_recruitment.group_hr_recruitment_manager,base.group_allow_export",
        )
        cls.Steps = cls.env["recruitment.pool.first.steps"].with_user(cls.manager)

    def _apply(self, name, job=None, days_ago=100, **vals):
        vals = {"email_from": f"{name.lower()}@example.com", "job_id": (job or self.job).id, "user_id": False, **vals}
        applicant = self.env["hr.applicant"].create({"partner_name": name, "company_id": self.company.id, **vals})
        self.env.cr.execute(
            "UPDATE hr_applicant SET create_date = %s WHERE id = %s", (NOW - timedelta(days=days_ago), applicant.id)
        )
        applicant.invalidate_recordset()
        return applicant

    def _choose(self, **vals):
        return self.Steps.create({"job_ids": self.job.ids, "category_ids": self.category.ids, **vals})

    def _counts(self, run):
        return run.application_count, run.people_count, run.known_count, run.duplicate_count

    def test_who_fits_is_counted_as_people(self):
        self._make_member("Known")
        for name in ("Ada", "Ada", "Known"):
            self._apply(name)
        self._apply("Bob", self.other_job)
        silent = self._apply("Old", days_ago=900)
        run = self._choose()
        self.assertEqual(self._counts(run), (3, 2, 1, 1))
        self.assertEqual(set(run.preview_ids.mapped("partner_name")), {"Ada"})
        run.is_silent_included = True
        self.assertEqual(self._counts(run), (4, 3, 1, 1))
        run.is_silent_included = False
        silent.message_post(body="Still there?", message_type="email")
        self.assertEqual(self._counts(self._choose()), (4, 3, 1, 1))

    def test_filters(self):
        stage = self.env["hr.recruitment.stage"].create({"name": "Last talk"})
        self._apply("Ada", stage_id=stage.id)
        self._apply("Bob", refuse_reason_id=self.refused.id, active=False)
        self._apply("Carl", date_closed=NOW)
        self.assertEqual(self._choose(stage_ids=stage.ids).application_count, 1)
        self.assertEqual(self._choose(refuse_reason_ids=self.refused.ids).preview_ids.partner_name, "Bob")
        self.assertEqual(self._choose().application_count, 2, "who was hired is a colleague")

    def test_keep_at_once_and_take_back(self):
        applicants = self._apply("Ada") | self._apply("Ada") | self._apply("Bob") | self._apply("Cleo")
        run = self._choose()
        run.action_keep()
        self.assertEqual((run.state, run.done_count, run.total_count, len(run.member_ids)), ("done", 4, 4, 3))
        self.assertEqual(run.member_ids.category_ids, self.category)
        self.assertEqual(run.member_ids.user_id, self.manager)
        with self.assertRaises(UserError):
            run.action_keep()
        ada, bob, cleo = (
            applicants.filtered(lambda a, n=n: a.partner_name == n).pool_member_id for n in ("Ada", "Bob", "Cleo")
        )
        later = NOW + timedelta(hours=1)
        with patch.object(self.env.cr, "now", lambda: later):
            self._touch(bob, 0, at=later)
            cleo.phone = "0123"
        run.action_undo()
        self.assertEqual((run.state, run.left_count, run.member_ids), ("undone", 2, bob | cleo))
        self.assertFalse(ada.exists())
        self.assertEqual(len(applicants.exists()), 4, "applications stay")

    def test_what_the_night_did_with_them_is_nobodys_work(self):
        refused = {"refuse_reason_id": self.refused.id, "refuse_date": NOW - timedelta(days=9), "active": False}
        ada, bob = self._apply("Ada", **refused), self._apply("Bob", **refused)
        welders = self._make_category("Welders", criteria_domain=f"[('applicant_ids.job_id', '=', {self.job.id})]")
        run = self._choose()
        run.action_keep()
        run.member_ids.touch_ids.sudo().unlink()
        later = NOW + timedelta(hours=12)
        with patch.object(self.env.cr, "now", lambda: later):
            welders.action_evaluate_criteria()
            self.env["recruitment.pool.adoption"]._adopt()
            self._touch(bob.pool_member_id, 3, is_manual=True)
        self.assertIn(welders, run.member_ids.category_ids)
        self.assertTrue(ada.pool_member_id.touch_ids, "of the past, written down again")
        run.action_undo()
        self.assertEqual((run.left_count, run.member_ids), (1, bob.pool_member_id))

    def test_many_are_kept_in_batches(self):
        for name in ("Ada", "Bob", "Carl", "Dora", "Eve"):
            self._apply(name)
        run = self._choose()
        cron = type(self.env["ir.cron"])
        with (
            patch.object(first_steps, "AT_ONCE", 3),
            patch.object(first_steps, "BATCH", 2),
            patch.object(cron, "_commit_progress", side_effect=[0, 60, 60]) as progress,
        ):
            run.action_keep()
            self.assertEqual((run.state, run.progress, len(run.member_ids)), ("running", 0, 0))
            self.env["recruitment.pool.first.steps"]._cron_keep()
            self.assertEqual((run.state, run.progress, len(run.member_ids)), ("running", 40, 2), "time was over")
            self.env["recruitment.pool.first.steps"]._cron_keep()
        self.assertEqual((run.state, run.progress, len(run.member_ids)), ("done", 100, 5))
        self.assertEqual([call.kwargs["remaining"] for call in progress.call_args_list], [3, 1, 0])
        self.assertEqual(run.member_ids.user_id, self.manager)

    def test_one_that_is_refused_holds_up_no_other(self):
        """As that of a manager who is none any more."""
        for name, job in (("Ada", self.job), ("Bob", self.other_job)):
            self._apply(name, job)
        gone = mail_new_test_user(self.env, login="gone", groups="hr_recruitment.group_hr_recruitment_manager")
        runs = self._choose().with_user(gone).create({"job_ids": self.job.ids}) | self._choose(
            job_ids=self.other_job.ids
        )
        cron = type(self.env["ir.cron"])
        with patch.object(first_steps, "AT_ONCE", 0), patch.object(cron, "_commit_progress", return_value=60):
            for run in runs:
                run.with_user(run.create_uid).action_keep()
            gone.group_ids = self.env.ref("base.group_user")
            with self.assertLogs("odoo.addons.recruitment_pool.models.recruitment_pool_first_steps", "ERROR"):
                self.env["recruitment.pool.first.steps"]._cron_keep()
        self.assertEqual(runs.sudo().mapped("state"), ["running", "done"])
        still, done = runs.sudo()
        self.assertIn("not allowed", still.trouble, "the manager reads why")
        self.assertFalse(done.trouble)

    def test_who_is_kept_has_a_past(self):
        self._apply("Ada", refuse_reason_id=self.refused.id, refuse_date=NOW - timedelta(days=9), active=False)
        run = self._choose()
        run.action_keep()
        self.assertIn("transactional", run.member_ids.touch_ids.message_type_id.mapped("code"))

    def test_figures_and_the_switch(self):
        policy = self._make_policy((1, 28))
        self.company.write({"pool_mode": "observe", "pool_default_policy_id": policy.id})
        ada, bob, dora = (self._make_member(name) for name in ("Ada", "Bob", "Dora"))
        for days in (40, 20, 15):  # both too soon after the first, which is older than the figures
            self._touch(ada, days)
        for days in (40, 20, 5):  # one left out does not hold the next
            self._touch(dora, days)
        self._touch(bob, 3, message_type=self.personal)
        (ada | dora)._fold()
        run = self._choose()
        self.assertEqual((run.solicited_count, run.left_out_count), (4, 3))
        before = run.allowed_count
        self._make_member("Carl")
        run.action_measure()
        self.assertEqual(run.allowed_count, before + 1)
        run.action_enforce()
        self.assertEqual(self.company.pool_mode, "enforce")
        run.action_observe()
        self.assertEqual(self.company.pool_mode, "observe")

    def test_the_ledger_can_be_taken_away(self):
        self._touch(self._make_member("Ada"), 3, summary="=HYPERLINK(1)")
        self._touch(self._make_member("Ada", email="=ada@elsewhere.example.com"), 3)
        url = self._choose().action_export_ledger()["url"]
        attachment = self.env["ir.attachment"].browse(int(url.split("/")[3].split("?")[0]))
        rows = list(csv.DictReader(io.StringIO(attachment.raw.decode("utf-8-sig"))))
        adas = {row["Email"]: row for row in rows if row["Member"] == "Ada"}
        self.assertEqual(adas.keys(), {"ada@example.com", "ada@elsewhere.example.com"}, "who is who")
        self.assertIn("HYPERLINK(1)", adas["ada@example.com"].values())

    def test_managers_only(self):
        for user in (self.pool_user, self.pool_manager):
            with self.assertRaises(AccessError):
                self.Steps.with_user(user).create({})
        action = self.Steps.action_open()
        self.assertEqual(self.Steps.action_open()["res_id"], action["res_id"], "the choice not made yet")
        with Form(self.Steps.browse(action["res_id"])) as form:
            form.job_ids.add(self.job)
        with self.assertRaises(AccessError):
            self.Steps.browse(action["res_id"]).with_user(self.pool_user).action_enforce()

import html
import re
from datetime import timedelta
from urllib.parse import urlsplit

from odoo.fields import Datetime
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import PoolMailingCase

BODY = """<p>Hello <a href="https://www.example.com/jobs">Jobs</a>
<a href="/view">View</a> <a href="/unsubscribe_from_list">Unsubscribe</a></p>"""
FIGURES = (
    "expected", "sent", "delivered", "opened", "replied", "clicked", "canceled", "failed", "bounced",
    "received_ratio", "opened_ratio", "replied_ratio", "clicks_ratio", "bounced_ratio",
)  # fmt: skip


@tagged("post_install", "-at_install")
class TestAsOdooDoes(PoolMailingCase):
    """A mailing to people of the pool beside the same one to contacts, which is Odoo's alone."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.crowd = cls._make_category("Crowd", cls._make_policy((1, 28)))
        cls.people = cls.Member.browse([cls._make_member(f"P{n}", [cls.crowd]).id for n in range(8)])
        cls.contacts = cls.env["res.partner"].create(
            [{"name": f"C{n}", "email": f"c{n}@contacts.com"} for n in range(8)]
        )

    def _make_both(self, **vals):
        """(mailing, recipients): ours, and Odoo's own."""
        vals = {"body_html": BODY, "user_id": self.user_marketing.id, **vals}
        yield self._make_mailing(pool_category_ids=self.crowd.ids, **vals), self.people
        yield self._make_mailing(**self._target(self.contacts), **vals), self.contacts

    def _deliver(self, mailing):
        """Send a mailing until its mails have left."""
        with self.mock_mail_gateway(mail_unlink_sent=False), mute_logger("odoo.addons.mail.models.mail_mail"):
            mailing.action_send_mail()
            self.env["mail.mail"].process_email_queue()
        return mailing.mailing_trace_ids

    def _get_figures(self, mailing):
        mailing.invalidate_recordset()
        return {name: mailing[name] for name in FIGURES}

    def _get_trace(self, mailing, record):
        return mailing.mailing_trace_ids.filtered(lambda t: t.res_id == record.id)

    def _get_sent(self, trace):
        """(the mail as the server got it, {words of its links: URL})."""
        mail = next(mail for mail in self._mails if trace.email in mail["email_to"][0])
        links = re.findall(r'<a href="([^"]*)"[^>]*>(\w+)<', mail["body"])
        return mail, {label: html.unescape(url) for url, label in links}

    def _click(self, trace):
        code = urlsplit(self._get_sent(trace)[1]["Jobs"]).path.split("/")[2]
        self.env["link.tracker.click"].add_click(code, ip="192.0.2.1", country_code="FR", mailing_trace_id=trace.id)

    def test_links_are_shortened_and_counted_personal_ones_left(self):
        for mailing, records in self._make_both():
            self._deliver(mailing)
            trace = self._get_trace(mailing, records[0])
            mail, links = self._get_sent(trace)
            self.assertRegex(urlsplit(links.pop("Jobs")).path, rf"^/r/\w+/m/{trace.id}$")
            paths = {label: urlsplit(url).path for label, url in links.items()}
            own = f"/mailing/{mailing.id}"
            self.assertEqual(paths, {"View": f"{own}/view", "Unsubscribe": f"{own}/confirm_unsubscribe"})
            recipient = (trace.email, records[0].id)
            self.assertEqual(
                links,
                {"View": mailing._get_view_url(*recipient), "Unsubscribe": mailing._get_unsubscribe_url(*recipient)},
            )
            self.assertIn(mailing._get_unsubscribe_oneclick_url(*recipient), mail["headers"]["List-Unsubscribe"])
            self._click(trace)
            tracker = self.env["link.tracker"].search([("mass_mailing_id", "=", mailing.id)])
            self.assertEqual((tracker.url, tracker.count), ("https://www.example.com/jobs", 1))
            self.assertEqual((mailing.clicked, trace.trace_status), (1, "open"))

    def _live(self, mailing, records):
        """All that may become of a mail; the figures and what the report of the next day says of it."""
        records[4].email = False
        records[5].email = "raoul@example¢¡.com"
        self.env["mail.blacklist"]._add(records[6].email)
        self._deliver(mailing)
        self._click(self._get_trace(mailing, records[0]))
        self.gateway_mail_trace_open(mailing, records[1])
        self.gateway_mail_trace_reply(mailing, records[2])
        self.gateway_mail_trace_bounce(mailing, records[3])
        figures = self._get_figures(mailing)
        mailing.sent_date = Datetime.now() - timedelta(days=1)
        with self.mock_mail_gateway(mail_unlink_sent=False), self.enter_registry_test_mode():
            self.env.ref("mass_mailing.ir_cron_mass_mailing_queue").method_direct_trigger()
        report = self._new_mails.filtered(lambda m: m.subject.startswith("24H Stats"))
        self.assertEqual(report.email_to, self.user_marketing.email_formatted)
        return figures, re.findall(r"RECEIVED \(\d+\)|OPENED \(\d+\)|REPLIED \(\d+\)|\d+(?:\.\d+)?%<", report.body_html)

    def test_statistics_and_their_report(self):
        ours, theirs = [self._live(*both) for both in self._make_both()]
        self.assertEqual(ours, theirs)
        expected = {"expected": 8, "sent": 5, "opened": 3, "clicked": 1, "replied": 1}
        expected |= {"canceled": 2, "failed": 1, "bounced": 1, "delivered": 4}
        self.assertEqual({name: ours[0][name] for name in expected}, expected)
        self.assertIn("OPENED (3)", ours[1])

    def test_left_out_is_cancelled_for_the_statistics(self):
        mailing = next(self._make_both())[0]
        self._touch(self.people[7], 7)
        self._deliver(mailing)
        figures = self._get_figures(mailing)
        self.assertEqual((figures["expected"], figures["canceled"], figures["delivered"]), (8, 1, 7))
        self.assertEqual(figures["received_ratio"], 100, "as with the blocklist: who is left out failed nobody")

    def test_ab_test_sends_the_rest_the_version_opened_most(self):
        outcomes = []
        for mailing, records in self._make_both(
            ab_testing_enabled=True,
            ab_testing_pc=25,
            ab_testing_winner_selection="opened_ratio",
            ab_testing_schedule_datetime=Datetime.now() - timedelta(hours=1),
        ):
            other = mailing.copy({"subject": "Other words", "ab_testing_pc": 25})
            samples = [self._deliver(version) for version in (mailing, other)]
            samples[1].set_opened()
            with self.mock_mail_gateway():
                mailing.campaign_id._cron_process_mass_mailing_ab_testing()
            winner = mailing.campaign_id.ab_testing_winner_mailing_id
            traces = [*samples, self._deliver(winner)]
            outcomes.append((winner.subject, winner.state, [len(some) for some in traces]))
            self.assertEqual(sorted(res_id for some in traces for res_id in some.mapped("res_id")), sorted(records.ids))
        self.assertEqual(outcomes, [("Other words", "done", [2, 2, 4])] * 2)

    def test_archived_are_left_out_unless_asked_for(self):
        applicants = self._make_applicant("Yan", "yan@x.com") | self._make_applicant("Zoe", "zoe@x.com")
        applicants.date_last_stage_update = "2026-01-01"
        for records in (self.people[:2], applicants, self.contacts[:2]):
            records[0].active = False
            default = self._make_mailing(**self._target(records))
            self.assertEqual(default._get_recipients(), records[1].ids)
            domain = repr([("id", "in", records.ids), ("active", "in", [True, False])])
            asked = self._make_mailing(**{**self._target(records), "mailing_domain": domain})
            self.assertOutcome(self._deliver(asked), dict.fromkeys(records, "sent"))
        self.assertEqual(len(self.people[0].touch_ids), 1, "who is archived is still that person")
        self.assertEqual(self._verdict(self.people[0])[1], "cap")

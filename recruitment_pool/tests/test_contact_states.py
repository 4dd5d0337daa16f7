from collections import Counter
from datetime import date, timedelta
from random import Random

from odoo.tests import tagged

from ..cadence import Policy, is_overdue, keep_warm_due, last_warm_day, next_allowed_day
from ..models.recruitment_pool_contact_mixin import CONTACT_STATES
from .common import NOW
from .random_pool import RandomPool


@tagged("post_install", "-at_install")
class TestContactStates(RandomPool):
    def _make_standing(self, member):
        """(standing, policy, whole history, today) of one person, for the engine."""
        self.env.flush_all()
        row = self.env["recruitment.pool.gate"]._read(self.cr, member.ids, (None, None))[0][member.id]
        history = [
            self.Member._to_touch(
                {
                    "id": touch.id,
                    "day": touch.day,
                    "channel": touch.channel_id.code,
                    "is_counted": touch.is_counted and touch.direction == "out",
                    "is_warm": touch.is_warm,
                    "origin_model": False,
                    "origin_id": False,
                }
            )
            for touch in member.touch_ids
            if touch.direction == "in" or touch.state in ("reserved", "sent")
        ]
        return self.Member._to_standing(row), row["policy"], history, row["today"]

    def _state_of_engine(self, member):
        """The literal reading: (state, day) by the engine, person by person."""
        standing, policy, history, today = self._make_standing(member)
        if member.is_erased or member.is_restricted or member.is_opted_out or policy.is_never:
            return "must_not", False
        if standing.is_live:
            return "live", False
        counted = [touch for touch in history if touch.is_counted]
        free = next_allowed_day(policy, counted, "email", today, standing.paused_until)
        due = keep_warm_due(policy, last_warm_day(history, today) or member.create_date.date(), free, today)
        if is_overdue(due, standing, today):
            return "overdue", due
        return ("later", free) if free > today else ("now", False)

    def _make_live(self, member):
        self.env["hr.applicant"].create({"partner_name": member.name, "email_from": member.email})

    def test_a_contact_that_did_not_take_place_blocks_no_more(self):
        """What was read before is not what is read after, within one request."""
        member = self._make_member(categories=[self._make_category("Monthly", self._make_policy((1, 28)))])
        touch = self._touch(member, 3, state="reserved")
        self.assertEqual((member.contact_state, self.email in member.contactable_channel_ids), ("later", False))
        free = member.contact_day
        touch.day -= timedelta(days=2)
        self.assertEqual(member.contact_day, free - timedelta(days=2))
        touch.state = "failed"
        self.assertEqual((member.contact_state, self.email in member.contactable_channel_ids), ("now", True))

    def test_states_are_the_engines_and_searches_agree(self):
        """What a card shows, what a filter finds and what a group counts: all the engine's."""
        members = self._make_random_pool(Random(7))
        members[3].is_erased = True
        for member in members[:8]:
            self._make_live(member)
        states = {}
        for member in members:
            states[member] = self._state_of_engine(member)
            self.assertEqual((member.contact_state, member.contact_day), states[member], member.name)
        counts = Counter(state for state, _day in states.values())
        self.assertEqual(set(counts), {code for code, _words in CONTACT_STATES}, "every state occurs")
        for code, _words in CONTACT_STATES:
            expected = members.filtered(lambda m, c=code: states[m][0] == c)
            domain = [("id", "in", members.ids), ("contact_state", "=", code)]
            self.assertEqual(self.Member.search(domain), expected.sorted(lambda m: (m.name, m.id)))
            self.assertEqual(members.filtered_domain([("contact_state", "=", code)]), expected)
            self.assertEqual(members.filtered_domain([("contact_state", "!=", code)]), members - expected)
            self.assertEqual(
                self.Member.search_count([("id", "in", members.ids), ("contact_state", "!=", code)]),
                len(members - expected),
            )
        groups = self.Member._read_group([("id", "in", members.ids)], ["contact_state"], ["__count"])
        self.assertEqual(dict(groups), dict(counts))
        by_day = self.Member.search([("id", "in", members.ids), ("contact_state", "=", "later")], order="contact_day")
        self.assertEqual(by_day.mapped("contact_day"), sorted(by_day.mapped("contact_day")))

    def test_sentence_and_state_never_contradict(self):
        members = self._make_random_pool(Random(11))
        members.write({"opt_out_channel_ids": False, "opt_out_message_type_ids": False})
        self.env["recruitment.pool.category"].search([]).write({"message_type_ids": False, "channel_ids": False})
        for member in members:
            allowed = "May be contacted by e-mail today" in member.cadence_sentence
            self.assertEqual(allowed, self._is_free(member), f"{member.contact_state}: {member.cadence_sentence}")
            self.assertEqual("Must not" in member.cadence_sentence, member.contact_state == "must_not")

    def _is_free(self, member):
        return self.Member._dry_run(member.ids, "email", self.newsletter)[member.id][0] == "allowed"

    def test_who_is_not_contacted_becomes_overdue(self):
        """Also the night after: folding again must not move the due day on to today."""
        category = self._make_category("Warm", self._make_policy((1, 30), keep_warm_days=90))
        member = self._make_member(categories=[category])
        self._touch(member, 100, self.phone, self.personal)
        member._fold()
        self.assertEqual(member.keep_warm_due, date(2027, 2, 28))
        self.assertEqual((member.contact_state, member.contact_day), ("overdue", date(2027, 2, 28)))
        self.assertIn("was due on", member.cadence_sentence)
        self.assertEqual(member.contact_words, "To contact again (Feb 28)")
        self.env["res.lang"]._activate_lang("en_GB")
        self.assertIn("28 Feb", member.with_context(lang="en_GB").contact_words)

    def test_state_knows_touches_not_folded_yet(self):
        """The mailing of a minute ago shows at once, before the refresh folds anybody."""
        category = self._make_category("Monthly", self._make_policy((1, 28)))
        member = self._make_member(categories=[category])
        self.assertEqual((member.contact_state, member.contact_words), ("now", "May be contacted"))
        self._touch(member, 1)
        self.env.invalidate_all()
        self.assertEqual(member.next_allowed_day, NOW.date(), "the stored day is behind")
        self.assertEqual((member.contact_state, member.contact_words), ("later", "From Apr 6"))

    def test_last_contact_leaves_out_what_is_planned_or_failed(self):
        member = self._make_member()
        self.assertFalse(member.last_contact_day)
        seen = self._touch(member, 9, self.phone, self.personal)
        self._touch(member, 3, state="failed")
        self._touch(member, -3, self.phone, self.personal)
        self.env.invalidate_all()
        self.assertEqual((member.last_touch_id, member.last_contact_day), (seen, NOW.date() - timedelta(days=9)))

    def test_as_many_queries_for_a_hundred_as_for_ten(self):
        members = self._make_random_pool(Random(5))[:100]
        fields = ["contact_state", "contact_day", "contact_words", "last_contact_day"]
        self.assertEqual(*(self._count_queries(some.read, fields) for some in (members[:10], members)))

    def test_new_record_has_no_state(self):
        self.assertFalse(self.Member.new({"name": "New"}).contact_state)
        self.assertIsNone(keep_warm_due(Policy(), None, None, NOW.date()))

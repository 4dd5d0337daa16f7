from datetime import date, timedelta
from random import Random

from odoo.tests import tagged

from ..cadence import next_allowed_day
from .common import NOW
from .random_pool import RandomPool

TODAY = NOW.date()


@tagged("post_install", "-at_install")
class TestMemberCard(RandomPool):
    """The card of a person says what the gate would answer."""

    def _line(self, member, code):
        return next(
            line for line in member.cadence_card["lines"] if code in [channel["code"] for channel in line["channels"]]
        )

    def _lane(self, member, code):
        return next((lane for lane in member.cadence_card["lanes"] if lane["code"] == code), None)

    def test_sentences_are_the_gates_verdicts(self):
        """For each channel of each person, against the set-based form, which the gate's agrees with."""
        members = self._make_random_pool(Random(31))
        members[10:60].phone = "+33 1 99 00 12 34"
        members[50:70].email = False
        seen = set()
        for channel in members._get_direct_channels():
            message_type = self.newsletter if channel.code in ("email", "sms") else self.personal
            rows = self.Member._dry_run(members.ids, channel.code, message_type)
            for member in members:
                state, reason, day = rows[member.id]
                line = self._line(member, channel.code)
                if state == "allowed" and not member._is_reachable(channel.code):
                    state = "unreachable"
                said_day = day.isoformat() if day and state in ("allowed", "postponed") else False
                self.assertEqual((line["state"], line["day"]), (state, said_day), f"{member.name} {channel.code}")
                if state == "postponed":
                    self.assertIn(f"From {self.Member._say_day(day)}: ", line["words"])
                elif state == "refused":
                    self.assertIn(self.Member._get_reason_words(reason), line["words"])
                seen.add((state, reason))
        self.assertGreaterEqual(
            {state for state, _reason in seen}, {"allowed", "postponed", "refused", "unreachable"}, "all states occur"
        )
        self.assertGreaterEqual({reason for _state, reason in seen}, {"opted_out", "not_foreseen", "paused", "cap"})

    def test_a_live_process_forbids_solicitations_only(self):
        """Whom a colleague interviews is called by that colleague: only "must not" is said of nobody else."""
        member, opposed = self._make_member(), self._make_member("Bob", is_opted_out=True)
        self.env["hr.applicant"].create({"partner_name": "Ada", "email_from": member.email})
        self.assertEqual(member.contact_state, "live")
        self.assertIn("No solicitation", self._line(member, "phone")["words"])
        self.assertIn("Not to be contacted", self._line(opposed, "phone")["words"])

    def test_each_channel_is_said_once(self):
        member = self._make_random_pool(Random(32))[0]
        said = [channel["code"] for line in member.cadence_card["lines"] for channel in line["channels"]]
        self.assertEqual(sorted(said), sorted(member._get_direct_channels().mapped("code")))

    def test_cap_names_rule_last_contact_and_colleague(self):
        category = self._make_category("Monthly", self._make_policy((1, 28)))
        member = self._make_member(categories=[category])
        self._touch(member, 20, user_id=self.pool_user.id)
        line = self._line(member, "email")
        self.assertEqual(
            line["words"],
            f"From March 18: at most 1 message in 28 days, last one on February 18 by {self.pool_user.name}",
        )
        self.assertEqual(line["day"], "2027-03-18")
        self.env["res.lang"]._activate_lang("fr_FR")
        self.assertIn("18 mars", self._line(member.with_context(lang="fr_FR"), "email")["words"])

    def test_blocked_days_are_those_on_which_the_engine_refuses(self):
        members = self._make_random_pool(Random(33))[:40]
        some = 0
        for member in members:
            case, _verdicts = member._decide_by_channel(self.email)[member.id]
            blocked = set()
            for low, high in self._lane(member, "email")["blocked"]:
                low, high = date.fromisoformat(low), date.fromisoformat(high)
                self.assertLessEqual(low, high)
                blocked |= {low + timedelta(days=number) for number in range((high - low).days + 1)}
            for number in range(60):
                day = case.day + timedelta(days=number)
                is_free = next_allowed_day(case.policy, case.history, "email", day) == day
                if not case.policy.is_never:
                    self.assertEqual(day not in blocked, is_free, f"{member.name} {day}")
            some += bool(blocked)
        self.assertGreater(some, 5)

    def test_strip_shows_what_took_place_and_what_is_planned(self):
        member = self._make_member(categories=[self._make_category("Warm", self._make_policy(keep_warm_days=90))])
        self._touch(member, 30, self.phone, self.personal, summary="Call", user_id=self.pool_user.id)
        self._touch(member, 10, message_type=self.inbound, summary="Answer")
        self._touch(member, -20, self.phone, self.personal, state="reserved")
        self._touch(member, 5, state="bounced")
        self._touch(member, 400, state="sent")
        member._fold()
        card = member.cadence_card
        self.assertEqual((card["today"], card["start"], card["end"]), ("2027-03-10", "2026-03-10", "2027-06-10"))
        phone, email = self._lane(member, "phone")["touches"], self._lane(member, "email")["touches"]
        self.assertEqual([(t["day"], t["planned"]) for t in phone], [("2027-02-08", False), ("2027-03-30", True)])
        self.assertEqual([(t["day"], t["direction"]) for t in email], [("2027-02-28", "in")])
        self.assertEqual(phone[0]["words"], f"February 8 · Phone · Outgoing · Call · {self.pool_user.name}")
        self.assertEqual(card["due"], (TODAY - timedelta(days=10) + timedelta(days=90)).isoformat())
        self.assertFalse(card["paused"])
        member.paused_until = TODAY + timedelta(days=9)
        self.assertEqual(member.cadence_card["paused"], "2027-03-19")

    def test_origin_opens_while_it_exists_and_may_be_read(self):
        applicant = self.env["hr.applicant"].create({"partner_name": "Bob", "email_from": "bob@example.com"})
        member = self._make_member()
        touch = self._touch(member, 3, origin_model="hr.applicant", origin_id=applicant.id)
        message = self._touch(member, 4, origin_model="mail.message", origin_id=1)
        self.assertTrue(touch.has_origin)
        self.assertFalse(message.has_origin, "no screen of its own")
        action = touch.action_open_origin()
        self.assertEqual((action["res_model"], action["res_id"]), ("hr.applicant", applicant.id))
        self.assertFalse(touch.with_user(self.pool_user).has_origin, "no right on applications")
        self.assertFalse(touch.with_user(self.pool_user).action_open_origin())
        applicant.unlink()
        touch.invalidate_recordset()
        self.assertFalse(touch.has_origin)

    def test_figures_on_the_buttons_are_what_they_open(self):
        partner = self.env["res.partner"].create({"name": "Ada"})
        member = self._make_member(partner_id=partner.id)
        other = self._make_member("Bob")
        applicant = self.env["hr.applicant"].create({"partner_name": "Ada", "email_from": "ada@example.com"})
        self.assertEqual(applicant.pool_member_id, member)
        for days in (3, 9):
            self._touch(member, days)
        self._touch(member, 5, self.phone, self.personal)
        model = self.env["ir.model"]._get_id(member._name)
        event = {"start": NOW, "stop": NOW + timedelta(hours=1)}
        self.env["calendar.event"].create(
            [
                {"name": "On the person", "res_model_id": model, "res_id": member.id, **event},
                {"name": "On the application", "applicant_id": applicant.id, **event},
                {"name": "Attended", "partner_ids": partner.ids, **event},
                {"name": "Both", "applicant_id": applicant.id, "partner_ids": partner.ids, **event},
                {"name": "Of somebody else", "res_model_id": model, "res_id": other.id, **event},
            ]
        )
        for user in (self.env.user, self.pool_user):
            mine, its = member.with_user(user), other.with_user(user)
            self.assertEqual((mine.touch_count, mine.email_count, mine.meeting_count), (3, 2, 4))
            self.assertEqual((its.touch_count, its.email_count, its.meeting_count), (0, 0, 1))
            events = self.env["calendar.event"].with_user(user).search(mine.action_view_meetings()["domain"])
            self.assertEqual(len(events), 4)
            touches = self.env["recruitment.pool.touch"].with_user(user)
            self.assertEqual(touches.search_count(mine.action_view_touches()["domain"]), 3)

    def test_as_many_queries_for_a_hundred_as_for_one(self):
        members = self._make_random_pool(Random(34))[:100]
        for member in members[:50]:
            member.partner_id = self.env["res.partner"].create({"name": member.name})
        # Rules that reach further back than the strip.
        members.write({"preference_limit": 1, "preference_days": 900})
        for member in members:
            self._touch(member, 500)
        members = members.sorted(lambda m: (not m.membership_words, -len(m.touch_ids)))
        fields = ["cadence_card", "touch_count", "email_count", "meeting_count", "membership_words"]

        def read(people):
            people.read(fields)
            people.touch_ids.read(["has_origin", "channel_code"])

        _caches, one, many = [self._count_queries(read, some) for some in (members[:1], members[:1], members)]
        self.assertEqual(one, many)

    def test_categories_say_since_when_and_why(self):
        member = self._make_member(categories=[self._make_category("Experts"), self._make_category("Alumni")])
        experts, alumni = member.membership_ids.sorted("category_id", reverse=True)
        self.assertEqual((experts.category_id.name, alumni.category_id.name), ("Experts", "Alumni"))
        experts.write({"since": date(2026, 3, 1), "until": date(2027, 5, 4), "reason": "Wrote the book"})
        alumni.manual = False
        self.assertEqual(
            set(member.membership_words.split("\n")),
            {
                "Experts · since March 1, 2026 · until May 4 · put in by hand · Wrote the book",
                "Alumni · since March 10 · by the criteria",
            },
        )
        (experts | alumni).write({"manual": "out"})
        self.assertFalse(member.membership_words)

    def test_new_record_has_no_card(self):
        self.assertFalse(self.Member.new({"name": "New"}).cadence_card)

from datetime import datetime, timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo.addons.mail.tests.common import MailCommon, mail_new_test_user

NOW = datetime(2027, 3, 10, 9, 0)  # a Wednesday, 10:00 in Paris


class PoolCase(MailCommon):
    """Small builders on a company of its own, whose rules the test states itself."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Both clocks: Python's, and the database's that decides.
        cls.startClassPatcher(freeze_time(NOW))
        cls.startClassPatcher(patch.object(cls.env.cr, "now", lambda: NOW))
        cls.Member = cls.env["recruitment.pool.member"]
        cls.company = cls.env.company
        cls.company.write(
            {
                "pool_ceiling_policy_id": False,
                "pool_default_policy_id": False,
                "pool_mode": "enforce",
                "pool_is_shared": False,
                "pool_tz": "Europe/Paris",
            }
        )
        cls.email = cls.env.ref("recruitment_pool.channel_email")
        cls.phone = cls.env.ref("recruitment_pool.channel_phone")
        cls.newsletter = cls.env.ref("recruitment_pool.message_type_newsletter")
        cls.personal = cls.env.ref("recruitment_pool.message_type_personal")
        cls.inbound = cls.env.ref("recruitment_pool.message_type_inbound")
        cls.pool_user = mail_new_test_user(
            cls.env,
            login="pool_user",
            groups="base.group_user,recruitment_pool.group_pool_user",
        )
        cls.pool_manager = mail_new_test_user(
            cls.env,
            login="pool_manager",
            groups="base.group_user,recruitment_pool.group_pool_manager",
        )

    @classmethod
    def _make_policy(cls, *rules, **vals):
        """A policy with rules (limit, days[, channel])."""
        lines = [
            {
                "touch_limit": rule[0],
                "window_days": rule[1],
                "channel_id": rule[2].id if len(rule) > 2 else False,
            }
            for rule in rules
        ]
        return cls.env["recruitment.contact.policy"].create(
            {"name": "Policy", "rule_ids": [(0, 0, line) for line in lines], **vals}
        )

    @classmethod
    def _make_category(cls, name, policy=None, **vals):
        return cls.env["recruitment.pool.category"].create({"name": name, "policy_id": policy and policy.id, **vals})

    @classmethod
    def _make_member(cls, name="Ada", categories=(), **vals):
        vals.setdefault("email", f"{name.lower()}@example.com")
        return cls.Member.create({"name": name, "category_ids": [c.id for c in categories], **vals})

    @classmethod
    def _touch(cls, member, days_ago, channel=None, message_type=None, **vals):
        """A touch of the past (or, with a negative number, of the future)."""
        message_type = message_type or cls.newsletter
        at = NOW - timedelta(days=days_ago)
        return (
            cls.env["recruitment.pool.touch"]
            .sudo()
            .create(
                {
                    "member_id": member.id,
                    "at": at,
                    "day": member._get_day(at, member.effective_tz),
                    "channel_id": (channel or cls.email).id,
                    "message_type_id": message_type.id,
                    "direction": "in" if message_type.stance == "inbound" else "out",
                    "is_counted": message_type.is_counted,
                    "is_warm": message_type.keeps_warm,
                    "state": "sent",
                    **vals,
                }
            )
        )

    def _count_queries(self, act, *args):
        """Queries of calling ``act``, with nothing in memory before and everything written after."""
        self.env.flush_all()
        self.env.invalidate_all()
        # Who asks is read once, in one or two queries as the order has it.
        (self.env.user.partner_id | self.env.company.partner_id).fetch(["lang", "tz"])
        before = self.env.cr.sql_log_count
        act(*args)
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def _verdict(self, member, message_type=None, channel="email", **kwargs):
        """(state, reason, next day) of the set-based form."""
        result = self.Member._dry_run(member.ids, channel, message_type or self.newsletter, **kwargs)
        return result[member.id]

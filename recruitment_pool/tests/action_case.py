"""What the tests of the recruiters' actions share."""

from odoo.addons.mail.tests.common import mail_new_test_user

from .common import PoolCase


class ActionCase(PoolCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.officer = cls._make_user("officer", "hr_recruitment.group_hr_recruitment_user")
        cls.colleague = cls._make_user("colleague", "recruitment_pool.group_pool_user")
        cls.interviewer = cls._make_user("interviewer", "hr_recruitment.group_hr_recruitment_interviewer")
        cls.marketer = cls._make_user("plain", "base.group_user")
        cls.call = cls.env.ref("mail.mail_activity_data_call")
        cls.mail = cls.env.ref("mail.mail_activity_data_email")

    @classmethod
    def _make_user(cls, login, group):
        return mail_new_test_user(cls.env, login=f"act_{login}", name=login.title(), groups=f"base.group_user,{group}")

    def _make_wizard(self, name, members, user=None, context=None, **vals):
        """A wizard as the screens open it on these people."""
        context = {"active_model": members._name, "active_ids": members.ids, **(context or {})}
        wizard = self.env[f"recruitment.pool.{name}"].with_user(user or self.pool_user).with_context(**context)
        return wizard.create(vals)

    def _make_people(self, count, prefix, **vals):
        return self.Member.create(
            [
                {"name": f"{prefix}{n}", "email": f"{prefix}{n}@example.com", "user_id": self.pool_user.id, **vals}
                for n in range(count)
            ]
        )

    def _count_for_few_and_many(self, act, people, few=1):
        """Queries of one batch action on ``few`` people and on a hundred."""
        self._count_queries(act, people[:few])  # reads rules and the like, once
        return [self._count_queries(act, some) for some in (people[few : 2 * few], people[2 * few : 2 * few + 100])]

from lxml import etree

from odoo.tests import tagged

from .action_case import ActionCase

OURS = "recruitment.pool."


@tagged("post_install", "-at_install")
class TestMemberViews(ActionCase):
    def _get_specification(self, view_type):
        """The fields of a view, as the browser asks for them."""
        arch = self.Member.with_user(self.officer).get_views([(False, view_type)])["views"][view_type]["arch"]
        fields = {node.get("name") for node in etree.fromstring(arch).iter("field")}
        related = {"many2one": {"display_name": {}}, "many2many": {"display_name": {}, "color": {}}}
        specification = {}
        for name in fields & self.Member._fields.keys():
            wanted = related.get(self.Member._fields[name].type)
            comodel = self.Member._fields[name].comodel_name
            nested = {key: value for key, value in (wanted or {}).items() if key in self.env[comodel]._fields}
            specification[name] = {"fields": nested} if wanted else {}
        return specification

    def test_a_hundred_cards_cost_what_one_costs(self):
        people = self._make_people(102, "card", category_ids=self._make_category("All").ids)
        for member in people:
            self._touch(member, 3)
        people._schedule_step(self.call, "2027-04-01", "Call")
        for view_type in ("kanban", "list"):
            self.assertIn("contact_state", self._get_specification(view_type))
            one, many = self._count_for_few_and_many(lambda some, kind=view_type: self._read(some, kind), people)
            self.assertEqual(one, many, view_type)

    def _read(self, people, view_type):
        rows = people.with_user(self.officer).web_search_read(
            [("id", "in", people.ids)], self._get_specification(view_type), limit=200
        )
        self.assertEqual(len(rows["records"]), len(people))

    def test_columns_by_category_cost_what_one_costs(self):
        category = self._make_category("One")
        people = self._make_people(102, "column", category_ids=category.ids)

        def read(some):
            groups = some.with_user(self.officer).web_read_group(
                [("id", "in", some.ids)], ["category_ids"], ["__count"], auto_unfold=True,
                unfold_read_specification={"name": {}, "contact_state": {}}, unfold_read_default_limit=100,
            )["groups"]  # fmt: skip
            self.assertEqual(sum(len(group.get("__records", ())) for group in groups), len(some))

        one, many = self._count_for_few_and_many(read, people)
        self.assertEqual(one, many)

    def test_nobody_found_is_not_an_empty_pool(self):
        """Odoo shows the same words for both."""
        words = self.env.ref("recruitment_pool.recruitment_pool_member_action").help
        self.assertNotIn("Nobody is in the pool", words)
        self.assertIn("filter", words)

    def test_pages_without_lines_say_what_fills_them(self):
        arch = etree.fromstring(self.Member.with_user(self.officer).get_view(view_type="form")["arch"])
        for name in ("touch_ids", "applicant_ids"):
            (field,) = arch.xpath(f"//page/field[@name='{name}']")
            self.assertEqual(field.get("invisible"), f"not {name}")
            self.assertTrue(field.xpath(f"../p[@invisible='{name}']"), name)

    def test_state_columns_take_nobody(self):
        """Odoo lets nobody be dragged between columns of a field that is read-only."""
        fields = self.Member.fields_get(["contact_state", "category_ids", "user_id"], ["readonly", "groupable"])
        self.assertTrue(fields["contact_state"]["readonly"])
        self.assertTrue(fields["contact_state"]["groupable"])
        self.assertFalse(fields["category_ids"]["readonly"])
        self.assertTrue(fields["category_ids"]["groupable"])

    def _get_actions(self, model, user):
        """The models that the action menu of a model opens for this user."""
        bindings = self.env["ir.actions.actions"].with_user(user).get_bindings(model).get("action", ())
        actions = self.env["ir.actions.act_window"].sudo().browse([action["id"] for action in bindings]).exists()
        return {action.res_model for action in actions if action.res_model.startswith(OURS)}

    def test_a_contact_is_logged_from_where_a_person_stands(self):
        """Of each row and card, without selecting it first: one click opens the form, one logs."""
        for view_type, inside in (
            ("list", "/list/button"),
            ("kanban", "//t[@t-name='card']//button"),
            ("form", "//button"),
        ):
            arch = self.Member.with_user(self.officer).get_view(view_type=view_type)["arch"]
            self.assertTrue(etree.fromstring(arch).xpath(f"{inside}[@name='action_log_contact']"), view_type)

    def test_interviewers_see_none_of_it(self):
        for model, view_type in (("hr.applicant", "form"), ("res.partner", "form")):
            actions = self._get_actions(model, self.interviewer)
            self.assertFalse(actions, model)
            arch = self.env[model].with_user(self.interviewer).get_views([(False, view_type)])["views"][view_type]
            self.assertNotIn("pool_member", arch["arch"])
        self.assertIn("recruitment.pool.log.contact", self._get_actions("hr.applicant", self.officer))
        self.assertEqual(
            self._get_actions("recruitment.pool.member", self.pool_user),
            {"recruitment.pool.hand.over", "recruitment.pool.categorize"},
        )

    def test_proposing_is_shown_to_officers_only(self):
        for user, shown in ((self.officer, True), (self.pool_user, False)):
            views = self.Member.with_user(user).get_views([(False, kind) for kind in ("form", "list", "kanban")])
            action = str(self.env.ref("recruitment_pool.recruitment_pool_propose_action").id)
            for view in views["views"].values():
                names = {node.get("name") for node in etree.fromstring(view["arch"]).iter("button", "a")}
                self.assertEqual(action in names, shown)

"""Wrong SQL: each makes one mistake in recruitment_pool/*_sql.py, and the addon's tests must catch each.

Run: dev/run python tests/wrong_sql.py DATABASE [words of names]    (a database with the addon installed)

The module that has the text is changed in memory, in one process that runs the tests for every mistake anew;
the right ones, which must pass, come first and last. Ends with 1 when one survives.
"""

import sys
from importlib import import_module
from pathlib import Path

import pytest
from _pytest.runner import runtestprotocol

ROOT = Path(__file__).resolve().parents[1]
MODULES = ("pool_sql", "policy_sql", "days_sql", "cadence_sql")
NAMES = ("policies", "engine_agrees", "contact_states")
TESTS = [str(ROOT / "recruitment_pool" / "tests" / f"test_{name}.py") for name in NAMES]
RIGHT = "the right SQL"

# {mistake: (right text, wrong text)}
WRONG = {
    "the n-th latest touch is one too early": ('"l.%s[r.%s] + r.%s"', '"l.%s[r.%s + 1] + r.%s"'),
    "the n-th latest touch is one too late": ('"l.%s[r.%s] + r.%s"', '"l.%s[r.%s - 1] + r.%s"'),
    "a rule of one channel counts all of them": (
        'map(SQL.identifier, (days, f"{days}_n',
        'map(SQL.identifier, ("days", f"{days}_n',
    ),
    "a window is one day short": ('"l.%s[r.%s] + r.%s"', '"l.%s[r.%s] + r.%s - 1"'),
    "the ledger is read one window too short": (
        "- (SELECT max(d) FROM rule)",
        "- (SELECT min(d) FROM rule)",
    ),
    "the oldest touch counts as the latest": (
        "ORDER BY t.member_id DESC, t.day DESC) t",
        "ORDER BY t.member_id DESC, t.day) t",
    ),
    "touches ahead are overlooked": ("l.days[1] > s.day OR r.is_long AS", "r.is_long AS"),
    "only if all lie ahead they are ahead": ("l.days[1] > s.day OR", "l.days[cardinality(l.days)] > s.day OR"),
    "what lies ahead only delays": ("COALESCE(b.next_day, s.free_day)", "GREATEST(b.next_day, s.free_day)"),
    "the first of the rules decides": ("GREATEST(s.day, %(free_days)s)", "GREATEST(s.day, LEAST(%(free_days)s))"),
    "long policies are cut off": ("l.days[1] > s.day OR r.is_long AS", "l.days[1] > s.day AS"),
    "one rule too many is no long policy": (
        "count(*) - count(channel) > %(most)s",
        "count(*) - count(channel) > 1 + %(most)s",
    ),
    "the looser rule implies the stricter": ("o.n <= i.n AND o.d >= i.d", "o.n >= i.n AND o.d <= i.d"),
    "a rule of one channel implies one of all": ("(o.channel IS NULL OR o.channel = i.channel)", "TRUE"),
    "rules imply themselves": ("AND (o.n, o.channel) IS DISTINCT FROM (i.n, i.channel)", ""),
    "of rules with one limit the shortest binds": ("max((r ->> 'days')::int) AS d", "min((r ->> 'days')::int) AS d"),
    "the last slot is never read": ("range(1, count + 1)", "range(1, count)"),
    "runs of all rules are one": ("PARTITION BY p.member_id, r.channel, r.n ORDER", "PARTITION BY p.member_id ORDER"),
    "runs of a channel are those of all": (
        "PARTITION BY p.member_id, r.channel, r.n ORDER",
        "PARTITION BY p.member_id, r.n ORDER",
    ),
    "a run is one touch too long": ("lag(t.day, r.n - 1)", "lag(t.day, r.n)"),
    "the last gap, not the first": ("LEAST(min(r.before + 1)", "GREATEST(min(r.before + 1)"),
    "a pause is over at once": ("GREATEST(s.today, s.paused_until) AS day", "s.today AS day"),
    "what is refused counts": ("AND t.is_counted AND t.state IN ('reserved', 'sent')", "AND t.is_counted"),
    "what is not counted counts": (
        "COUNTING = SQL(\"t.direction = 'out' AND t.is_counted AND",
        "COUNTING = SQL(\"t.direction = 'out' AND",
    ),
    "everybody of a company has one policy": (
        "COALESCE(m.preference_days, 0), b.categories::text)",
        "COALESCE(m.preference_days, 0))",
    ),
    "a wish is the category's": (
        "COALESCE(m.preference_limit, 0),\n                             COALESCE(m.preference_days, 0),",
        "",
    ),
    "a policy is every company's": ("concat_ws('/', COALESCE(m.company_id, 0),", "concat_ws('/',"),
    "a day of UTC": ('civil_day(instant, SQL("m.effective_tz"))', "civil_day(instant, SQL(\"'UTC'\"))"),
    "who takes precedence takes none": ("WHERE takes_precedence OR NOT precedes", "WHERE TRUE"),
    "a child adds its parents' policies": (
        "WHERE cp.policy_id IS NULL\n        ), stance_category",
        "WHERE TRUE\n        ), stance_category",
    ),
    "the default comes on top": ("AND NOT EXISTS (SELECT 1 FROM claimed c WHERE c.policy = o.policy)", ""),
    "a range begins one too late": (
        "column, member_ids[0], member_ids[-1])",
        "column, member_ids[0] + 1, member_ids[-1])",
    ),
    "nested loops stay off": ('"off" if is_many else "on"', '"off"'),
    "purposes intersect": (
        "EXISTS (\n                       SELECT 1 FROM jsonb_array_elements",
        "NOT EXISTS (\n                       SELECT 1 FROM jsonb_array_elements",
    ),
    "reached by any message": ("AND t.origin_model = %(model)s AND t.origin_id = %(id)s", ""),
    "reached on another channel": ("t.state IN %(states)s AND ch.code = %(channel)s", "t.state IN %(states)s"),
    "objections to a channel are forgotten": (
        "WHERE ch.code = %(channel)s\n                     UNION ALL",
        "WHERE FALSE\n                     UNION ALL",
    ),
    "never is forgotten": ("WHEN v.never THEN 'never_contact'", ""),
    "a pause comes after the caps": (
        "WHEN m.paused_until > m.today THEN 'paused'\n               WHEN m.next_day > m.today THEN 'cap'",
        "WHEN m.next_day > m.today THEN 'cap'\n               WHEN m.paused_until > m.today THEN 'paused'",
    ),
    "a day that moved is not written": (
        "AND (f.old_id, f.old_day, f.old_due)",
        "AND FALSE AND (f.old_id, f.old_day, f.old_due)",
    ),
    "inbound keeps nobody warm": (
        "WARM = SQL(\"t.is_warm AND (t.direction = 'in' OR",
        "WARM = SQL(\"t.is_warm AND (t.direction <> 'in' AND",
    ),
    "due before it is allowed": ("GREATEST(CASE WHEN m.next_day > m.today THEN m.next_day END,", "GREATEST("),
}


class Trial:
    """Runs the collected tests once for each mistake."""

    def __init__(self, words):
        self.wrong = {name: texts for name, texts in WRONG.items() if any(word in name for word in words)}
        self.verdicts = {}

    def pytest_runtestloop(self, session):
        paths = [ROOT / "recruitment_pool" / f"{module}.py" for module in MODULES]
        rights = {path: path.read_text(encoding="utf-8") for path in paths}
        self.judge(session, RIGHT)
        for name, (text, wrong) in self.wrong.items():
            count = sum(right.count(text) for right in rights.values())
            assert count == 1, f"{name}: {count} times in the modules"
            path = next(path for path, right in rights.items() if text in right)
            self.load(path, rights[path].replace(text, wrong))
            self.judge(session, name)
            self.load(path, rights[path])
        self.judge(session, f"{RIGHT} again")
        return True

    def load(self, path, source):
        module = import_module(f"odoo.addons.recruitment_pool.{path.stem}")  # Odoo is there now
        exec(compile(source, path, "exec"), module.__dict__)  # noqa: S102, it is our own

    def judge(self, session, name):
        self.verdicts[name] = self.run(session)
        print(f"{name:<52} {self.verdicts[name]}", flush=True)

    def run(self, session):
        """The first test that fails, or 'passed'; an error of PostgreSQL's is no catch."""
        for item in session.items:
            for report in runtestprotocol(item, log=False):
                if report.failed:
                    is_broken = "psycopg2.errors" in str(report.longrepr)
                    return f"{'BROKEN' if is_broken else 'caught'}  {item.name}"
        return "passed"


def main(database, *words):
    trial = Trial(words or [""])
    options = ["--odoo-database", database, "--odoo-http", "-o", "filterwarnings=default", "-q", "-s", "--tb=no"]
    pytest.main([*TESTS, *options, "-p", "no:cacheprovider"], plugins=[trial])
    first, *wrong, last = trial.verdicts.values()
    caught = sum(verdict.startswith("caught") for verdict in wrong)
    print(f"{caught} of {len(wrong)} mistakes caught")
    return 0 if first == last == "passed" and caught == len(wrong) else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

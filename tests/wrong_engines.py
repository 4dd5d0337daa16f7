"""Wrong engines: each makes one mistake, and the tests in tests/pure must catch each.

Run: dev/run python tests/wrong_engines.py [word of a name]

An engine is a copy of recruitment_pool/cadence with one small change. Prints whether it
was caught, by which test first, and after how many seconds; the right engine, which must
pass, comes first. Two run at a time, examples before properties, which take longer to
fail. The doctests are left out: a wrong engine must be seen without them. Ends with 1 when
one survives, or is so broken that anything would catch it. CADENCE_EXAMPLES: as for the
tests, here 500.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ENGINE = ROOT / "recruitment_pool" / "cadence"
PYTEST = ("pytest", "-x", "-q", "--tb=short", "-p", "no:odoo", "-p", "no:cacheprovider")
PURE = ROOT / "tests" / "pure"
LAST = ("test_cadence_invariants.py", "test_cadence_oracle.py")
FILES = [path for path in sorted(PURE.glob("test_*.py")) if path.name not in (*LAST, "test_cadence_doctests.py")]
CRASH = re.compile(r"\b(?:Name|Attribute|Import|Syntax|Type|UnboundLocal)Error:")

# {file: {mistake: (right text, wrong text)}}
WRONG = {
    "window.py": {
        "only the days after a touch are blocked": ("(last - reach, first + reach)", "(last, first + reach)"),
        "only the days before a touch are blocked": ("(last - reach, first + reach)", "(last - reach, last)"),
        "hours: a weekly letter waits for an eighth day": ("reach = rule.window_days - 1", "reach = rule.window_days"),
        "a window is one day short": ("reach = rule.window_days - 1", "reach = rule.window_days - 2"),
        "the oldest day of a window is forgotten": ("start - reach) :]", "start - reach + 1) :]"),
        "past touches are forgotten": ("bisect_left(days, start - reach)", "bisect_left(days, start)"),
        "one touch too many is allowed": ("near[rule.limit - 1 :]", "near[rule.limit :]"),
        "a calendar period resets the count": (
            """\
        (last - reach, first + reach)
        for first, last in zip(near, near[rule.limit - 1 :], strict=False)
        if last - first <= reach
""",
            """\
        (first - first % rule.window_days, first - first % rule.window_days + reach)
        for first, last in zip(near, near[rule.limit - 1 :], strict=False)
        if first // rule.window_days == last // rule.window_days
""",
        ),
        "the gap is measured from the latest touches only": (
            "days[bisect_left(days, start - reach) :]",
            "days[-rule.limit :]",
        ),
        "a touch in the future blocks all the days before it": ("(last - reach, first", "(0, first"),
        "the latest answer of the rules, not the first common gap": (
            "interval for rule in self._rules for interval in blocked_intervals(rule, self._days[rule.channel], start)",
            """\
(start, first_gap(blocked_intervals(rule, self._days[rule.channel], start), start) - 1)
            for rule in self._rules""",
        ),
        "a single free day between two intervals is skipped": ("if low > free:", "if low > free + 1:"),
        "what is not counted is counted": ("[touch for touch in touches if touch.is_counted]", "touches"),
        "a rule of one channel counts all of them": (
            "[touch for touch in counted if touch.channel == channel]",
            "counted",
        ),
        "the first rule that blocks is named, not the longest": ("if free > latest:", "if free > start and not rule:"),
    },
    "decide.py": {
        "held: a whole period from today, not the first free day": (
            "Verdict(State.POSTPONED, reason, free,",
            "Verdict(State.POSTPONED, reason, to_day(start.toordinal() + rule.window_days) if rule else free,",
        ),
        "expiry moves the day forward": (
            "return replace(verdict, state=State.REFUSED, next_day=None)",
            "return replace(verdict, next_day=message.expiry)",
        ),
        "held until the very day of expiry is too late": ("free > message.expiry", "free >= message.expiry"),
        "the day of expiry is expired": ("message.expiry < day", "message.expiry <= day"),
        "an objection is looked at after the caps": (
            "    if reason is not Reason.NONE:\n",
            """\
    is_capped = Caps(case.policy, touches, channel).binding(case.day.toordinal())[0]
    if reason is not Reason.NONE and not (reason is Reason.OPTED_OUT and is_capped):
""",
        ),
        "a pause is looked at after the caps": (
            "Reason.PAUSED if case.standing.is_paused(case.day) else",
            "Reason.PAUSED if case.standing.is_paused(case.day) and not rule else",
        ),
        "a pause holds nothing": ("return max(case.day, case.standing.paused_until or case.day)", "return case.day"),
        "the next day of a paused person ignores the pause": (
            "max(check_day(day), paused_until or day)",
            "check_day(day)",
        ),
        "reached on another channel is reached": (
            "touch.origin == message.origin and touch.channel == channel",
            "touch.origin == message.origin",
        ),
        "reached only if that counted": ("if touch.origin ==", "if touch.is_counted and touch.origin =="),
        "a personal contact is refused to who objects": (
            "if message.stance is Stance.PERSONAL and not case.standing.is_erased:",
            "if message.stance is Stance.PERSONAL and verdict.state is not State.REFUSED:",
        ),
        "who is erased gets transactional messages": (
            "is Stance.TRANSACTIONAL and not case.standing.is_erased",
            "is Stance.TRANSACTIONAL",
        ),
        "an address of several: one who may suffices": ("worst = min((verdict", "worst = max((verdict"),
        "an address of several: the latest of their own days": (
            "_first_common_day([caps for _verdict, caps in answers], start)",
            "max(verdict.next_day for verdict, _caps in answers)",
        ),
    },
    "batch.py": {
        "a batch does not count itself": ("setdefault(person, []).append(touch)", "setdefault(person, [])"),
        "a batch counts what it postpones": ("if verdict.is_allowed:", "if verdict.next_day:"),
        "an address of several touches the first only": (
            "            for person in people:\n                touch",
            "            for person in list(people)[:1]:\n                touch",
        ),
    },
    "policy.py": {
        "a preference replaces the rules before it": (
            "drop_dominated(rule for policy in policies for rule in policy.rules)",
            "next((policy.rules for policy in reversed(policies) if policy.rules), ())",
        ),
        "purposes intersect": ("any(word.allows(", "all(word.allows("),
        "no say means no": ("return not self.foreseen or any(", "return any("),
        "all must say never": ("any(policy.is_never", "all(policy.is_never"),
        "the longest keep-warm delay wins": ("min(delays", "max(delays"),
    },
    "rule.py": {
        "a rule dominates across channels": (
            "            and (self.channel is None or self.channel == other.channel)\n",
            "",
        ),
        "a rule dominates by its limit alone": ("            and self.window_days >= other.window_days\n", ""),
        "of two rules the looser is kept": (
            "not any(other.dominates(rule) for other in kept)",
            "not any(rule.dominates(other) for other in kept)",
        ),
    },
    "standing.py": {
        "the first day after a pause is paused": ("day < self.paused_until", "day <= self.paused_until"),
        "the last day of consent is too late": ("self.consent_until < day", "self.consent_until <= day"),
        "an objection to a channel is one to everything": (
            "if self.scope == SCOPE_ALL:",
            "if self.scope != SCOPE_TYPE:",
        ),
        "restriction forbids nothing": ("return self.is_restricted or any(", "return any("),
    },
    "message.py": {
        "a transactional message counts": (" and self.stance is not Stance.TRANSACTIONAL", ""),
    },
    "touch.py": {
        "a merge keeps the later copy, counted or not": (
            "        touch.is_counted,\n        touch.day,\n",
            "        touch.day,\n        touch.is_counted,\n",
        ),
        "a merge keeps the copy read last": ("known is not touch and _weight(known) < _weight(touch)", "known"),
        "a touch known twice counts twice": (
            "setdefault(touch.key, touch)",
            "setdefault((len(touches), touch), touch)",
        ),
    },
    "warm.py": {
        "a newsletter keeps warm": ("if t.is_warm and t.day <= day", "if t.day <= day"),
        "a planned meeting keeps warm": ("if t.is_warm and t.day <= day", "if t.is_warm"),
        "due before it is allowed": ("return max(due, next_allowed) if", "return due if"),
        "due again each day, never overdue": (" if next_allowed > check_day(day) else due", ""),
        "overdue although left alone": (" and not standing.is_left_alone(day)", ""),
    },
    "civil.py": {
        "the day in UTC, not where the person lives": (".astimezone(_get_zone(zone)).date()", ".date()"),
        "the company's zone, not the person's": ("for name in candidates:", "for name in ():"),
        "the first zone of a country that has several": ("if len(country_zones) == 1 else", "if country_zones else"),
        "the second of two equal hours": ("fold=0", "fold=1"),
    },
}


def write_engine(folder, file, right, wrong):
    """Copy the engine to ``folder`` and change one text of one file; it must occur exactly once."""
    shutil.copytree(ENGINE, folder, ignore=shutil.ignore_patterns("__pycache__"))
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert text.count(right) == 1, f"{file} holds {right!r} {text.count(right)} times"
    path.write_text(text.replace(right, wrong), encoding="utf-8")


def run_tests(folder):
    """(verdict, first failing test, seconds) of the pure tests on the engine in ``folder``."""
    start = time.monotonic()
    env = {"CADENCE_EXAMPLES": "500", **os.environ, "CADENCE_DIR": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-m", *PYTEST, *FILES, *(PURE / name for name in LAST)]
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True)
    failed = re.search(r"^FAILED [\w/]+/(test_\S+)", done.stdout, re.MULTILINE)
    seconds = time.monotonic() - start
    if done.returncode == 0:
        return "passed", "", seconds
    if done.returncode != 1 or not failed or CRASH.search(done.stdout):
        return "BROKEN", failed[1] if failed else done.stdout[-300:], seconds
    return "caught", failed[1], seconds


def try_wrong(case):
    """The name of a wrong engine and what the tests said of it."""
    name, *change = case
    with tempfile.TemporaryDirectory() as parent:
        write_engine(Path(parent, "cadence"), *change)
        said, test, seconds = run_tests(Path(parent, "cadence"))
    return name, "SURVIVED" if said == "passed" else said, test, seconds


def main(word):
    """Run all, or those with ``word`` in their name; 0 when the right one passed and all others were caught."""
    row = "{:<60} {:<8} {:5.1f} s  {}"
    said, test, seconds = run_tests(ENGINE)
    print(row.format("the right engine", said, seconds, test), flush=True)
    cases = [(name, file, *texts) for file, some in WRONG.items() for name, texts in some.items() if word in name]
    verdicts = []
    with ThreadPoolExecutor(2) as pool:
        for name, verdict, first, taken in pool.map(try_wrong, cases):
            verdicts.append(verdict)
            print(row.format(name, verdict, taken, first), flush=True)
    print(f"{verdicts.count('caught')} of {len(verdicts)} wrong engines caught")
    return 0 if said == "passed" and {*verdicts} == {"caught"} else 1


if __name__ == "__main__":
    sys.exit(main(" ".join(sys.argv[1:])))

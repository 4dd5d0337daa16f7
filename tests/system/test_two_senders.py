"""Several processes send to the same people at once; processes die in the middle.

What counts is what arrived in the sink's files, and what the ledger says.
"""

import os
import random
import signal
import time
from functools import partial

import pytest

from .harness import read_until, wait_for

PEOPLE = 500
CRASH_PEOPLE = 120
CRASH_BATCH = 10  # mails that are generated in one transaction
SEEDS = range(10)  # two kills each: the generator, then the sender


def make_pool(world, name, people):
    """A database with ``people`` members and two mailings to all of them."""
    database = world.copy(world.template_with_addons(), name)
    said = world.script(database, "make_pool", PEOPLE=people)
    _category, one, two = said.split("POOL ")[1].split()[:3]
    return database, (one, two)


def generate_together(world, database, mailings, tmp_path, **variables):
    """Two processes generate these mailings, starting at the same instant."""
    go = tmp_path / "go"
    processes = [world.start(database, "generate", MAILING=mailing, GO=go, **variables) for mailing in mailings]
    for process in processes:
        read_until(process, "READY")
    go.touch()
    for process in processes:
        world.finish(process)


def count(world, database):
    """(messages on the wire, distinct people, live touches, people touched)."""
    wire = world.sink.recipients()
    (row,) = world.sql(
        database,
        "SELECT count(*), count(DISTINCT member_id) FROM recruitment_pool_touch WHERE state IN ('reserved', 'sent')",
    )
    return len(wire), len(set(wire)), *map(int, row)


def count_done(world, database, script):
    """How many people a script has got to: reservations of the generator, messages of the sender."""
    wire, _distinct, touches, _people = count(world, database)
    return touches if script == "generate" else wire


def test_two_mailings_to_the_same_people(world, tmp_path):
    database, mailings = make_pool(world, "two_mailings", PEOPLE)
    generate_together(world, database, mailings, tmp_path)
    world.script(database, "deliver")
    wire, distinct, touches, people = count(world, database)
    print(f"\ntwo mailings: {wire} on the wire, {distinct} distinct, {touches} touches")
    assert (wire, distinct, touches, people) == (PEOPLE,) * 4
    left_out = world.sql(
        database,
        "SELECT count(*) FROM mailing_trace WHERE failure_type = 'mail_contact_policy'"
        " AND cadence_reason = 'cap' AND cadence_next_day IS NOT NULL",
    )
    assert left_out == [(str(PEOPLE),)], "everybody is left out of one of the two, with a day"


def test_without_the_fresh_cursor_the_cap_breaks(world, tmp_path):
    """The measure of the test above: a lock followed by a read of the past sells twice."""
    database, mailings = make_pool(world, "stale", PEOPLE)
    generate_together(world, database, mailings, tmp_path, STALE=1)
    world.script(database, "deliver")
    wire, distinct, touches, _people = count(world, database)
    print(f"\nwithout the fresh cursor: {wire} on the wire, {distinct} distinct, {touches} touches")
    assert wire > PEOPLE


def test_the_same_mailing_by_two_processes(world, tmp_path):
    database, (mailing, _other) = make_pool(world, "same_mailing", PEOPLE)
    generate_together(world, database, (mailing, mailing), tmp_path)
    world.script(database, "deliver")
    wire, distinct, touches, people = count(world, database)
    print(f"\nsame mailing twice: {wire} on the wire, {distinct} distinct, {touches} touches")
    assert (wire, distinct, touches, people) == (PEOPLE,) * 4
    traces = world.sql(database, "SELECT count(*), count(DISTINCT res_id) FROM mailing_trace")
    assert traces == [(str(PEOPLE), str(PEOPLE))], "one trace a person"


def test_what_the_own_transaction_did_counts(world):
    """The fresh cursor cannot see it: the own one is read too, once anything is written."""
    database, _mailings = make_pool(world, "unsaved", 3)
    reasons = world.script(database, "decide_unsaved").split("SAID ")[1].split()[:4]
    assert reasons == ["none", "cap", "opted_out", "none"]


@pytest.fixture(scope="module")
def killed_after():
    """What was done when each kill came, of the seeds that ran: {script: numbers as of ``count_done``}."""
    return {"generate": [], "deliver": []}


@pytest.mark.parametrize("seed", SEEDS)
def test_killed_at_any_instant(world, seed, killed_after):
    """kill -9 of the generator and of the sender; the next run completes, once each.

    Every other seed counts its pause from the start, the others from the first sign of work.
    """
    chance = random.Random(seed)
    database, (mailing, _other) = make_pool(world, f"crash_{seed}", CRASH_PEOPLE)
    world.sql(database, f"INSERT INTO ir_config_parameter (key, value) VALUES ('mail.batch_size', '{CRASH_BATCH}')")
    for script, span in (("generate", 0.6), ("deliver", 1.0)):
        done = partial(count_done, world, database, script)
        process = world.start(database, script, MAILING=mailing)
        read_until(process, "READY")
        if seed % 2:
            wait_for(done, 60, f"{script} has begun", every=0)
            span /= 4
        time.sleep(chance.uniform(0.02, span))
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        killed_after[script].append(done())
        world.script(database, script, MAILING=mailing)
    wire, distinct, touches, people = count(world, database)
    print(
        f"\nseed {seed}: selected {CRASH_PEOPLE}, killed after {killed_after['generate'][-1]} reserved and"
        f" {killed_after['deliver'][-1]} sent: {wire} on the wire, {distinct} distinct, {touches} touches"
    )
    assert distinct == CRASH_PEOPLE, "nobody is missing"
    assert wire <= CRASH_PEOPLE + 1, "at most the one in flight arrives twice"
    assert (touches, people) == (CRASH_PEOPLE,) * 2
    world.state.drop_database(database)


def test_killed_midway_by_some_seeds(killed_after):
    """The measure of the test above: a kill before the work or after it proves little."""
    for script, numbers in killed_after.items():
        midway = [number for number in numbers if 0 < number < CRASH_PEOPLE]
        print(f"\n{script}: {len(midway)} of {len(numbers)} kills came midway: {midway}")
        assert midway, f"{script}: {numbers}"

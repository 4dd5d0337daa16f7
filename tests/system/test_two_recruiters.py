"""Two processes at the same people: one person is kept once, and a merge loses no contact."""

import time

from .harness import read_until


def overlap(world, tmp_path, database, slow, fast):
    """Start ``slow``, and while it has not committed ``fast``; the process of the latter, ended."""
    go = tmp_path / "go"
    first = world.start(database, "slowly", GO=go, **slow)
    read_until(first, "DONE")
    second = world.start(database, "slowly", **fast)
    read_until(second, "READY")
    time.sleep(2)  # it waits for the first
    assert second.poll() is None
    go.touch()
    world.finish(first)
    return second


def make_twins(world, name):
    database = world.copy(world.template_with_addons(), name)
    return database, world.script(database, "make_twins").split("TWINS ")[1].split()[:4]


def test_the_same_person_is_kept_by_two(world, tmp_path):
    database, (_one, _two, *applicants) = make_twins(world, "two_keepers")
    deeds = [{"DEED": "keep", "APPLICANT": applicant} for applicant in applicants]
    world.finish(overlap(world, tmp_path, database, *deeds))
    assert world.sql(database, "SELECT count(*) FROM recruitment_pool_member WHERE email = 'eve@example.com'") == [
        ("1",)
    ], "the second found the person of the first"
    assert world.sql(database, "SELECT count(pool_member_id), count(DISTINCT pool_member_id) FROM hr_applicant") == [
        ("2", "1")
    ]


def test_a_contact_that_a_merge_could_not_see(world, tmp_path):
    database, (goes, stays, *_applicants) = make_twins(world, "send_merge")
    people = {"GOES": goes, "STAYS": stays}
    world.finish(overlap(world, tmp_path, database, {"DEED": "send", **people}, {"DEED": "merge", **people}))
    assert world.sql(database, "SELECT DISTINCT member_id, count(*) FROM recruitment_pool_touch GROUP BY 1") == [
        (stays, "3")
    ]


def test_a_sender_who_could_not_see_the_merge(world, tmp_path):
    """The sender's touch is refused; tried again, there is nobody of that number: stopped, and not let through."""
    database, (goes, stays, *_applicants) = make_twins(world, "merge_send")
    people = {"GOES": goes, "STAYS": stays}
    sender = overlap(world, tmp_path, database, {"DEED": "merge", **people}, {"DEED": "send", **people})
    with sender:
        said = sender.stdout.read()
    assert sender.returncode != 0 and "nothing known of person" in said, said[-2000:]
    assert world.sql(database, "SELECT DISTINCT member_id, count(*) FROM recruitment_pool_touch GROUP BY 1") == [
        (stays, "2")
    ]

import logging
from collections import defaultdict
from contextlib import contextmanager
from datetime import date, timedelta

from odoo import api, models
from odoo.modules import module
from odoo.tools import SQL

from .. import gate_sql
from ..cadence import Request as EngineRequest
from ..cadence import decide_batch
from ..door import GateVerdict
from .recruitment_policy_snapshot import to_policy

_logger = logging.getLogger(__name__)

LOCK_TIMEOUT = 60_000  # milliseconds a batch waits for another sender
OR_FLAGS = ("is_erased", "is_restricted", "is_opted_out", "is_live")


class RecruitmentPoolGate(models.AbstractModel):
    """The one place where it is decided who is reached, and where it is written down.

    Exact with several senders at once: locks in the main transaction, history read
    through a fresh second cursor and the own one, the touch inserted in the main
    transaction together with the mail. A lock followed by a read in the same
    REPEATABLE READ transaction would read the past.
    """

    _name = "recruitment.pool.gate"
    _description = "Gate of the Candidate Pool"

    @api.model
    def _decide(self, requests, channel, message_type, origin=None, company=None, user=None):
        """Decide on a batch of messages and reserve a touch for each that may go.

        Some statements whatever the size of the batch. Errors are raised: the door
        knows how its message is held, and has the days of people follow once all its
        batches are through (``_trigger_refresh``).

        :param requests: list of ``door.Request``, first come first served
        :param channel: code of a channel
        :param message_type: record of ``recruitment.message.type``
        :param origin: (model, id) of the document the messages come from, or None
        :param company: under whose name they go; only its own and shared people count
        :param user: who sends, for the ledger; a scheduled action acts for somebody
        :return: {ref: ``door.GateVerdict``}
        """
        company = company or self.env.company
        gate = self.sudo()  # sudo: senders have no right on the ledger, which stays shut
        people_of = gate._resolve(requests, company)
        if not people_of:
            return {request.ref: GateVerdict(request.ref) for request in requests}
        member_ids = {mid for ids in people_of.values() for mid in ids}
        gate._lock(member_ids)
        people, histories = gate._read_fresh(member_ids, origin or (None, None))
        asked = [request for request in requests if request.ref in people_of]
        verdicts = gate._ask_engine(asked, people_of, people, histories, channel, message_type, origin)
        is_observing = company.pool_mode == "observe"
        reached = gate._find_reached(histories, channel, origin)
        touches = gate._reserve(
            asked,
            gate._get_unreached(asked, verdicts, people_of, reached, origin, is_observing),
            people,
            gate._prepare_touch_values(channel, message_type, origin, user or self.env.user),
        )
        answers = {request.ref: GateVerdict(request.ref) for request in requests}
        for request in asked:
            member_ids = people_of[request.ref]
            rows = [row for member_id in member_ids for row in reached.get(member_id, ())]
            answers[request.ref] = gate._answer(
                request, verdicts[request.ref], member_ids, touches[request.ref], is_observing, rows
            )
        return answers

    @api.model
    def _resolve(self, requests, company):
        """{ref: ids of the members behind its addresses}, unknown ones left out."""
        Member = self.env["recruitment.pool.member"]
        keys_of = {
            request.ref: [("email", email) for email in request.emails]
            + [("partner", str(partner_id)) for partner_id in request.partner_ids]
            for request in requests
        }
        found = Member._find_by_keys((key for keys in keys_of.values() for key in keys), company)
        people_of = {}
        for request in requests:
            ids = dict.fromkeys(request.member_ids)
            for key in keys_of[request.ref]:
                ids.update(dict.fromkeys(found.get(key, ())))
            if ids:
                people_of[request.ref] = tuple(ids)
        return people_of

    # ------------------------------------------------------------------
    # Locks and reading
    # ------------------------------------------------------------------

    @api.model
    def _lock(self, member_ids):
        """Wait until nobody else decides on these people, in one order for everybody."""
        self.env.execute_query(SQL("SET LOCAL lock_timeout = %s", LOCK_TIMEOUT))
        self.env.execute_query(gate_sql.lock_members(member_ids))
        self.env.execute_query(SQL("SET LOCAL lock_timeout = 0"))

    @contextmanager
    def _fresh_cursor(self):
        """A cursor that sees what others committed; under test nothing is committed."""
        if module.current_test:
            yield None
        else:
            with self.env.registry.cursor() as cr:
                yield cr

    @api.model
    def _read_fresh(self, member_ids, origin):
        """People and histories as everybody committed them, and as we changed them.

        The fresh cursor alone suffices until the own transaction has written something: its
        snapshot is older. Then objections of either side hold: the own one may carry one, and
        one may have been committed since it began.
        """
        self.env.flush_all()
        people, histories = {}, defaultdict(list)
        with self._fresh_cursor() as cr:
            if cr:
                people, histories = self._read(cr, member_ids, origin)
                ((is_unwritten,),) = self.env.execute_query(gate_sql.is_unwritten())
                if is_unwritten:
                    return people, histories
        own_people, own_histories = self._read(self.env.cr, member_ids, origin)
        for member_id, own in own_people.items():
            row = people.setdefault(member_id, own)
            for flag in OR_FLAGS:
                row[flag] = row[flag] or own[flag]
            for codes in ("channels", "types"):
                row[codes] = sorted({*row[codes], *own[codes]})
        for member_id, own in own_histories.items():
            seen = {touch["id"] for touch in histories[member_id]}
            histories[member_id] += [touch for touch in own if touch["id"] not in seen]
        return people, histories

    @api.model
    def _read(self, cr, member_ids, origin):
        """Read standing, policy and history of people through ``cr``, in two statements.

        :return: ({member id: row}, {member id: [touch row, ...]}), rows are dicts;
            ``policy`` of the first is a ``cadence.Policy``, one for all who share it
        """
        rows = self._fetch(cr, gate_sql.read_people(member_ids, cr.now()))
        policies = {row["hash"]: to_policy(row["content"], row["hash"]) for row in rows if row["is_first"]}
        people = {row["id"]: {**row, "policy": policies[row["hash"]]} for row in rows}
        longest = max((rule.window_days for policy in policies.values() for rule in policy.rules), default=1)
        since = min((row["today"] for row in people.values()), default=date.max)
        histories = defaultdict(list)
        if people:
            since -= timedelta(days=longest)
            for touch in self._fetch(cr, gate_sql.read_history(member_ids, since, origin)):
                histories[touch["member_id"]].append(touch)
        return people, histories

    @api.model
    def _fetch(self, cr, query):
        cr.execute(query)
        return cr.dictfetchall()

    # ------------------------------------------------------------------
    # Deciding
    # ------------------------------------------------------------------

    @api.model
    def _ask_engine(self, asked, people_of, people, histories, channel, message_type, origin):
        Member = self.env["recruitment.pool.member"]
        return decide_batch(
            [EngineRequest(r.ref, people_of[r.ref]) for r in asked],
            {mid: Member._to_standing(row) for mid, row in people.items()},
            {mid: row["policy"] for mid, row in people.items()},
            Member._to_solicitation(message_type, origin),  # a personal contact is none when it goes out in bulk
            {mid: [Member._to_touch(touch) for touch in histories[mid]] for mid in people},
            channel,
            {mid: row["today"] for mid, row in people.items()},
        )

    @api.model
    def _find_reached(self, histories, channel, origin):
        """{member id: rows of the touches by which this very message reached them}."""
        mark = (*(origin or ()), channel)
        found = {
            member_id: [row for row in rows if (row["origin_model"], row["origin_id"], row["channel"]) == mark]
            for member_id, rows in histories.items()
        }
        return {member_id: rows for member_id, rows in found.items() if rows}

    @api.model
    def _get_unreached(self, asked, verdicts, people_of, reached, origin, is_observing):
        """{ref: ids of the members who get a touch}, of what goes.

        Where the company only observes, a message may go to a person by two documents, as it
        would without us: the ledger counts it once. Of single mails, without origin, each counts.
        """
        done, unreached = set(reached), {}
        for request in asked:
            if is_observing or verdicts[request.ref].is_allowed:
                member_ids = people_of[request.ref]
                unreached[request.ref] = [member_id for member_id in member_ids if member_id not in done]
                done.update(member_ids if origin else ())
        return unreached

    @api.model
    def _answer(self, request, verdict, member_ids, touches, is_observing, reached):
        # Both are integers: touches this batch reserved itself have no row, they
        # belong to another document by construction.
        is_same = any((row["res_model"], row["res_id"]) == (request.res_model, request.res_id) for row in reached)
        return GateVerdict(
            ref=request.ref,
            is_known=True,
            is_allowed=verdict.is_allowed or is_observing,
            is_observed=is_observing and not verdict.is_allowed,
            reason=verdict.reason.value,
            next_day=verdict.next_day,
            member_ids=member_ids,
            touch_ids=tuple(touches.ids) or tuple(row["id"] for row in reached),
            is_same_document=is_same,
        )

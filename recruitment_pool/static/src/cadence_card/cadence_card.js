import {Component, useState} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {channelIcon} from "../channel_icons";
import {registry} from "@web/core/registry";
import {sprintf} from "@web/core/utils/strings";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

const {DateTime} = luxon;
// Icon and colour of each line: neither stands alone, the words are always there.
const LOOKS = {
    allowed: {icon: "fa-check", color: "text-success"},
    postponed: {icon: "fa-clock-o", color: "text-info"},
    refused: {icon: "fa-ban", color: "text-danger"},
    unreachable: {icon: "fa-minus-circle", color: "text-muted"},
};

/** When a person may be contacted by each channel, and a strip of what was and what comes. */
export class CadenceCard extends Component {
    static template = "recruitment_pool.CadenceCard";
    static props = {...standardFieldProps};

    setup() {
        this.state = useState({words: "", current: ""});
        this.channelIcon = channelIcon;
        this.looks = LOOKS;
    }

    get card() {
        return this.props.record.data[this.props.name];
    }

    /** Where a day lies on the strip, in percent of its width. */
    place(day, shift = 0) {
        const start = DateTime.fromISO(this.card.start);
        const whole = DateTime.fromISO(this.card.end).diff(start, "days").days + 1;
        const days = DateTime.fromISO(day).diff(start, "days").days + shift;
        return Math.min(100, Math.max(0, (100 * days) / whole));
    }

    at(day) {
        return `left: ${this.place(day, 0.5)}%`;
    }

    /** Style of a span of days, both included. */
    span(first, last) {
        const left = this.place(first);
        return `left: ${left}%; width: ${this.place(last, 1) - left}%`;
    }

    say(day) {
        return day && DateTime.fromISO(day).toLocaleString(DateTime.DATE_MED);
    }

    get titles() {
        return {
            blocked: (days) => sprintf(_t("Too early: %s to %s"), this.say(days[0]), this.say(days[1])),
            paused: sprintf(_t("Paused until %s"), this.say(this.card.paused)),
            due: sprintf(_t("Keep in touch by %s"), this.say(this.card.due)),
        };
    }

    get months() {
        const end = DateTime.fromISO(this.card.end);
        const months = [];
        let month = DateTime.fromISO(this.card.start).startOf("month").plus({months: 1});
        for (; month <= end; month = month.plus({months: 1})) {
            months.push({
                day: month.toISODate(),
                short: month.toFormat("LLL"),
                letter: month.toFormat("LLLLL"),
                isYear: month.month === 1,
            });
        }
        return months;
    }

    /** The contacts within the strip, lane by lane. */
    marks(lane) {
        return lane.touches
            .filter((touch) => touch.day >= this.card.start && touch.day <= this.card.end)
            .map((touch, index) => ({...touch, key: `${lane.code} ${index}`}));
    }

    get allMarks() {
        return this.card.lanes.flatMap((lane) => this.marks(lane));
    }

    markClass(mark) {
        const flags = {
            in: mark.direction === "in",
            planned: mark.planned,
            free: mark.direction === "out" && !mark.counts,
            current: mark.key === this.state.current,
        };
        const names = Object.keys(flags).filter((name) => flags[name]);
        return names.map((name) => `o_pool_mark_${name}`).join(" ");
    }

    get summary() {
        return sprintf(_t("%s contacts in the last 12 months and the coming 3"), this.allMarks.length);
    }

    /** One stop of the Tab key for the whole strip; the arrows go from contact to contact. */
    tabindex(mark) {
        const current = this.state.current || (this.allMarks.at(-1) || {}).key;
        return mark.key === current ? 0 : -1;
    }

    show(mark) {
        this.state.words = mark.words;
        this.state.current = mark.key;
    }

    onKeydown(ev, mark) {
        const step = {ArrowLeft: -1, ArrowRight: 1}[ev.key];
        if (!step) {
            return;
        }
        ev.preventDefault();
        const buttons = [...ev.currentTarget.closest(".o_pool_strip").querySelectorAll(".o_pool_mark")];
        const next = buttons[buttons.indexOf(ev.currentTarget) + step];
        if (next) {
            next.focus();
        }
    }
}

registry.category("fields").add("pool_cadence_card", {
    component: CadenceCard,
    supportedTypes: ["json"],
});

import {Component} from "@odoo/owl";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

// Icon and colour of each state: neither stands alone, the words are always there.
const LOOKS = {
    overdue: {icon: "fa-bell", color: "warning"},
    now: {icon: "fa-check", color: "success"},
    later: {icon: "fa-clock-o", color: "info"},
    live: {icon: "fa-briefcase", color: "primary"},
    must_not: {icon: "fa-ban", color: "danger"},
};

/** How a person of the pool stands, as a badge: icon, words, colour. */
export class ContactStateField extends Component {
    static template = "recruitment_pool.ContactStateField";
    static props = {...standardFieldProps};
    static words = "contact_words";

    get look() {
        return LOOKS[this.props.record.data[this.props.name]];
    }

    get words() {
        return this.props.record.data[this.constructor.words];
    }
}

/** The same above a form, with the whole sentence. */
export class ContactAlertField extends ContactStateField {
    static template = "recruitment_pool.ContactAlertField";
    static words = "cadence_sentence";
}

/** On an application: how the person behind it stands. */
class ApplicantStateField extends ContactStateField {
    static words = "pool_contact_words";
}

class ApplicantAlertField extends ContactAlertField {
    static words = "pool_cadence_sentence";
}

for (const [name, component] of [
    ["pool_contact_state", ContactStateField],
    ["pool_contact_alert", ContactAlertField],
    ["pool_applicant_state", ApplicantStateField],
    ["pool_applicant_alert", ApplicantAlertField],
]) {
    registry.category("fields").add(name, {
        component,
        supportedTypes: ["selection"],
        fieldDependencies: [{name: component.words, type: "char", readonly: true}],
    });
}

import {registry} from "@web/core/registry";
import {ContactAlertField, ContactStateField} from "./contact_state_field";

/** How the person behind an application stands: the words stand on the application. */
class ApplicantStateField extends ContactStateField {
    static words = "pool_contact_words";
}

class ApplicantAlertField extends ContactAlertField {
    static words = "pool_cadence_sentence";
}

for (const [name, component] of [
    ["pool_applicant_state", ApplicantStateField],
    ["pool_applicant_alert", ApplicantAlertField],
]) {
    registry.category("fields").add(name, {
        component,
        supportedTypes: ["selection"],
        fieldDependencies: [{name: component.words, type: "char", readonly: true}],
    });
}

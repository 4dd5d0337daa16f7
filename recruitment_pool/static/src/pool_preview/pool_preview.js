import {Component} from "@odoo/owl";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";
import {useOwnedDialogs} from "@web/core/utils/hooks";
import {SelectCreateDialog} from "@web/views/view_dialogs/select_create_dialog";

/**
 * What would change if the form were saved: counts, first names, and on a click
 * the list of people. In a dialog, since any button of a form saves it first.
 */
export class PoolPreviewField extends Component {
    static template = "recruitment_pool.PoolPreviewField";
    static props = {...standardFieldProps};

    setup() {
        this.addDialog = useOwnedDialogs();
    }

    get preview() {
        return this.props.record.data[this.props.name] || {lines: []};
    }

    showPeople(line) {
        this.addDialog(SelectCreateDialog, {
            title: line.label,
            resModel: "recruitment.pool.member",
            domain: [["id", "in", line.ids]],
            multiSelect: false,
            noCreate: true,
        });
    }
}

registry.category("fields").add("pool_preview", {
    component: PoolPreviewField,
    supportedTypes: ["json"],
});

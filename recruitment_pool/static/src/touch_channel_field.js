import {Component} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {channelIcon} from "./channel_icons";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

/** The channel of a contact: icon, name, and an arrow for its direction. */
export class TouchChannelField extends Component {
    static template = "recruitment_pool.TouchChannelField";
    static props = {...standardFieldProps};

    get channel() {
        return this.props.record.data[this.props.name];
    }

    get icon() {
        return channelIcon(this.props.record.data.channel_code);
    }

    get direction() {
        return this.props.record.data.direction === "in"
            ? {icon: "fa-arrow-left", words: _t("From the person")}
            : {icon: "fa-arrow-right", words: _t("From us")};
    }
}

registry.category("fields").add("pool_touch_channel", {
    component: TouchChannelField,
    supportedTypes: ["many2one"],
    fieldDependencies: [
        {name: "channel_code", type: "char", readonly: true},
        {name: "direction", type: "selection", readonly: true},
    ],
});

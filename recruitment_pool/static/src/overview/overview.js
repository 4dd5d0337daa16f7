import {Component, onWillStart, onWillUpdateProps, useState} from "@odoo/owl";
import {KanbanRenderer} from "@web/views/kanban/kanban_renderer";
import {kanbanView} from "@web/views/kanban/kanban_view";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";

// Icon of each figure, by the filter that it opens.
const ICONS = {
    filter_now: "fa-check text-success",
    filter_overdue: "fa-bell text-warning",
    filter_live: "fa-briefcase text-primary",
    filter_never_contacted: "fa-question-circle-o text-muted",
    filter_warm: "fa-fire text-danger",
};

/** How the people of the pool stand, above its categories: each figure opens its list. */
export class PoolOverview extends Component {
    static template = "recruitment_pool.PoolOverview";
    static props = {list: Object};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({figures: []});
        this.icons = ICONS;
        // The categories bring the totals along, worked out by the same statement.
        const load = async ({list}) => {
            const category = list.records[0];
            this.state.figures = category
                ? category.data.pool_totals
                : await this.orm.call("recruitment.pool.category", "get_pool_overview", []);
        };
        onWillStart(() => load(this.props));
        onWillUpdateProps(load);
    }

    open(figure) {
        const additionalContext = figure.filter ? {[`search_default_${figure.filter}`]: 1} : {};
        this.action.doAction("recruitment_pool.recruitment_pool_member_action", {additionalContext});
    }
}

export class PoolOverviewRenderer extends KanbanRenderer {
    static template = "recruitment_pool.PoolOverviewRenderer";
    static components = {...KanbanRenderer.components, PoolOverview};
}

registry.category("views").add("pool_overview_kanban", {
    ...kanbanView,
    Renderer: PoolOverviewRenderer,
});

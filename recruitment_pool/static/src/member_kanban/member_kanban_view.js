import {ConfirmationDialog} from "@web/core/confirmation_dialog/confirmation_dialog";
import {KanbanRenderer} from "@web/views/kanban/kanban_renderer";
import {RelationalModel} from "@web/model/relational_model/relational_model";
import {_t} from "@web/core/l10n/translation";
import {kanbanView} from "@web/views/kanban/kanban_view";
import {registry} from "@web/core/registry";

const CATEGORIES = "category_ids";

class MemberKanbanGroupList extends RelationalModel.DynamicGroupList {
    /**
     * Somebody in several categories stands in several columns: dragging takes out
     * of one category and puts into another, by hand. The server asks first where
     * the policy gets tighter.
     *
     * @override
     */
    async moveRecord(dataRecordId, dataGroupId, refId, targetGroupId) {
        if (this.groupByField.name !== CATEGORIES || dataGroupId === targetGroupId) {
            return super.moveRecord(...arguments);
        }
        const source = this.groups.find((group) => group.id === dataGroupId);
        const target = this.groups.find((group) => group.id === targetGroupId);
        const record = source.list.records.find((r) => r.id === dataRecordId);
        const move = (isConfirmed) =>
            this.model.orm.call(this.resModel, "action_move_category", [
                [record.resId],
                source.value,
                target.value,
                isConfirmed,
            ]);
        const question = await move(false);
        if (question) {
            if (!(await this.model.ask(question))) {
                return;
            }
            await move(true);
        }
        await this.model.load();
    }
}

class MemberKanbanModel extends RelationalModel {
    static DynamicGroupList = MemberKanbanGroupList;
    static services = [...RelationalModel.services, "dialog"];

    setup(params, {dialog}) {
        super.setup(...arguments);
        this.dialog = dialog;
    }

    ask(body) {
        return new Promise((resolve) => {
            this.dialog.add(
                ConfirmationDialog,
                {
                    body,
                    title: _t("Move to another category"),
                    confirmLabel: _t("Move"),
                    confirm: () => resolve(true),
                    cancel: () => resolve(false),
                },
                {onClose: () => resolve(false)}
            );
        });
    }
}

class MemberKanbanRenderer extends KanbanRenderer {
    isMovableField(field) {
        return field.name === CATEGORIES || super.isMovableField(field);
    }
}

registry.category("views").add("recruitment_pool_kanban", {
    ...kanbanView,
    Model: MemberKanbanModel,
    Renderer: MemberKanbanRenderer,
});

import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";

/**
 * Say what was done, with a button that takes it back.
 *
 * params: message, type, next (action), undo ([model, id] of the wizard whose
 * `action_undo` does it).
 */
function undoNotification(env, action) {
    const {message, type, next, undo} = action.params;
    const {action: actions, notification, orm} = env.services;
    const close = notification.add(message, {
        type,
        autocloseDelay: 10000,
        buttons: [
            {
                name: _t("Undo"),
                primary: true,
                onClick: async () => {
                    close();
                    await orm.call(undo[0], "action_undo", [[undo[1]]]);
                    await actions.doAction({type: "ir.actions.client", tag: "soft_reload"});
                },
            },
        ],
    });
    return next;
}

registry.category("actions").add("recruitment_pool_undo", undoNotification);

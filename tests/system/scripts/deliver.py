"""Send what is in the mail queue, as its scheduled action does, until nothing is left."""

print("READY", flush=True)
Mail = env["mail.mail"]
while Mail.search_count([("state", "=", "outgoing")], limit=1):
    Mail.search([("state", "=", "outgoing")], limit=50).send(auto_commit=True)
    env.cr.commit()
print("DELIVERED", flush=True)

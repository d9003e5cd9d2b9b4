"""The ASGI shell: the web chat, health, metrics, signed links and the platforms' webhooks."""

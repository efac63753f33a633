"""Questions of services: asked politely, remembered, with keys that are never written down."""

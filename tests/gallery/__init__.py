"""Every card of the bot as a picture: asked for by the real path, drawn by the sandbox's own renderer."""

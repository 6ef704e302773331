"""Every sentence and card we say, as functions that return LINE message dicts. Polite, short, Arabic digits."""

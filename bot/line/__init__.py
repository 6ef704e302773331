"""The wire to LINE. Nothing else imports linebot."""

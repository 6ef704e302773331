"""When things happen: reminders, deliveries, downloads. Any number of these processes may run at once."""

"""Papers of offices that do not exist, in layouts and with damage of our own, and how much of them is read rightly."""

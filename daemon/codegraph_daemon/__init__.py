"""The long-lived daemon: keeps one repository's graph up to date and answers questions about it."""

import gc

# What is loaded stays: to look through it for cycles every 700 objects took 7 % of each start.
# Whoever goes on then says how often that is to be done (`__main__`, `workers.process`).
gc.set_threshold(100_000, 20, 20)

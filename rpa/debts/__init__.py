"""The decision core: dataset, dwelling, person, deadline, decision, plan, approval.

Pure: no browser, no clock, no network. Whatever depends on time takes ``today`` or ``now`` as an argument.
"""

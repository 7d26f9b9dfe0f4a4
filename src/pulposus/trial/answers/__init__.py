"""What a run of virtual trials says: pure functions from its tables to answers with their errors.

One question per module: ``power`` and ``smallest`` (how large), ``false_claims`` and ``coverage`` (does the analysis
hold its promises), ``closed_form`` with ``maps``, ``rules`` and ``subgroups`` (whom and how much, averaged over worlds
that the evidence leaves possible), ``control_response``, ``worth``, ``looks``, ``side_by_side``, ``happened``,
``screening``, ``baseline``, ``courses``, ``event_free``, ``emulated``, ``decision`` (the answer in a few
sentences), ``answer`` (all).
"""

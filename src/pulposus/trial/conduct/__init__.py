"""Running a trial: who is enrolled into which arm, what comes between, and what is then analysed.

``rates`` (drop-out, rescue, crossover, operations), ``enrol`` (people and arms), ``happen`` (visit by visit),
``trials`` (finished ones, person by person), ``estimand`` (what counts), ``endpoints`` (analysis of each), ``decide``
(multiplicity), ``looks`` and ``adapt`` (analyses on the way), ``replicates`` (many trials as one piece), ``cohort`` and
``groups`` (everybody under every arm), ``plan`` and ``run``.
"""

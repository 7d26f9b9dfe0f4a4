"""Finished controlled trials run again from what their files say, in worlds that have not seen them.

``protocol`` (arms, visits and numbers of a trial), ``participants`` (people with its baselines), ``virtual`` (its
visits), ``analyse`` (what it would have printed), ``replicate`` (predicted beside published) and ``scores`` (how good
that was).
"""

from pulposus.trial.replicate.protocol import Protocol, protocol, trials
from pulposus.trial.replicate.replicate import Replication, replicate, replicate_all
from pulposus.trial.replicate.scores import Scores, judge

__all__ = ["Protocol", "Replication", "Scores", "judge", "protocol", "replicate", "replicate_all", "trials"]

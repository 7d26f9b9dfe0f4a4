"""Recovery and harms: what is known of nights, activity, work, harms and later operations after each treatment."""

from pulposus.evidence.aftermath.answer import Aftermath, Answer, sources
from pulposus.evidence.aftermath.find import aftermath, stranger
from pulposus.evidence.aftermath.horizon import by_month
from pulposus.evidence.aftermath.records import RECOVERY, TOPICS, Amount, Ratio, Record, Share, Time, Topic
from pulposus.evidence.aftermath.tree import tree

__all__ = [
    "RECOVERY",
    "TOPICS",
    "Aftermath",
    "Amount",
    "Answer",
    "Ratio",
    "Record",
    "Share",
    "Time",
    "Topic",
    "aftermath",
    "by_month",
    "sources",
    "stranger",
    "tree",
]

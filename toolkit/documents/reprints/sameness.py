"""Compiled: the rules by which two texts, laid side by side, are one story (METHODS §6).

Imported where it runs (numba). Every number was chosen on the development halves of the bench
(`reports/benchmarks/documents_stories.py`).
"""
# mypy: ignore-errors
# (compiled functions are typed by their signatures, which mypy does not read)

from toolkit.base.compiled import compiled
from toolkit.documents.reprints.alignment import lead_told

SHORT, LONG_ENOUGH = 40, 180  # syllables: too few for a part of another text; enough to go by the leads
NEAR, UNKNOWN, APART, FAR = 0, 1, 2, 3  # how two texts lie in time
NEAR_DAYS, FAR_DAYS = 3, 31
WHOLE = 0.9  # of the shorter text: where it makes up little of the longer one, and where they lie far apart
LEAST_OF_LONGER = 0.45  # of the longer text, unless the shorter one is nearly whole
LEAST_OF_SHORT = 0.7  # of both texts, where one is short
HALF_FORMULA = 0.75  # of what is left, where formulas make up half of a text
OTHER_FACTS, OTHER_FACTS_OF_MOST, MOST = 0.12, 0.2, 0.75  # of the facts; of those of texts that share most
OTHER_NUMBERS, FEWEST_NUMBERS = 0.25, 3
LEADS_BONUS = 0.1  # of the threshold, for texts known to lie within a few days whose leads tell the same
LEADS_ALIKE, LEADS_AS_ONE = 0.7, 0.82  # of the facts of each lead, that the other text tells
LEAST_OF_LEAD = 12  # syllables of one lead, in runs that both texts have
LEAST_BY_LEADS = 0.25  # of the longer text
LEAST_OF_PART = 0.3  # of the facts of the longer text's lead, that a part of it tells
LEAST_WITHIN = 0.3  # of the shorter of two leading texts that a third one brings together


@compiled("int64(int32[:, ::1], int64, int64)")
def in_time(about, a, b):
    """NEAR, APART, FAR, or UNKNOWN where a day is not known; `about` (D, 3): first and last day, numbering."""
    if about[a, 0] > about[a, 1] or about[b, 0] > about[b, 1]:
        return UNKNOWN
    if max(about[a, 1], about[b, 1]) - min(about[a, 0], about[b, 0]) <= NEAR_DAYS:
        return NEAR
    return FAR if max(about[a, 0], about[b, 0]) - min(about[a, 1], about[b, 1]) > FAR_DAYS else APART


@compiled("boolean(int64[::1], float64)")
def _other_facts(tally, shorter):
    """Whether too many facts stand one for another: then the wording is a pattern, not a reprint."""
    most = OTHER_FACTS_OF_MOST if shorter >= MOST else OTHER_FACTS
    if tally[5] > most * (tally[4] + tally[5]):
        return True
    return tally[7] >= FEWEST_NUMBERS and tally[7] > OTHER_NUMBERS * (tally[6] + tally[7])


@compiled("float64(int64[::1], int64, int64, float64)")
def _plainly(tally, relation, length, threshold):
    """By how much the share of the shorter text exceeds what it must be; negative where it does not."""
    if tally[2] == 0 or tally[3] == 0:
        return -1.0
    one, other = tally[0] / tally[2], tally[1] / tally[3]
    shorter, longer = max(one, other), min(one, other)
    if _other_facts(tally, shorter) or (length < SHORT and longer < LEAST_OF_SHORT):
        return -1.0
    need = threshold if longer >= LEAST_OF_LONGER else max(threshold, WHOLE)
    if relation == FAR:
        need = max(need, WHOLE)
    if 2 * min(tally[2], tally[3]) < length:
        need = max(need, HALF_FORMULA)
    return shorter - need


@compiled("float64(uint32[::1], uint8[::1], int64[::1], int32[:, ::1], int64, int64[::1], float64)")
def _by_their_leads(seq, flags, ends, kept, n, tally, threshold):
    """The same for texts of a few days whose leads tell the same facts: a release shortened, or written anew."""
    a, a_end, b, b_end = ends[0], ends[1], ends[2], ends[3]
    if a_end - a < LONG_ENOUGH or 2 * min(tally[2], tally[3]) < a_end - a:
        return -1.0
    one, other = tally[0] / tally[2], tally[1] / tally[3]
    shorter, longer = max(one, other), min(one, other)
    if longer < LEAST_BY_LEADS or shorter < threshold - LEADS_BONUS or _other_facts(tally, shorter):
        return -1.0
    told = min(lead_told(seq, flags, a, a_end, b, b_end), lead_told(seq, flags, b, b_end, a, a_end))
    if shorter >= threshold:
        return shorter - threshold if told >= LEADS_ALIKE else -1.0
    in_a = in_b = 0
    for k in range(n):
        in_a += max(0, min(kept[k, 0] + kept[k, 2], 80) - kept[k, 0])
        in_b += max(0, min(kept[k, 1] + kept[k, 2], 80) - kept[k, 1])
    as_one = told >= LEADS_AS_ONE and max(in_a, in_b) >= LEAST_OF_LEAD
    return shorter - (threshold - LEADS_BONUS) if as_one else -1.0


@compiled("boolean(int64[::1])")
def is_part(tally):
    """Whether the shorter text makes up little of the longer one."""
    return tally[1] < LEAST_OF_LONGER * tally[3]


@compiled("float64(uint32[::1], uint8[::1], int64[::1], int32[:, ::1], int64, int64[::1], int64, float64)")
def one_story(seq, flags, ends, kept, n, tally, relation, threshold):
    """By how much two texts repeat more than they must to be one story; negative where they are not.

    `ends`: begin and end of the shorter and of the longer text; `kept` (its `n` runs) and `tally` as `compare` fills
    them. A text that is a small part of another must tell some of what that one's lead tells.
    """
    excess = _plainly(tally, relation, ends[1] - ends[0], threshold)
    if excess >= 0 and is_part(tally):
        told = lead_told(seq, flags, ends[2], ends[3], ends[0], ends[1])
        excess = excess if told >= LEAST_OF_PART else -1.0
    if excess < 0 and relation == NEAR:
        excess = _by_their_leads(seq, flags, ends, kept, n, tally, threshold)
    return excess


@compiled("boolean(int64[::1], int64)")
def belong_together(tally, relation):
    """Whether two leading texts, both repeated by a third, may be one story."""
    if relation == FAR or tally[2] == 0 or tally[3] == 0:
        return False
    shorter = max(tally[0] / tally[2], tally[1] / tally[3])
    return shorter >= LEAST_WITHIN and not _other_facts(tally, shorter)

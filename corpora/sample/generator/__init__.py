"""The generator of the sample corpus: invented outlets, invented people, planted truth, the same bytes for a seed."""

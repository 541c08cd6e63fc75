"""What ties a number to the text: scores, naming, passages, concordance, seed checks, coding, intrusion."""

"""What the drafter does: a locality profile in, a draft out (起草)."""

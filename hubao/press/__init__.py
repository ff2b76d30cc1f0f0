"""How reports are printed: the jobs of a year, the batch, receipts and the check that no report mixes agencies up."""

"""Ledgers of the business system → the figures an appraisal starts from, each with the rows it was counted from."""

"""The appraisal of document 000: measures → rules → score → grade → quota. Pure and exact."""

"""The methods of the evaluation standard's clause 7 as an analyst's tools, and the trial of grades.

None of them changes a score. What is computed in floats here (intervals, draws) is never an input of a rule.
"""

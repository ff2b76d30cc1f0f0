"""The inputs and outputs of the evaluation standard (001): what is particular to its tables."""

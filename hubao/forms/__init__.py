"""Workbooks that agencies fill in: 《绩效考核目标完成情况表》, with the targets issued to them (000 art. 11)."""

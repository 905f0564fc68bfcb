"""Finds what reports show beside the findings: source lines, fixes, the plan, what earlier runs remembered."""

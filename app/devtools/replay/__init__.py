"""Scenario files: written by hand, checked strictly, driven through the public API alone."""

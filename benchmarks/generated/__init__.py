"""Seasons that never were: realistic race articles, and what core tables must hold of them."""

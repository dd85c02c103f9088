"""Normalisation: recognised tables of many documents to typed facts and dimensions."""

"""The structured extractor: one file a field, each with its list of signals and its choice.

A field file has `find(reading) -> Choice` (or, where one look serves several fields, `find` returning a dict of them).
"""

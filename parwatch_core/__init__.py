"""The ground that every room stands on: nouns and judgement.

Pure by contract: standard library only, no I/O, no clock, no randomness. Every value that crosses from one room
to another is defined here and frozen.
"""

"""Fetched page -> clean Page: text without boilerplate, title, date, author, and what kind of page it is."""

from scraper.extract.article import extract as extract
from scraper.extract.wrapper import Wrapper as Wrapper

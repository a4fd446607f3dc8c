"""One module a contestant, run as `python -m bench.contestants.<name> poll|archive TASK.json RESULT.json FOLDER`.

ours      parwatch's own pipeline, with the politeness pause injected as zero
floor     httpx and selectolax with selectors written by hand for these very pages: what cannot be saved any more
crawler   Scrapy, trafilatura and SQLite, as a person would put them together
"""

"""Sample portals for the demo, the tests and the benchmark: real sockets on loopback, written content, known truth.

    samples.sample_portals(now)    the five of `parwatch demo`
    generated.generate(...)        any number, for the benchmark
    portal.Portal                  start, stop, publish, revise, the log of requests
    article.SampleArticle          an article and the truth about it

The content is invented. Real names of former districts and of provinces occur because rankings are recognised by
them; no number and no person in the articles is real.
"""

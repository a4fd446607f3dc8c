"""What parwatch costs and how well it reads, measured beside the alternatives in the same run.

python -m bench           cost: polling, reading, memory, start-up, rates    (make bench)
python -m bench.quality   quality on the recorded data in ../shared          (make eval)

corpus        the generated portals with copies and texts that are easy to misread
ground        the portals in a process of their own, so that serving them is nobody's cost
contestants/  what is measured; each run is a process of its own
contest       runs them in turn and takes medians
judge         what a contestant stored, held against what the portals printed
service       `parwatch run` with many sources: peak memory and idle CPU
startup       the commands that are started over and over
micro         single steps on one core
growth        memory over thousands of pages
scaling       cost as pages and texts grow, and of texts made to be slow
broadcast     one alert to thousands of chats, on a simulated clock
texts, grown  what those are made of
"""

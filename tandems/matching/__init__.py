"""Who is paired with whom.

`facts` holds plain data, `scoring` and `solver` compute on them without a database and without words, `loading` turns
rows into facts, `reasons` turns facts into sentences, `actions` is what pages, tasks and the demo call.
"""

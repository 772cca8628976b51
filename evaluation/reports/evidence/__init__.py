"""A programme's data laid beside published standards: what is there, what is missing. No verdict, and no score.

`criteria` says what each criterion looks at, `case` loads what there is, `looks` compares the two, `report` puts it
together. Counts are of the whole programme; of survey answers nothing is read but whether surveys were held.
"""

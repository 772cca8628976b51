"""A form is filled where it stands, whatever else stands on the page and whatever was typed."""

import pytest

from people.accounts.refill import fill

PAGE = """<p title="x">{}</p>
<form method="post" action="/note/"><input name="about"><textarea name="text"></textarea></form>"""


@pytest.mark.parametrize("others", ["", "a\r\nb", "a\rb", "a\u2028b", "a\x85b\x0cc\x1cd", "a\n\n\nb", "&lt;form&gt;"])
@pytest.mark.parametrize("typed", ["Half a thought", '"><script>alert(1)</script>', "</textarea><b>", "a\u2028b & c"])
def test_words_stand_in_their_fields_and_nowhere_else(others, typed):
    html = fill(
        PAGE.format(others), page="/note/", action="/note/", values={"about": [typed], "text": [typed]}, words="Again"
    )
    safe = typed.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
    notice = '<p class="notice small" role="status">Again</p>'
    filled = f'<form method="post" action="/note/">{notice}<input name="about" value="{safe}">'
    assert html == PAGE.format(others).replace(
        '<form method="post" action="/note/"><input name="about"><textarea name="text">',
        f'{filled}<textarea name="text">\n{safe}',
    )

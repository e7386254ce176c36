from server.storage.query import Query


def marked(query: str, text: str) -> str:
    for start, end in reversed(Query.parse(query).spans(text)):
        text = f"{text[:start]}[{text[start:end]}]{text[end:]}"
    return text


def test_every_word_must_begin_a_word_of_the_text() -> None:
    assert marked("capt LIVE", "Live captions, alive.") == "[Live] [captions], alive."
    assert marked("live slides", "Live captions") == "Live captions"
    assert marked("ecole", "L'école, les écoles") == "L'[école], les [écoles]"


def test_letters_in_a_row_where_no_spaces_are_written() -> None:
    assert marked("今日", "日今は今日です") == "日今は[今日]です"
    assert marked("日今", "今日です") == "今日です"


def test_what_is_found_twice_is_marked_once() -> None:
    assert marked("a ab", "abc") == "[abc]"
    assert marked("今日 日は", "今日は") == "[今日は]"


def test_a_query_without_words_finds_nothing() -> None:
    assert Query.parse("  *\"' -- ").phrases == ()
    assert marked("*", "a * b") == "a * b"


def test_the_first_sixteen_words_count() -> None:
    assert len(Query.parse(" ".join("abcdefghijklmnopqrstuvwxyz")).phrases) == 16


def test_as_databases_are_asked() -> None:
    query = Query.parse('caf" OR 今日 NEAR(x)')
    assert query.as_fts5 == '"caf" * AND "or" * AND "今 日" * AND "near" * AND "x" *'
    assert query.as_tsquery == "'caf':* & 'or':* & '今' <-> '日':* & 'near':* & 'x':*"

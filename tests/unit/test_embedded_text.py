"""The text that a model of vectors gets: names often, words of the body once, the telling first."""

from codegraph_daemon.chunks.embedded_text import (
    MOST_TELLINGS,
    MOST_WORDS,
    NAMES,
    embedded_text,
    query_text,
)


def test_names_come_first_and_twice_documentation_next_and_words_of_the_body_once() -> None:
    body = "def retry_failed(self):\n    for upload in self.uploads: upload.retry()"
    assert embedded_text("UploadQueue.retry_failed", "src/queue", "Tries again.", body) == (
        "upload queue retry failed upload queue retry failed tries again tries again src def self for in uploads"
    )


def test_identifiers_are_words_by_case_underscore_and_digits() -> None:
    assert query_text("HTTPServer getHTTPResponse2 snake_case utf8") == (
        "http server get http response 2 snake case utf 8"
    )


def test_words_of_other_scripts_stay_whole() -> None:
    assert query_text("Größe größer_als имяФайла 名前") == "größe größer als имяфайла 名前"


def test_a_query_keeps_its_order_and_its_short_words() -> None:
    assert query_text("where is a retry of a retry?") == "where is a retry of a retry"


def test_letters_and_long_numbers_of_a_body_say_nothing() -> None:
    assert embedded_text("", "", "", "x = 404 + 1234567 + y") == "404"


def test_what_is_long_is_cut_where_it_says_least() -> None:
    body = " ".join(f"word{chr(97 + i % 26)}{chr(97 + i // 26)}" for i in range(600))
    words = embedded_text("name", "", "told", body).split()
    assert len(words) == MOST_WORDS
    assert words[: NAMES[1] + 2] == ["name"] * NAMES[1] + ["told"] * 2


def test_names_and_documentation_keep_their_weight_beside_a_long_body() -> None:
    body = (
        " ".join(f"word{chr(97 + i)}" for i in range(26))
        + " "
        + " ".join(f"more{chr(97 + i)}" for i in range(14))
    )
    words = embedded_text("name", "", "told", body).split()
    assert words.count("name") == 4
    assert words.count("told") == MOST_TELLINGS


def test_a_text_without_words_is_empty() -> None:
    assert embedded_text("", "", "", "{}();") == ""
    assert query_text("?!") == ""

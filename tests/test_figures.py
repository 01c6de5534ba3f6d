"""The house figures, each measured on a small tree."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import figures
import pytest
from house import functions, patterns, rooms, word_lists
from house.sources import Figure, Offender, Source, read_sources


def tree(root: Path, files: Mapping[str, str]) -> tuple[Source, ...]:
    """The sources of a tree of such files; a path without ".py" is a module's."""
    for name, text in files.items():
        path = root / f"{name}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return read_sources(root, figures.PACKAGES)


def texts(figure: Figure) -> list[str]:
    """The offenders as they are printed."""
    return [str(offender) for offender in figure.offenders]


def complexity(root: Path, body: str) -> float:
    """The complexity of a function of that body."""
    lines = "".join(f"    {line}\n" for line in body.splitlines())
    sources = tree(root, {"bot/one": f"def one(a, b):\n{lines}"})
    return functions.highest_complexity(sources).value


def test_the_fullest_folder_counts_its_own_modules(tmp_path: Path) -> None:
    """Modules of a folder inside it are not its own."""
    sources = tree(tmp_path, {"bot/a": "", "bot/checking/b": "", "bot/checking/c": ""})
    figure = rooms.fullest_folder(sources)
    assert (figure.value, figure.status) == (2, "ok")
    assert texts(figure) == ["bot/checking/  2 modules", "bot/  1 modules"]


def test_a_folder_of_fifteen_modules_is_over(tmp_path: Path) -> None:
    """The limit is fourteen."""
    sources = tree(tmp_path, {f"index/m{number}": "" for number in range(15)})
    assert rooms.fullest_folder(sources).status == "over"


def test_modules_in_a_package_itself(tmp_path: Path) -> None:
    """Five modules beside the folders of bot/ are one too many."""
    names = ("bot/a", "bot/b", "bot/c", "bot/d", "bot/e", "bot/cli/f", "index/g")
    sources = tree(tmp_path, dict.fromkeys(names, ""))
    assert rooms.modules_in(sources, "bot").value == 5
    assert rooms.modules_in(sources, "bot").status == "over"
    assert rooms.modules_in(sources, "index").status == "ok"


def test_hidden_folders_and_caches_are_not_read(tmp_path: Path) -> None:
    """What tools leave behind is no source."""
    sources = tree(tmp_path, {"bot/a": "", "bot/.cache/b": ""})
    assert [source.path for source in sources] == ["bot/a.py"]


def test_a_ring_of_imports_is_found(tmp_path: Path) -> None:
    """It is told with the line that begins it."""
    sources = tree(
        tmp_path,
        {
            "bot/a": '"""A."""\nfrom bot import b',
            "bot/b": "from bot.c import name",
            "bot/c": "import bot.a",
            "bot/d": "import bot.a",
        },
    )
    figure = rooms.circular_imports(sources)
    assert (figure.value, figure.status) == (1, "over")
    ring = "bot.a -> bot.b -> bot.c -> bot.a (3 modules in the group)"
    assert texts(figure) == [f"bot/a.py:2  {ring}"]


def test_a_ring_through_types_and_functions_is_found(tmp_path: Path) -> None:
    """An import for types alone closes a ring, and so does one in a function."""
    for_types = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import bot.b"
    in_function = "def run():\n    from . import a"
    sources = tree(tmp_path, {"bot/a": for_types, "bot/b": in_function})
    assert rooms.circular_imports(sources).value == 1


def test_a_package_that_imports_its_own_modules_is_no_ring(tmp_path: Path) -> None:
    """A module inside does not import its package thereby."""
    sources = tree(
        tmp_path, {"bot/__init__": "from bot.a import x", "bot/a": "", "bot/b": "import bot.a"}
    )
    assert rooms.circular_imports(sources).status == "ok"


def test_dots_are_followed_from_packages_and_modules(tmp_path: Path) -> None:
    """One dot is the package itself, two the one around it."""
    sources = tree(
        tmp_path,
        {
            "bot/__init__": "",
            "bot/cli/__init__": "from .asking import ask",
            "bot/cli/asking": "from ..desk import Desk\nfrom .. import open",
            "bot/desk": "",
        },
    )
    found = [(one.importer, one.imported) for one in rooms.imports(sources)]
    asking = "bot.cli.asking"
    assert found == [("bot.cli", asking), (asking, "bot.desk"), (asking, "bot")]


def test_a_deep_chain_is_over(tmp_path: Path) -> None:
    """Fourteen modules that import each the next are one too many."""
    chain = {f"bot/m{number:02}": f"import bot.m{number + 1:02}" for number in range(14)}
    figure = rooms.import_depth(tree(tmp_path, chain))
    assert (figure.value, figure.status) == (14, "over")
    assert texts(figure)[0] == "bot/m00.py:1  imports bot.m01"
    assert len(figure.offenders) == 13


def test_depth_leaves_out_types_and_counts_functions(tmp_path: Path) -> None:
    """What is imported for types alone is not run."""
    for_types = "import typing\nif typing.TYPE_CHECKING:\n    import bot.b\nelse:\n    import bot.d"
    in_function = "def run():\n    import bot.c"
    sources = tree(tmp_path, {"bot/a": for_types, "bot/b": in_function, "bot/c": "", "bot/d": ""})
    assert rooms.import_depth(sources).value == 2


def test_a_ring_is_one_level_of_depth(tmp_path: Path) -> None:
    """Two modules in a ring, with one above and one below, are three levels."""
    sources = tree(
        tmp_path,
        {
            "bot/top": "import bot.a",
            "bot/a": "import bot.b",
            "bot/b": "import bot.a, bot.low",
            "bot/low": "",
        },
    )
    assert rooms.import_depth(sources).value == 3


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("return a", 1),
        ("assert a\nwith b:\n    pass", 1),
        ("if a:\n    pass\nelif b:\n    pass\nelse:\n    pass", 3),
        ("for one in a:\n    while b:\n        pass", 3),
        ("try:\n    pass\nexcept ValueError:\n    pass\nexcept KeyError:\n    pass", 3),
        ("return a if b else 0", 2),
        ("return [x for y in a for x in y if x if b]", 5),
        ("return a and b and (a or b)", 4),
        ("match a:\n    case 1:\n        pass\n    case _:\n        pass", 2),
        ("match a:\n    case _ if b:\n        pass", 2),
        ("return sorted(a, key=lambda x: x or b)", 2),
    ],
)
def test_what_complexity_counts(tmp_path: Path, body: str, expected: int) -> None:
    """Each branch counts one, beside the one that the function has."""
    assert complexity(tmp_path, body) == expected


def test_a_nested_function_counts_by_itself(tmp_path: Path) -> None:
    """Its branches are not those of the function around it."""
    text = "def outer(a):\n    def inner(b):\n        return b or 1\n    return inner if a else 0"
    figure = functions.highest_complexity(tree(tmp_path, {"bot/one": text}))
    expected = ["bot/one.py:1  outer: 2", "bot/one.py:2  outer.<locals>.inner: 2"]
    assert texts(figure) == expected


def test_a_complex_function_is_over(tmp_path: Path) -> None:
    """Sixteen is over fifteen; methods go by the name of their class."""
    text = "class A:\n    def run(self, a):\n        return " + " or ".join("a" * 16)
    figure = functions.highest_complexity(tree(tmp_path, {"bot/one": text}))
    assert (figure.value, figure.status) == (16, "over")
    assert texts(figure) == ["bot/one.py:2  A.run: 16"]


def test_all_complex_functions_are_listed(tmp_path: Path) -> None:
    """Ten are listed in any case, more where more are over."""
    plain = "".join(f"def p{number}(): pass\n" for number in range(12))
    branches = " or ".join("a" * 16)
    over = "".join(f"def o{number}(a): return {branches}\n" for number in range(11))
    assert len(functions.highest_complexity(tree(tmp_path, {"bot/a": plain})).offenders) == 10
    assert len(functions.highest_complexity(tree(tmp_path, {"bot/b": over})).offenders) == 11


def test_the_median_function(tmp_path: Path) -> None:
    """Decorators are not counted, docstrings are."""
    text = 'def a(): pass\n@cache\ndef b():\n    """B."""\n    pass\ndef c():\n    pass\n'
    figure = functions.median_function(tree(tmp_path, {"bot/one": text}))
    assert (figure.value, figure.status) == (2, "")
    assert texts(figure)[0] == "bot/one.py:3  b: 3"


def test_long_lines_are_counted_in_characters(tmp_path: Path) -> None:
    """A Cyrillic letter is one character."""
    sources = tree(tmp_path, {"bot/a": f"# {'я' * 98}\n# {'я' * 99}\n"})
    assert texts(functions.long_lines(sources, 100)) == ["bot/a.py:2  101"]
    assert functions.long_lines(sources, 100).status == "over"
    assert functions.long_lines(sources, 99).value == 2


def test_a_missing_docstring_is_named(tmp_path: Path) -> None:
    """Modules, classes, methods and functions need one; the share is rounded down."""
    text = '"""A."""\nclass B:\n    """B."""\n    def c(self): pass\ndef d(): pass\n'
    figure = functions.public_docstrings(tree(tmp_path, {"bot/a": text, "bot/e": '"""E."""'}))
    assert (figure.value, figure.status) == (60, "under")
    assert texts(figure) == ["bot/a.py:4  bot.a.B.c", "bot/a.py:5  bot.a.d"]


def test_what_needs_no_docstring(tmp_path: Path) -> None:
    """Private names and all inside them, local functions, overloads and setters."""
    text = (
        '"""A."""\n'
        "class _B:\n    def c(self): pass\n"
        'def d():\n    """D."""\n    def e(): pass\n'
        "@typing.overload\ndef d(): ...\n"
        'class F:\n    """F."""\n    def __init__(self): pass\n'
        "    @g.setter\n    def g(self, value): pass\n"
    )
    sources = tree(tmp_path, {"bot/a": text, "bot/__main__": "", "bot/_hidden/h": "def h(): pass"})
    assert texts(functions.public_docstrings(sources)) == []


@pytest.mark.parametrize(
    "value",
    [
        "frozenset(('say', 'tell', 'ask', 'add', 'note', 'claim'))",
        "{'say': 'tell', 'ask': 'add', 'note': 'claim'}",
        "frozenset('say tell ask add note claim'.split())",
        "tuple(map(str.upper, 'say,tell,ask,add,note,claim'.split(',')))",
        "'''\n    say tell ask\n    add note claim\n'''",
        "OTHERS | {verb for verb in 'say tell ask add note claim'.split()}",
    ],
)
def test_a_word_list_is_found_however_it_is_written(tmp_path: Path, value: str) -> None:
    """Six words make a list, in a module or a class."""
    (of_module,) = word_lists.code_lists(tree(tmp_path, {"bot/a": f"WORDS = {value}"}))
    assert of_module.words == {"say", "tell", "ask", "add", "note", "claim"}
    in_class = f"class A:\n    words: object = {value.replace(chr(10), ' ')}"
    (of_class,) = word_lists.code_lists(tree(tmp_path, {"bot/a": in_class}))
    assert (of_class.name, of_class.line) == ("words", 2)


@pytest.mark.parametrize(
    "text",
    [
        "A = ('say', 'tell', 'ask', 'add', 'note')",
        "A = 'There is no index here yet, so run the command first.'",
        "A = 'no index: run the command on a folder'",
        "A = 'say tell ask add note claim.'.split()",
        "A = re.compile('say tell ask add note claim')",
        "A = f'say tell ask add note claim {B}'.split()",
        "A = ('TXT', 'PDF', 'utf-8', 'a1', 'b_c', 'd.e', '12', '>')",
        "A = {1: Translatable('the articles say the opposite of it'), 2: Translatable('why not')}",
        "__all__ = ['open', 'close', 'ask', 'find', 'show', 'tell']",
        "def a():\n    b = 'say tell ask add note claim'.split()",
    ],
)
def test_what_is_no_word_list(tmp_path: Path, text: str) -> None:
    """Five words, messages, patterns, f-strings, codes, exports and local names."""
    assert word_lists.code_lists(tree(tmp_path, {"bot/a": text})) == ()


def test_phrases_of_three_words_are_entries(tmp_path: Path) -> None:
    """A phrase is one entry; a longer string is none."""
    text = "A = ('as well as', 'of', 'in', 'on', 'at', 'to', 'the rest of it')"
    (found,) = word_lists.code_lists(tree(tmp_path, {"bot/a": text}))
    assert found.words == {"as well as", "of", "in", "on", "at", "to"}
    assert texts(word_lists.word_lists([found])) == ["bot/a.py:1  A: 6"]


def test_two_lists_for_one_idea_are_a_pair(tmp_path: Path) -> None:
    """Five shared words of seven make a pair; four do not."""
    text = (
        "A = 'say tell ask add note claim deny'.split()\n"
        "B = 'say tell ask add note go come run'.split()\n"
        "C = 'say tell ask add one two three four five'.split()\n"
    )
    lists = word_lists.code_lists(tree(tmp_path, {"bot/a": text}))
    figure = word_lists.shared_lists(lists)
    assert (figure.value, figure.status) == (1, "over")
    assert texts(figure) == ["bot/a.py:1  A shares 5 words (71%) with bot/a.py:2 B"]


def test_a_list_that_repeats_a_lexicon_file_is_a_pair(tmp_path: Path) -> None:
    """The first column of a file is its words; its comments are not."""
    (tmp_path / word_lists.LEXICON).mkdir(parents=True)
    lines = "# say and so on\nsay\tsaid\ntell\tasked\nadd  # often\nnote\nclaim\ndeny\n"
    (tmp_path / word_lists.LEXICON / "reporting.txt").write_text(lines, encoding="utf-8")
    (in_file,) = word_lists.lexicon_lists(tmp_path)
    assert in_file.words == {"say", "tell", "add", "note", "claim", "deny"}
    lists = word_lists.code_lists(
        tree(tmp_path, {"bot/a": "A = 'say tell ask add note claim'.split()"})
    )
    (offender,) = texts(word_lists.shared_lists((*lists, in_file)))
    assert offender.endswith(
        "A shares 5 words (83%) with index/language/lexicon/reporting.txt:1 reporting"
    )


def test_patterns_are_found_in_calls_and_under_names(tmp_path: Path) -> None:
    """A constant, a loop over a tuple, and parts put together; a computed pattern is none."""
    text = (
        "import re\n"
        "DAY = r'\\d\\d'\n"
        "re.search(DAY, text)\n"
        "ALL = [re.compile(one) for one in ('a', f'b{DAY}')]\n"
        "re.sub('c' + re.escape(x), '', text)\n"
        "re.split('|'.join(words), text)\n"
    )
    found = patterns.patterns(tree(tmp_path, {"bot/a": text}))
    expected = [(2, r"\d\d"), (4, "a"), (4, "b{DAY}"), (5, "c{re.escape(x)}")]
    assert sorted((pattern.line, pattern.text) for pattern in found) == expected


def test_a_pattern_is_explained_by_a_comment_or_is_short(tmp_path: Path) -> None:
    """Without re.VERBOSE a hash is no comment, and verbose alone explains nothing."""
    text = (
        "import re\n"
        f"A = re.compile('{'a' * 39}')\n"
        f"B = re.compile('{'b' * 40}')\n"
        f"C = re.compile('{'c' * 40} # c', re.VERBOSE)\n"
        f"D = re.compile('{'d' * 40} # d')\n"
        f"E = re.compile('{'e' * 40}', flags=re.I | re.X)\n"
        f"FLAGS = re.VERBOSE\nF = re.compile('{'f' * 40} # f', FLAGS)\n"
    )
    figure = patterns.patterns_explained(patterns.patterns(tree(tmp_path, {"bot/a": text})))
    assert figure.value == 50
    assert [offender.line for offender in figure.offenders] == [5, 3, 6]


def test_a_long_pattern_is_over_unless_verbose(tmp_path: Path) -> None:
    """The limit is 150 characters."""
    text = (
        f"import re\nA = re.compile('{'a' * 150}')\nB = re.compile('{'b' * 151}')\n"
        f"C = re.compile('{'c' * 151}', re.VERBOSE)\nD = re.compile('(?x){'d' * 151}')\n"
    )
    figure = patterns.long_patterns(patterns.patterns(tree(tmp_path, {"bot/a": text})))
    assert (figure.value, figure.status) == (1, "over")
    assert texts(figure) == ["bot/a.py:3  151 characters"]


def test_the_table_is_aligned() -> None:
    """Names stand to the left, numbers to the right; a figure without a limit has no status."""
    many = Figure("lines", 1234, most=0)
    share = Figure("docstrings", 97.5, least=100, unit="%")
    assert figures.table([many, share, Figure("lists", 2)]).splitlines() == [
        "figure       value    limit",
        "lines        1,234      ≤ 0  over",
        "docstrings  97.5 %  ≥ 100 %  under",
        "lists            2",
    ]


def test_the_first_ten_offenders_are_shown_or_all() -> None:
    """The last line says how many are left out."""
    offenders = tuple(Offender("a.py", line, "long") for line in range(1, 13))
    figure = Figure("lines", 12, offenders)
    some = figures.places(figure, is_all=False).splitlines()
    assert some[1] == "  a.py:1  long"
    assert some[11:] == ["  and 2 more (--all)"]
    assert len(figures.places(figure, is_all=True).splitlines()) == 13


def test_the_program_ends_with_one_where_a_limit_is_passed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Within its limits it ends with 0."""
    tree(tmp_path, {"bot/a": '"""A."""'})
    assert figures.main([str(tmp_path)]) == 0
    tree(tmp_path, {"tests/b": "B = " + "1" * 100})
    assert figures.main([str(tmp_path)]) == 1
    assert "tests/b.py:1  104" in capsys.readouterr().out


def test_a_folder_without_packages_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The message says what to name instead."""
    with pytest.raises(SystemExit) as exit_info:
        figures.main([str(tmp_path)])
    assert exit_info.value.code == 2
    assert "name a folder that holds bot/ or index/" in capsys.readouterr().err

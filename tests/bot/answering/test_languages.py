"""Articles in many languages: found, answered from, and cited to the letter.

The texts are our own.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from shortfalls import not_yet

import bot
from bot.desk import Desk
from index.stores.archive import Archive
from index.syncing.sync import sync

ARTICLES = {
    "ru": (
        "Новый мост через Сестру открыли в Дубках\n\n"
        "Мэр города Анна Петрова открыла новый мост в четверг, 14 мая 2026 года. "
        "Строительство стоило 12 миллионов рублей и заняло два года. "
        "В школе № 3 в тот же день прошёл концерт."
    ),
    "uk": (
        "У Вербному відкрили бібліотеку\n\n"
        "У місті Вербне 3 травня 2026 року відкрили бібліотеку. "
        "Її директорка Оксана Ткач їй рада. "
        "Книжки подарували мешканці."
    ),
    "el": (
        "Άνοιξε η νέα γέφυρα στη Λίμνη\n\n"
        "Η δήμαρχος Ελένη Παππά άνοιξε τη νέα γέφυρα την Πέμπτη. Τι είπε; "
        "Το έργο κόστισε τρία εκατομμύρια ευρώ. Οι δάσκαλοι του σχολείου τραγούδησαν."
    ),
    "tr": (
        "Işıklı köprü İncirköy'de açıldı\n\n"
        "Belediye Başkanı Işıl Yılmaz köprüyü perşembe günü açtı. "
        "İNCİRKÖY halkı köprüyü on yıldır bekliyordu. "
        "Köprü için üç milyon lira harcandı."
    ),
    "ar": (
        "افتتاح جسر جديد في الوادي\n\n"
        "افتتحت رئيسة البلدية ليلى الحداد الجسر الجديد يوم الخميس. "
        "بلغت تكلفة المشروع ثلاثة ملايين دينار. "
        "وغنّت المدرسةُ في الاحتفال."
    ),
    "zh": "滨河镇新桥通车\n\n镇长王丽于2026年5月14日宣布新桥通车。工程耗资三百万元，历时两年。学校的孩子们在桥上唱歌。",
    "ja": "川辺町に新しい橋が開通\n\n町長の佐藤花子は木曜日に新しい橋を開通させた。工事費は三億円だった。学校の子どもたちが歌った。",
    "th": (
        "เปิดสะพานใหม่ที่บ้านนา\n\n"  # the headline
        "นายกเทศมนตรีเปิดสะพานใหม่เมื่อวันพฤหัสบดี โครงการใช้งบประมาณสามล้านบาท"
    ),
    "de": (
        "Neue Brücke in Erlenau eröffnet\n\n"
        "Die Bürgermeisterin Hanna Köhler eröffnete am Donnerstag die neue Brücke. "
        "Die Häuser am Ufer bleiben stehen. Der Bau hat drei Millionen Euro gekostet."
    ),
}
FACTORY = (
    "На заводе в Озёрске повысят зарплату\n\n"
    "Директор завода Мария Зимина заявила, что зарплата вырастет в июне. "
    "«Денег хватит на всех», — сказала Зимина рабочим. Профсоюз требовал этого с осени. "
    "Столовую закроют на ремонт."
)
"""In which somebody speaks."""
ASKED = (
    ("ru", "Кто открыл мост в Дубках?", "Петрова"),
    ("ru", "Когда открыли новый мост?", "четверг"),
    ("uk", "Її директорка рада?", "Оксана"),
    ("el", "Ποια δήμαρχος άνοιξε τη γέφυρα;", "Παππά"),
    ("tr", "Köprüyü kim açtı?", "Işıl"),
    ("ar", "من افتتح الجسر الجديد؟", "ليلى"),
    ("zh", "谁宣布新桥通车？", "王丽"),
    ("ja", "木曜日に新しい橋を開通させたのは誰ですか？", "佐藤"),
    ("th", "ใครเปิดสะพานใหม่", "นายก"),
    ("de", "Wer eröffnete die Brücke in Erlenau?", "Köhler"),
)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, make_archive: Callable[..., Archive]) -> Desk:
    """A desk over an article in each language."""
    articles, folder = tmp_path_factory.mktemp("articles"), tmp_path_factory.mktemp("index")
    for language, text in ARTICLES.items():
        (articles / f"{language}.txt").write_text(text, encoding="utf-8")
    (articles / "factory.txt").write_text(FACTORY, encoding="utf-8")
    sync(make_archive(folder), [str(articles)])
    return bot.open(folder)


def test_the_language_of_each_is_told(desk: Desk) -> None:
    assert {one.source: one.language for one in desk.articles()} == {
        **{f"{code}.txt": code for code in ARTICLES},
        "factory.txt": "ru",
    }


@pytest.mark.parametrize(("language", "question", "word"), ASKED)
def test_the_best_passage_is_of_the_article_in_the_language(
    language: str, question: str, word: str, desk: Desk
) -> None:
    assert desk.search(question)[0].source == f"{language}.txt"


@pytest.mark.parametrize(
    ("language", "question", "word"),
    [
        *ASKED,
        not_yet("uk", "Хто директорка бібліотеки?", "Оксана"),
        not_yet("ja", "新しい橋を開通させたのは誰ですか？", "佐藤"),
    ],
)
def test_what_answers_is_cited_to_the_letter(
    language: str, question: str, word: str, desk: Desk
) -> None:
    answer = desk.ask(question)
    assert answer.answered
    for cited in answer.citations:
        assert ARTICLES[language][cited.start : cited.end] == cited.quote
    assert any(word in cited.quote for cited in answer.citations)
    assert len(answer.citations) <= 2


@pytest.mark.parametrize(
    "question", ["Кто открыл мост в Казани?", "Что сказал Иванов?", "Wer war in Hamburg?"]
)
def test_what_they_do_not_say_is_not_answered(question: str, desk: Desk) -> None:
    assert not desk.ask(question).answered


@pytest.mark.parametrize(
    "question",
    ["Что сказала Зимина?", "Что сказала Зимина о зарплате?", "Что заявила директор завода?"],
)
def test_a_statement_in_a_russian_article_is_its_speakers(question: str, desk: Desk) -> None:
    answer = desk.ask(question)
    assert {cited.source for cited in answer.citations} == {"factory.txt"}
    assert all("Зимина" in cited.quote for cited in answer.citations)

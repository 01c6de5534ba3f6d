"""What language a text is in, by its script and its commonest words; and how that script is read."""

from __future__ import annotations

import re
from collections import Counter

UNSPACED = (
    r"\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
    r"\U00020000-\U0003ffff"
)
"""Letters, as ranges of a pattern, of scripts whose words stand unparted or grow endings: Thai, Lao, Burmese, Khmer,
Chinese, Japanese, Korean."""
MARKS = (
    r"\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed\u0900-\u0903\u093a-\u094f"
    r"\u0962\u0963\u0980-\u0983\u09bc-\u09cd\u0b82\u0bbe-\u0bcd\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0eb1\u0eb4-\u0ebc\u0ec8-\u0ecd"
    r"\u102b-\u103e\u17b4-\u17d3"
)
"""Signs that belong to the letter before them, as ranges of a pattern: Python counts them to no word."""

_SCRIPTS = (
    ("uk", re.compile(r"[іїєґІЇЄҐ]")),
    ("ru", re.compile(r"[\u0400-\u04ff]")),
    ("el", re.compile(r"[\u0370-\u03ff]")),
    ("hy", re.compile(r"[\u0530-\u058f]")),
    ("he", re.compile(r"[\u0590-\u05ff]")),
    ("ar", re.compile(r"[\u0600-\u06ff]")),
    ("hi", re.compile(r"[\u0900-\u097f]")),
    ("th", re.compile(r"[\u0e00-\u0e7f]")),
    ("ko", re.compile(r"[\uac00-\ud7af]")),
    ("ja", re.compile(r"[\u3040-\u30ff]")),
    ("zh", re.compile(r"[\u4e00-\u9fff]")),
)
_UNPARTED = (
    (2, re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")),
    (4, re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")),
)
"""How many letters a word has where words are not parted, about, and those letters."""
_IDEOGRAPHS_A_KANA = 10
"""Japanese has fewer ideographs than so many for each of its own letters; Chinese hardly ever has a letter of those."""
_SAMPLE = 5_000
_WORD = re.compile(r"[^\W\d_]+")

COMMON = {
    "en": "the of and to in a is was that for on with as by at from it he his be are this have has had were not which who what when where why how did does say said",
    "de": "der die das und in den von zu mit ist des im auf für nicht ein eine dem sich als auch es an hat am wird bei wer was wann wo wie warum wurde sagte",
    "fr": "de la le les et des en un une du dans que est pour par au sur il qui pas plus ne ce se avec aux où quand comment pourquoi quel quelle dit",
    "es": "de la que el en y a los del las un por con una su para es al lo como más se fue qué quién cuándo dónde cómo dijo",
    "pt": "de a o que e do da em um para com não uma os no se na por mais as dos foi ao ele das quem quando onde como disse",
    "it": "di e il la che in un per è del non una sono da con le si dei della al ha nel alla gli chi cosa quando dove come perché detto",
    "nl": "de het een van en in te dat op is voor met niet aan zijn er om door bij ook wie wat wanneer waar hoe waarom zei",
    "sv": "och i att det som en på är av för med den till inte om ett han vem vad när var hur varför sade",
    "no": "og i det er på til som en å for av at med han ikke den hvem hva når hvor hvordan hvorfor sa",
    "da": "og i det er på til en at af for med der den ikke som de han hvem hvad hvornår hvor hvordan hvorfor sagde",
    "fi": "ja on ei se että oli hän mutta ovat kun myös joka kuin kuka mitä milloin missä miksi miten sanoi",
    "hu": "a az és hogy nem is egy ez volt meg de csak ki mit mikor hol miért hogyan mondta",
    "pl": "i w na z do nie się że jest to o po za od przez jak kto co kiedy gdzie dlaczego powiedział",
    "cs": "a v se na je že o s z do i to k ve pro za by kdo co kdy kde proč jak řekl",
    "ro": "de și în a la cu pe care nu din că o un este pentru mai cine ce când unde cum spus",
    "tr": "ve bir bu için ile de da olarak çok daha olan ne kim nerede zaman nasıl neden niçin kadar gibi sonra dedi söyledi",
    "id": "yang dan di itu dengan untuk tidak ini dari dalam akan pada juga ke karena siapa apa kapan mana bagaimana mengapa kata",
    "ru": "и в на что не с по он как это к но из у за от о для его все так же бы она был кто где когда почему сколько какой который",
    "el": "ο η το οι τα του της των τον την και να με σε για από που δεν θα είναι στο στη στην στον ποιος τι πότε πού πώς γιατί πόσοι",
    "ar": "في من على إلى أن عن مع هذا هذه التي الذي كان قد لم لا ما ماذا متى أين كيف لماذا كم هل",
    "hi": "के का की में है और को से पर ने यह कि था थे थी लिए कौन क्या कब कहाँ कैसे क्यों",
    "zh": "的 了 在 是 和 什么 怎么 哪里 哪儿 为什 什麼 誰 谁 何时 多少 吗 呢",
    "ja": "の に は を が と で た です ます した 何 誰 いつ どこ なぜ",
    "ko": "은 는 이 가 을 를 의 에 누가 무엇 언제 어디 어떻 왜",
}
"""The commonest words of languages, and what they ask with, by ISO 639-1 code."""
_WORDS = {
    code: frozenset(words.split()) for code, words in COMMON.items() if re.match(r"[a-z]", words)
}
"""Of those that are written in Latin letters."""


def language(text: str) -> str:
    """The ISO 639-1 code of a text: by the script that most letters are in; of Latin script, by its commonest words."""
    sample = text[:_SAMPLE]
    letters = (
        {} if sample.isascii() else {code: len(script.findall(sample)) for code, script in _SCRIPTS}
    )
    if not any(letters.values()):
        return _latin(sample)
    letters["ru"] -= letters["uk"]  # whose letters are Cyrillic too
    total = sum(map(str.isalpha, sample))
    if letters["uk"] > total / 100:
        return "uk"
    if letters["ja"] * _IDEOGRAPHS_A_KANA > letters["zh"]:
        letters["ja"] += letters["zh"]
    latin = total - sum(letters.values())
    best = max(letters, key=lambda code: letters[code])
    return best if letters[best] > latin else _latin(sample)


def count_words(text: str) -> int:
    """How many words a text has; about, where its script does not part them."""
    if text.isascii():
        return len(text.split())
    return len(text.split()) + sum(
        len(letters.findall(text)) // length for length, letters in _UNPARTED
    )


def _latin(text: str) -> str:
    """English, unless more of its words are another language's common ones."""
    counts = Counter(_WORD.findall(text.replace("İ", "i").lower()))
    shares = {code: sum(counts[word] for word in words) for code, words in _WORDS.items()}
    return max(shares, key=lambda code: (shares[code], code == "en"))

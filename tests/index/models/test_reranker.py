"""A cross-encoder orders what was found."""

from __future__ import annotations

from pathlib import Path

import pytest
from tokenizers import Tokenizer, models, pre_tokenizers

from config import settings
from index.errors import ModelError
from index.models.embeddings import Embeddings
from index.models.reranker import DEPTH
from index.search.hybrid_search import Query, search
from index.stores.archive import Archive

QUESTION = Query("What did Lavrov say?")


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny cross-encoder of random weights."""
    from transformers import BertConfig, BertForSequenceClassification, PreTrainedTokenizerFast

    folder = tmp_path_factory.mktemp("cross")
    vocabulary = {
        word: number
        for number, word in enumerate(["[PAD]", "[UNK]", "[CLS]", "[SEP]", *"etaoinshrdlu"])
    }
    letters = Tokenizer(
        models.WordPiece(vocabulary, unk_token="[UNK]", continuing_subword_prefix="")
    )
    letters.pre_tokenizer = pre_tokenizers.Whitespace()
    PreTrainedTokenizerFast(  # type: ignore[no-untyped-call]
        tokenizer_object=letters,
        unk_token="[UNK]",
        pad_token="[PAD]",
        cls_token="[CLS]",
        sep_token="[SEP]",
    ).save_pretrained(folder)
    config = BertConfig(  # type: ignore[call-arg]
        vocab_size=16,
        hidden_size=8,
        num_hidden_layers=1,
        num_attention_heads=1,
        intermediate_size=8,
        num_labels=1,
        initializer_range=1.0,
    )
    BertForSequenceClassification(config).save_pretrained(folder)
    return folder


def archive(index: Path, embeddings: Embeddings, **reranker: object) -> Archive:
    opened = Archive(settings.load(index={"path": str(index)}, reranker=reranker))
    opened.embeddings = embeddings
    return opened


def test_the_passages_stand_as_the_model_orders_them(
    model: Path, sample_index: Path, embeddings: Embeddings
) -> None:
    from sentence_transformers import CrossEncoder

    fused = search(archive(sample_index, embeddings), QUESTION, DEPTH)
    hits = search(archive(sample_index, embeddings, model=str(model), seconds=600), QUESTION, DEPTH)
    scores = CrossEncoder(str(model), device="cpu").predict(
        [(QUESTION.text, hit.text) for hit in hits], batch_size=8
    )
    assert list(scores) == pytest.approx(sorted(scores, reverse=True), abs=1e-5)
    assert {hit.passage_id for hit in hits} == {hit.passage_id for hit in fused}
    assert [hit.passage_id for hit in hits] != [hit.passage_id for hit in fused]
    assert [hit.score for hit in hits] == [hit.score for hit in fused]


def test_out_of_time_they_stand_as_fused(
    model: Path, sample_index: Path, embeddings: Embeddings
) -> None:
    late = archive(sample_index, embeddings, model=str(model), seconds=1e-9)
    assert search(late, QUESTION, 5) == search(archive(sample_index, embeddings), QUESTION, 24)[:5]


def test_a_model_that_is_none_is_named(
    sample_index: Path, embeddings: Embeddings, tmp_path: Path
) -> None:
    broken = archive(sample_index, embeddings, model=str(tmp_path / "none"))
    with pytest.raises(ModelError, match=r'The reranker ".*none" cannot be loaded'):
        search(broken, QUESTION, 5)

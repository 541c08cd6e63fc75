"""Naming: nothing is reordered, a person decides, and names survive a refit only when confirmed."""

import re
import tomllib

import numpy as np
import pandas as pd
import pytest

from toolkit.base.errors import AlignmentError, CodingError, UsageError
from toolkit.documents.corpus import corpus_from_frame
from toolkit.evidence.intrusion import draw_intrusion_test, exact_interval, score_intrusion
from toolkit.evidence.names_file import carry_names, read_names, write_names
from toolkit.evidence.naming import match_themes, name_topics
from toolkit.topics.model import TopicModel
from toolkit.words.themes import themes_from_dict
from toolkit.words.vocabulary import Vocabulary

K, V, U = 5, 60, 40


def a_model(seed: int = 0, order=range(K), themes=None) -> TopicModel:
    rng = np.random.default_rng(7)
    terms = tuple(sorted([f"từ_{i:02d}" for i in range(V - 2)] + ["kiều_bào", "lãnh_sự"]))
    topic_term = rng.dirichlet(np.full(V, 0.1), K)
    topic_term[3, terms.index("lãnh_sự")] += 0.5
    topic_term[1, terms.index("kiều_bào")] += 0.5
    topic_term = topic_term / topic_term.sum(axis=1, keepdims=True) + 1e-4 * np.random.default_rng(seed).random((K, V))
    topic_term = (topic_term / topic_term.sum(axis=1, keepdims=True))[list(order)]
    doc_topic = rng.dirichlet(np.full(K, 0.3), U)[:, list(order)]
    return TopicModel(
        topic_term,
        doc_topic,
        None,
        tuple(f"topic_{k}" for k in range(K)),
        ("topic",) * 4 + ("background",),
        themes,
        topic_term.sum(axis=0),
        {},
        tuple(f"bài {u}" for u in range(U)),
        Vocabulary(terms),
        "lda",
        seed,
    )


def test_naming_never_reorders_and_sums_topics_that_share_a_name():
    model = a_model()
    named = name_topics(model, {"citizen_protection": (3, 0), "overseas_communities": 1})
    expected = ("citizen_protection", "overseas_communities", "topic_2", "citizen_protection", "topic_4")
    assert named.topic_names == expected and named.roles == ("theme", "theme", "topic", "theme", "background")
    assert np.array_equal(named.topic_term, model.topic_term)
    column = named.names.index("citizen_protection")
    assert np.allclose(named.shares[:, column], model.doc_topic[:, [0, 3]].sum(axis=1))
    assert model.topic_names[3] == "topic_3" and named.fingerprint != model.fingerprint


@pytest.mark.parametrize(
    ("names", "message"),
    [
        ({"a": 9}, "no topic 9; the model has topics 0 to 4"),
        ({"a": (1, True)}, "no topic True"),
        ({"a": 1, "b": (1,)}, "topic 1 is named 'a' and 'b'"),
        ({"Bảo hộ": 1}, "must be lower-case"),
        ({"a": 4}, "topic 4 is the background"),
        ({"topic_4": 1}, "'topic_4' is the name of the background"),
        ({"id": 1}, "not id"),
    ],
)
def test_a_name_that_cannot_be(names, message):
    with pytest.raises(UsageError, match=message):
        name_topics(a_model(), names)


def test_seeds_propose_their_topic():
    themes = themes_from_dict(
        {"citizen_protection": ["lãnh sự"], "overseas_communities": ["kiều bào"], "absent": ["vắng"]}
    )
    table = match_themes(a_model(), themes)
    proposed = table[table["proposed"]]
    assert dict(zip(proposed["topic"], proposed["theme"])) == {1: "overseas_communities", 3: "citizen_protection"}
    assert len(table) == K * 3 and (table[table["theme"] == "absent"]["lift"] == 0).all()
    assert table[table["topic"] == 3]["seeds"].iloc[0] == "lãnh sự"


@pytest.fixture
def corpus():
    return corpus_from_frame(
        pd.DataFrame({"id": [f"bài {u}" for u in range(U)], "text": [f'Nội dung "{u}"\n#x = 1' for u in range(U)]})
    )


def test_a_names_file_is_filled_in_and_read(tmp_path, corpus):
    model = a_model()
    path = write_names(model, corpus, tmp_path / "names.toml")
    text = path.read_text(encoding="utf-8")
    assert read_names(path, model) == {} and "lãnh sự" in text and text.count("# bài") >= 3
    assert all(line.startswith(("#", "[", "fingerprint", "topic_")) or not line for line in text.splitlines())
    path.write_text(
        text.replace('topic_3 = ""', 'topic_3 = "citizen_protection"').replace(
            'topic_0 = ""', 'topic_0 = "citizen_protection"'
        ),
        encoding="utf-8",
    )
    assert read_names(path, model) == {"citizen_protection": (0, 3)}
    with pytest.raises(UsageError, match="exists"):
        write_names(model, corpus, path)


def test_names_of_another_fit_are_refused_and_carried_over_by_a_person(tmp_path, corpus):
    model, refit = a_model(), a_model(seed=5, order=[2, 3, 0, 1, 4])
    path = write_names(model, corpus, tmp_path / "names.toml")
    path.write_text(
        path.read_text(encoding="utf-8").replace('topic_3 = ""', 'topic_3 = "citizen_protection"'), encoding="utf-8"
    )
    with pytest.raises(AlignmentError, match="carry_names"):
        read_names(path, refit)
    table = carry_names(read_names(path, model), model, refit)
    assert table[["name", "old_topic", "new_topic"]].values.tolist() == [["citizen_protection", 3, 1]]
    assert table["cosine"].iloc[0] > 0.99
    proposed = write_names(refit, corpus, tmp_path / "new.toml", proposals=table)
    text = proposed.read_text(encoding="utf-8")
    assert read_names(proposed, refit) == {}  # nothing is taken over unseen
    confirmed = re.sub(r'^topic_1 = "" +# proposed: "(\w+)".*$', r'topic_1 = "\1"', text, flags=re.M)
    proposed.write_text(confirmed, encoding="utf-8")
    assert read_names(proposed, refit) == {"citizen_protection": (1,)}


def test_a_names_file_with_mistakes(tmp_path, corpus):
    model = a_model()
    path = write_names(model, corpus, tmp_path / "names.toml")
    text = path.read_text(encoding="utf-8")
    assert tomllib.loads(text)["fingerprint"]
    for spoilt, message in (
        (text + '\ntopic_9 = "a"\n', "no topic 'topic_9'"),
        (text.replace('topic_1 = ""', "topic_1 = 3"), "topic_1 must be"),
        ("topic_1 = ", "no valid TOML"),
        ("[names]", "fingerprint"),
    ):
        path.write_text(spoilt, encoding="utf-8")
        with pytest.raises(UsageError, match=message):
            read_names(path, model)


def test_intruders_do_not_belong_and_seeds_are_hidden():
    themes = themes_from_dict({"a": ["lãnh sự"], "b": ["kiều bào"]})
    model = a_model(themes=themes)
    test = draw_intrusion_test(model, seed=3, n_per_topic=4)
    assert not test["shown"].str.contains("lãnh sự|kiều bào").any()
    for _, question in test.groupby("question"):
        assert question["intruder"].sum() == 1 and question["option"].tolist() == list(range(1, len(question) + 1))
    words = test[test["kind"] == "word"]
    for row in words[words["intruder"]].itertuples():
        column = model.vocabulary.column[row.shown.replace(" ", "_")]
        assert model.topic_term[row.topic, column] < np.sort(model.topic_term[row.topic])[-20]
    places = test[test["intruder"]].groupby("kind")["option"].nunique()
    assert (places >= 3).all()  # the intruder does not always stand last
    pd.testing.assert_frame_equal(test, draw_intrusion_test(model, seed=3, n_per_topic=4))
    assert not test.equals(draw_intrusion_test(model, seed=4, n_per_topic=4))


def test_a_test_without_words_to_show_is_refused():
    seeds = a_model().vocabulary.terms[: V - 8]
    with pytest.raises(UsageError, match="8 words that are no seed, fewer than 12"):
        draw_intrusion_test(a_model(themes=themes_from_dict({"a": list(seeds)})), seed=1)


def test_document_intrusion_shows_texts(corpus):
    texts = corpus.frame.set_index("id")["text"]
    test = draw_intrusion_test(a_model(), seed=1, kinds=("document",), texts=texts)
    assert test["shown"].isin(texts).all() and (test.groupby("question").size() == 4).all()
    with pytest.raises(UsageError, match="give texts"):
        draw_intrusion_test(a_model(), seed=1, kinds=("document",))


def answered(test, right):
    answer = pd.array([pd.NA] * len(test), dtype="Int64")
    test = test.assign(answer=answer)
    for number, good in right.items():
        rows = test[test["question"] == number]
        test.loc[rows.index[rows["intruder"] == good][0], "answer"] = 1
    return test


def test_answers_are_scored_with_exact_intervals():
    test = draw_intrusion_test(a_model(), seed=3, n_per_topic=2, kinds=("word",))
    scored = score_intrusion(answered(test, {1: True, 2: True, 3: False, 4: True}))
    whole = scored[scored["topic"] == -1].iloc[0]
    assert (whole["questions"], whole["found"], whole["rate"], whole["chance"]) == (4, 3, 0.75, 0.2)
    # scipy.stats.binomtest(3, 4).proportion_ci(method="exact")
    assert (whole["lower"], whole["upper"]) == pytest.approx((0.19412044968324202, 0.9936905367902902))
    assert exact_interval(0, 10, 0.95) == pytest.approx((0.0, 0.3084971078187608))
    assert exact_interval(10, 10, 0.95) == pytest.approx((0.6915028921812392, 1.0))


def test_two_answers_or_a_wrong_one_are_refused():
    test = draw_intrusion_test(a_model(), seed=3, kinds=("word",))
    with pytest.raises(CodingError, match="question 1 has two answers"):
        score_intrusion(test.assign(answer=[1, 1] + [pd.NA] * (len(test) - 2)))
    with pytest.raises(CodingError, match="question 1, option 1: answer 5 must be 1 or blank"):
        score_intrusion(test.assign(answer=[5] + [pd.NA] * (len(test) - 1)))
    with pytest.raises(UsageError, match="level"):
        score_intrusion(answered(test, {1: True}), level=95)
    with pytest.raises(CodingError, match="lost the column 'answer'"):
        score_intrusion(test.drop(columns="answer"))

"""Hosts of one site, folders as names of outlets: joined only where they are sections of one paper, and always told."""

from pathlib import Path

import pandas as pd
import pytest

from tests.documents.test_reading import TEXT
from toolkit.documents.corpus import Corpus
from toolkit.documents.hosts import one_site, site_of
from toolkit.documents.reading import read_corpus, with_source_column


def of_addresses(folder: Path, hosts: list[str]) -> Corpus:
    rows = [f'{n},https://{host}/bai-{n}.html,"{TEXT}"' for n, host in enumerate(hosts)]
    (folder / "a.csv").write_text("\n".join(["id,url,text", *rows]), encoding="utf-8")
    return read_corpus(folder)


def test_sections_of_one_paper_are_one_outlet_and_told(tmp_path: Path):
    hosts = [
        "baomau.vn",
        "thethao.baomau.vn",
        "m.baomau.vn",
        "amp.baomau.vn",
        "beta.baomau.vn",
        "video.baomau.vn",
        "khac.vn",
    ]
    corpus = of_addresses(tmp_path, hosts)
    assert corpus.kept["source"].tolist() == ["baomau.vn"] * 6 + ["khac.vn"]
    assert corpus.kept["source_given"].tolist()[1] == "thethao.baomau.vn"
    line = "\n".join(corpus.accounts.lines())
    assert "hosts of one site, read as one outlet" in line and "keeps them apart" in line
    assert "baomau.vn ← baomau.vn (4), thethao.baomau.vn (1), video.baomau.vn (1)" in line


def test_they_are_kept_apart_where_the_study_says_so(tmp_path: Path):
    apart = with_source_column(of_addresses(tmp_path, ["baomau.vn", "thethao.baomau.vn"]), "source_given")
    assert apart.kept["source"].tolist() == ["baomau.vn", "thethao.baomau.vn"]


def test_a_host_that_is_alone_keeps_its_name(tmp_path: Path):
    assert of_addresses(tmp_path, ["vi.baomau.example", "khac.vn"]).kept["source"].tolist() == [
        "vi.baomau.example",
        "khac.vn",
    ]


@pytest.mark.parametrize(
    "hosts",
    [
        ["lan.blogspot.com", "minh.blogspot.com"],
        ["lan.wordpress.com", "minh.wordpress.com"],
        ["mot.com.vn", "hai.com.vn"],
        ["khoatoan.mau.edu.vn", "khoaly.mau.edu.vn"],
        ["soyte.mau.gov.vn", "sogd.mau.gov.vn"],
        ["mot.co.uk", "hai.co.uk"],
        ["10.0.0.1", "11.0.0.1"],
        ["Báo Mẫu", "Báo. Mẫu"],
    ],
)
def test_names_that_others_have_below_one_ending_stay_apart(hosts: list[str]):
    named, entries = one_site(pd.Series(hosts))
    assert named.tolist() == hosts and not entries


def test_sections_below_a_public_ending_are_joined():
    assert site_of("thethao.baomau.com.vn") == "baomau.com.vn" and site_of("com.vn.") is None
    named, entries = one_site(pd.Series(["baomau.com.vn", "thethao.baomau.com.vn", None, "mot.com.vn"]))
    assert named.fillna("").tolist() == ["baomau.com.vn", "baomau.com.vn", "", "mot.com.vn"] and len(entries) == 1


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("html/a.txt", None),
        ("Bài viết/a.txt", None),
        ("2019/a.txt", None),
        ("Tháng 5-2019/a.txt", None),
        ("html/bao_mau/a.txt", "bao_mau"),
        ("2019/Báo Mẫu/05/a.txt", "Báo Mẫu"),
        ("bao_mau/2019/a.txt", "bao_mau"),
    ],
)
def test_a_folder_names_an_outlet_where_it_may_and_says_so(tmp_path: Path, path: str, source: str | None):
    file = tmp_path / path
    file.parent.mkdir(parents=True)
    file.write_text(TEXT, encoding="utf-8")
    corpus = read_corpus(tmp_path)
    assert corpus.kept["source"].fillna("").tolist() == [source or ""]
    assert ("named by the folder of their files" in "\n".join(corpus.accounts.lines())) == (source is not None)

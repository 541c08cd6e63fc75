"""Captions in fragments of pages: cut where the page marks them, kept where they tell the article."""

import pytest

from toolkit.documents.files.markup import untagged

P = "Bà con trong xóm góp tiền xây lại cây cầu gỗ đã mục, mỗi nhà một tấm ván, làm trong ba ngày nắng."
CAPTION = "Cây cầu nhìn từ bến đò, buổi sáng."


@pytest.mark.parametrize(
    "marked",
    [
        f'<p class="text media-caption text-center"><em>{CAPTION}</em></p>',
        f"<figure><img src='a.jpg'><figcaption>{CAPTION}</figcaption></figure>",
        f"<div class='VCSortableInPreviewMode'><div class='PhotoCMS_Caption'><p>{CAPTION}</p></div></div>",
        f'<table><tr><td class="pic"><img></td></tr><tr><td class="caption">{CAPTION}</td></tr></table>',
    ],
)
def test_a_marked_caption_is_no_sentence_of_the_article(marked: str) -> None:
    text = untagged(f"<div><p>{P}</p>{marked}<p>{P} Hai.</p></div>")
    assert CAPTION not in text
    assert text.split("\n") == [P, f"{P} Hai."]


def test_the_captions_of_a_photo_essay_are_the_article() -> None:
    shown = "".join(f'<p class="caption">{P} Ảnh {i}.</p>' for i in range(8))
    text = untagged(f"<div><p>{P}</p>{shown}</div>")
    assert all(f"Ảnh {i}." in text for i in range(8))


def test_what_only_speaks_of_captions_stays() -> None:
    assert "caption" in untagged(f"<div><p>{P}</p><p>Lời chú (caption) ở dưới.</p><p class='captain'>{P}</p></div>")


@pytest.mark.parametrize("hostile", ["<p class='caption'>", "<figcaption>" * 3 + "</p>", "<p class='" + "a " * 90])
def test_hostile_fragments_keep_their_words(hostile: str) -> None:
    assert P in untagged(f"<div><p>{P}</p>" + hostile * 20_000)

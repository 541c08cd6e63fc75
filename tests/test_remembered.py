"""A verb with a memory gives the same thing for the same arguments, and another for others."""

from pathlib import Path

from tests.remembered import remembered


def test_it_is_called_once_for_what_is_the_same() -> None:
    called: list[object] = []

    def verb(*args: object, **options: object) -> list[object]:
        called.append((args, options))
        return [*args, options]

    again, thing = remembered(verb), object()
    first = again(thing, [1, "a"], seed=1)
    assert again(thing, [1, "a"], seed=1) is first
    assert len(called) == 1
    for args, options in (
        ((object(), [1, "a"]), {"seed": 1}),
        ((thing, [1, "b"]), {"seed": 1}),
        ((thing, [1, "a"]), {}),
    ):
        assert again(*args, **options) is not first
    assert again(1) is not again(1.0) and again("a") is not again(Path("a")) and again([1]) is not again((1,))

"""How pictures of the gallery are kept: with all of their labels."""

from typing import Any


def tight(gallery_conf: dict[str, Any], name: str) -> None:
    """Keep each picture as wide as its labels need."""
    import matplotlib.pyplot as plt

    plt.rcParams["savefig.bbox"] = "tight"

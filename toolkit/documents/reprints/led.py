"""Which text each distinct text follows: what is found of stories while they are looked for."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Led:
    """For each distinct text, to be filled: its `leader`, `share`, `relation`."""

    leader: NDArray[np.int32]
    share: NDArray[np.float32]
    relation: NDArray[np.int8]

    def roots(self) -> NDArray[np.int32]:
        """(D) the text at the head of each one's story."""
        root = self.leader
        while (root[root] != root).any():
            root = root[root]
        return root

    def root(self, text: int) -> int:
        """The text at the head of one text's story."""
        while int(self.leader[text]) != text:
            text = int(self.leader[text])
        return text

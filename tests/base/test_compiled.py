"""One compiler for all kernels: with a cache, without one, with one that breaks; the results are the same."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
KERNEL = "from toolkit.base.compiled import compiled\n\n@compiled('int64(int64)')\ndef double(x):\n    return 2 * x\n"
NO_PLACE = "import numba.core.caching as c; c.CacheImpl._locator_classes = []\n"  # what a read-only installation gives
FULL_DISK = """
import errno, numba.core.caching as c
def full(self, filepath): raise OSError(errno.ENOSPC, "No space left on device", filepath)
c.IndexDataCacheFile._open_for_write = full
"""
FITS = """
import hashlib, pandas as pd
import toolkit as tk
texts = [f"Bảo hộ công dân ở nước ngoài, kỳ {i}. Kiều bào gửi tiền về quê nhà." for i in range(30)]
tokens = tk.segment(tk.corpus_from_frame(pd.DataFrame({"id": map(str, range(30)), "text": texts})))
counts = tk.count_terms(tokens, tk.build_vocabulary(tokens, min_units=2, max_share=1.0))
for fit in (tk.fit_lda, tk.fit_nmf):
    print(hashlib.sha256(fit(counts, n_topics=2, seed=1).doc_topic.tobytes()).hexdigest())
"""


def run(code: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    path = os.pathsep.join([str(folder), str(ROOT)])
    env = {**os.environ, "PYTHONPATH": path, "TOOLKIT_PROGRESS": "1", **environment}
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=env, check=False)


@pytest.fixture
def kernel(tmp_path: Path) -> Path:
    (tmp_path / "kernel.py").write_text(KERNEL, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("trouble", [NO_PLACE, FULL_DISK], ids=["no place", "full disk"])
def test_a_kernel_compiles_where_no_cache_can_be_written(kernel: Path, trouble: str) -> None:
    done = run(trouble + "import kernel; print(kernel.double(21))", kernel)
    assert done.stdout.strip() == "42", done.stderr
    assert "again in every run" in done.stderr and "NUMBA_CACHE_DIR" in done.stderr
    assert run(trouble + "import kernel", kernel, TOOLKIT_PROGRESS="0").stderr == ""


def test_the_first_run_says_that_it_compiles_and_the_second_does_not(kernel: Path) -> None:
    first, second = (run("import kernel; print(kernel.double(21))", kernel) for _ in range(2))
    assert first.stdout == second.stdout == "42\n"
    assert "compiling the inner loops" in first.stderr and second.stderr == ""


def test_a_cache_cut_short_is_passed_over(kernel: Path) -> None:
    environment = {"NUMBA_CACHE_DIR": str(kernel / "cache")}
    assert run("import kernel", kernel, **environment).returncode == 0
    for path in (kernel / "cache").rglob("*.nb?"):
        path.write_bytes(path.read_bytes()[:20])
    done = run("import kernel; print(kernel.double(21))", kernel, **environment)
    assert done.stdout == "42\n", done.stderr


def test_segmenting_lda_and_nmf_run_and_give_the_same_bits_on_a_read_only_installation(tmp_path: Path) -> None:
    cached, refused = run(FITS, tmp_path), run(NO_PLACE + FITS, tmp_path)
    assert cached.returncode == refused.returncode == 0, refused.stderr
    assert len(refused.stdout.split()) == 2 and refused.stdout == cached.stdout

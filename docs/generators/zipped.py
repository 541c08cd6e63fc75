"""The built site as one file that opens from a USB stick: python docs/generators/zipped.py. Same site, same bytes."""

import zipfile
from pathlib import Path

BUILT = Path(__file__).resolve().parents[1] / "_build"
LEFT_OUT = {".buildinfo", ".doctrees", "_sources", "objects.inv"}


def main() -> None:
    """Write chude-toolkit-docs.zip beside the site; the page to open is chude-toolkit-docs/index.html."""
    site, target = BUILT / "html", BUILT / "chude-toolkit-docs.zip"
    files = [f for f in sorted(site.rglob("*")) if f.is_file() and not LEFT_OUT & set(f.relative_to(site).parts)]
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in files:
            info = zipfile.ZipInfo(f"chude-toolkit-docs/{file.relative_to(site).as_posix()}")
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, file.read_bytes())
    print(f"docs/_build/{target.name}: {len(files)} files, {target.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()

"""Hosts of one site: which of them are sections of one paper, and which are others' own."""

import re
from collections import Counter, defaultdict

import pandas as pd

from toolkit.documents.accounts import KEPT, Entry, quoted_value

ONE_SITE = ("hosts of one site, read as one outlet", '[corpus] source_column = "source_given" keeps them apart')
MOST_LISTED = 6  # hosts of a site in one line
# Below these, anyone may have a name: what stands before them is a site of its own.
_PUBLIC = frozenset("com net org edu gov ac co or ne go gob gouv mil int info biz name health pro idv".split())  # noqa: SIM905
# Institutions and authorities, each under its own name, beside each other.
_BODIES = frozenset(("edu", "gov", "ac", "go", "gob", "gouv", "mil", "int"))
_HOSTS_OF_OTHERS = (
    "wordpress.com blogspot.com weebly.com wixsite.com substack.com medium.com tumblr.com livejournal.com typepad.com "
    "github.io gitlab.io netlify.app vercel.app pages.dev web.app firebaseapp.com herokuapp.com azurewebsites.net "
    "amazonaws.com cloudfront.net googleusercontent.com google.com yahoo.com msn.com live.com facebook.com youtube.com "
    "wikipedia.org wikimedia.org wikisource.org archive.org un.org forumotion.com forumvi.com violet.vn zing.vn "
    "blogtiengviet.net vnweblogs.com multiply.com opera.com over-blog.com business.site blog.fc2.com hatenablog.com"
)
_OF_OTHERS = frozenset(_HOSTS_OF_OTHERS.split())
_HOST = re.compile(r"(?=.{4,253}\Z)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z-]{0,22}[a-z]")


def site_of(host: str) -> str | None:
    """The site whose section a host may be: tuoitre.vn of thethao.tuoitre.vn; None where hosts are others' own.

    Those are names under a public ending (com.vn, edu.vn), of authorities and schools, of blogs and of what hosts them.
    """
    name = host.casefold()
    if not _HOST.fullmatch(name):
        return None
    parts = name.split(".")
    public = 2 if len(parts) > 2 and parts[-2] in _PUBLIC and len(parts[-1]) == 2 else 1
    if len(parts) <= public or not _BODIES.isdisjoint(parts[-public:]):
        return None
    site = ".".join(parts[-public - 1 :])
    apart = site in _OF_OTHERS or site.startswith("blogspot.") or ".".join(parts[-3:]) in _OF_OTHERS
    return None if apart else site


def one_site(sources: pd.Series) -> tuple[pd.Series, list[Entry]]:
    """Hosts of one site under its name, where several of them occur; and which were joined, a site a row."""
    counts = Counter(str(name) for name in sources.dropna())
    hosts: dict[str, list[str]] = defaultdict(list)
    for name in sorted(counts):
        site = site_of(name)
        if site is not None:
            hosts[site].append(name)
    several = {site: names for site, names in hosts.items() if len(names) > 1}
    if not several:
        return sources.astype("str"), []
    best = {name: site for site, names in several.items() for name in names}
    entries = []
    for site, names in several.items():
        listed = ", ".join(f"{name} ({counts[name]:,})" for name in names[:MOST_LISTED])
        value = quoted_value(f"{site} ← {listed}{', …' if len(names) > MOST_LISTED else ''}")
        entries.append(Entry("outlet", "source", None, None, KEPT, ONE_SITE[0], value, ONE_SITE[1]))
    return sources.map(lambda name: best.get(name, name), na_action="ignore").astype("str"), entries

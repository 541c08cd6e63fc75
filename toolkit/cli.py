"""The `chude` command: each subcommand is one or two library calls; results to stdout, progress and log to stderr."""

import json
import sys
from collections.abc import Callable
from typing import Any

import click

from toolkit.cli_running import Chude, logged, options_of, say, shown

STUDY = click.argument("study", metavar="STUDY", type=click.Path())
SET = click.option("--set", "settings", multiple=True, metavar="KEY=VALUE", help="Lay a setting over study.toml.")
LANGUAGE = click.option("--language", type=click.Choice(["vi", "en"]), default=None, help="Instead of the study's.")
JSON = click.option("--json", "as_json", is_flag=True, help="Results as JSON, for machines.")


def common(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options every command has: -v, -q."""
    loud = click.option("-v", "--verbose", is_flag=True, help="Say more on stderr; a traceback where all fails.")
    return loud(click.option("-q", "--quiet", is_flag=True, help="No progress, no notes; errors only.")(command))


@click.group(cls=Chude, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="chude-toolkit", prog_name="chude")
def main() -> None:
    """Themes in Vietnamese public discourse: which recur, how much room each gets, and whether that changed.

    STUDY is a folder with a study.toml, or the study.toml itself.

    \b
    Example:
      chude new kieu_bao --corpus articles --themes "kiều bào,bảo hộ công dân"
      chude check kieu_bao
      chude report kieu_bao
    """


@main.command()
@click.argument("name")
@click.option("--corpus", required=True, type=click.Path(), metavar="DIR", help="Folder or file of the articles.")
@click.option("--themes", required=True, metavar="A,B,C", help="Keys or names of the themes, by commas.")
@click.option("--selection", default="", metavar="TEXT", help="How the articles were collected, in a sentence.")
@click.option("--language", type=click.Choice(["vi", "en"]), default="vi", show_default=True)
@common
def new(name: str, corpus: str, themes: str, selection: str, language: str, **loudness: bool) -> None:
    """Make the folder NAME with study.toml, themes.toml and README, looking at the articles to propose settings.

    \b
    Example:
      chude new kieu_bao --corpus articles --themes "kiều bào,bảo hộ công dân"
    """
    from toolkit.studies.asked.scaffold import scaffold

    with logged(None, loudness):
        made = scaffold(name, corpus, themes.split(","), selection=selection, language=language)
        say("\n".join(made))


@main.command()
@STUDY
@click.option("--write-dates", is_flag=True, help="Write dates.csv to fill in, or add to it; never overwrites.")
@click.option("--accounts", is_flag=True, help="Only what was brought in and not simply kept, each file and row.")
@click.option("--seeds", is_flag=True, help="Only the seeds, all of them, the worst first.")
@LANGUAGE
@SET
@JSON
@common
def check(
    study: str,
    write_dates: bool,
    accounts: bool,
    seeds: bool,
    language: str | None,
    settings: tuple[str, ...],
    as_json: bool,
    **loudness: bool,
) -> None:
    """Look at a study without fitting: what was found, dated, cut, repeated, and where the seeds occur. Reads only.

    \b
    Example:
      chude check kieu_bao --write-dates
    """
    from toolkit.base.reasons import Reason, reason_text
    from toolkit.studies.path.opening import open_study
    from toolkit.studies.run.checks import check_study, write_dates_for

    with logged(None, loudness):
        opened = open_study(study, options=options_of(settings))
        found = check_study(opened)
        spoken = language or opened.language
        text = found.all_accounts(spoken) if accounts else found.all_seeds(spoken) if seeds else found.text(spoken)
        say(json.dumps(found.to_dict(), ensure_ascii=False, indent=1) if as_json else text)
        if write_dates:
            path, n = write_dates_for(opened, found)
            click.echo(reason_text(Reason.of("dates_to_fill", path=str(path), n=n), spoken), err=True)


@main.command()
@STUDY
@click.argument("id", metavar="ID")
@SET
@JSON
@common
def dates(study: str, id: str, settings: tuple[str, ...], as_json: bool, **loudness: bool) -> None:
    """What dates one document: every witness, which stands, and what felled the others. ID may be a part of an id.

    \b
    Example:
      chude dates kieu_bao bai_012.html
    """
    from toolkit.studies.path.opening import open_study
    from toolkit.studies.run.beside import witnesses_of
    from toolkit.studies.run.dates_told import told_witnesses

    opened = open_study(study, options=options_of(settings))
    with logged(None, loudness):
        table = witnesses_of(opened, id)
        if as_json:
            shown(table, as_json)
        else:
            say("\n".join(told_witnesses(table, opened.language)))


@main.command()
@STUDY
@click.option(
    "--write-names",
    type=click.Choice(["lda", "nmf"]),
    default=None,
    help="Write names.toml, to name what lda or nmf found.",
)
@SET
@JSON
@common
def fit(study: str, write_names: str | None, settings: tuple[str, ...], as_json: bool, **loudness: bool) -> None:
    """Segment, count, fit and store the models, without the comparison and the report.

    \b
    Example:
      chude fit kieu_bao --set topics.n_topics=30
      chude fit kieu_bao --write-names lda
    """
    from toolkit.studies.path.fits import write_names_file
    from toolkit.studies.path.opening import open_study
    from toolkit.studies.run.building import fit_models

    opened = open_study(study, options=options_of(settings))
    with logged(opened.build, loudness):
        shown(fit_models(opened), as_json)
        if write_names is not None:
            path = write_names_file(opened, write_names)
            click.echo(f"wrote {path}: fill in the names of topics that mean something", err=True)


@main.command()
@STUDY
@click.option("--topics", required=True, metavar="10,20,30", help="Candidate numbers of topics, by commas.")
@SET
@JSON
@common
def choose(study: str, topics: str, settings: tuple[str, ...], as_json: bool, **loudness: bool) -> None:
    """Compare numbers of topics: coherence, exclusivity, stability, held-out likelihood, residual. No silent winner.

    \b
    Example:
      chude choose kieu_bao --topics 10,20,30
    """
    from toolkit.studies.path.opening import open_study
    from toolkit.studies.run.beside import choose_topics
    from toolkit.topics.choice import explained

    opened = open_study(study, options=options_of(settings))
    with logged(opened.build, loudness):
        shown(choose_topics(opened, topics), as_json)
    if not as_json:
        shown(explained(), as_json)


@main.command()
@STUDY
@click.option("--n", default=20, show_default=True, help="How many uses of each seed to read.")
@click.option("--page", is_flag=True, help="Write seed_review.html, a page to mark them in by single keys.")
@click.option("--xlsx", is_flag=True, help="Write seed_review.xlsx, a workbook to mark them in.")
@SET
@JSON
@common
def seeds(
    study: str, n: int, page: bool, xlsx: bool, settings: tuple[str, ...], as_json: bool, **loudness: bool
) -> None:
    """Write seed_review.csv: uses of every seed, to mark theme, not or unsure; once marked, tell what the marks say.

    With --page also seed_review.html: mark there, save seed_review.json beside it, and run this again. With --xlsx also
    seed_review.xlsx: mark and save it, and run this again.

    \b
    Example:
      chude seeds kieu_bao --n 20
    """
    from toolkit.studies.path.opening import open_study
    from toolkit.studies.run.beside import review, review_notes, review_page, review_sheet

    opened = open_study(study, options=options_of(settings))
    with logged(opened.build, loudness):
        if page:
            say(f"wrote {review_page(opened, n)}: mark, save seed_review.json beside it, and run chude seeds again")
        if xlsx:
            say(f"wrote {review_sheet(opened, n)}: mark the column mark, save it, and run chude seeds again")
        if page or xlsx:
            return
        path, judged = review(opened, n)
        for note in review_notes(opened):
            click.echo(f"! {path.name}: {note}", err=True)
    if judged is None:
        click.echo(f"{path}: write theme, not or unsure in the column mark, then run this again", err=True)
    else:
        shown(judged, as_json)


@main.command()
@STUDY
@click.option("--n", default=300, show_default=True, help="How many units to code; with pages there, of all together.")
@click.option("--more", type=click.IntRange(min=1), help="Draw so many further units, beside those on the pages there.")
@click.option("--coders", default="", metavar="A,B", help="Names of the coders, by commas; one page (or sheet) each.")
@click.option(
    "--question", type=click.Choice(["presence", "main theme"]), help="Default: that of the pages there, or presence."
)
@click.option("--focus", default=None, metavar="THEME", help="Look harder for one theme; what it costs is told first.")
@click.option("--xlsx", is_flag=True, help="Write coding.xlsx for a spreadsheet, instead of pages.")
@click.option("--settle", is_flag=True, help="Write a page of the units on which coders differ.")
@SET
@common
def code(
    study: str,
    n: int,
    more: int | None,
    coders: str,
    question: str | None,
    focus: str | None,
    xlsx: bool,
    settle: bool,
    settings: tuple[str, ...],
    **loudness: bool,
) -> None:
    """Draw a sample of units and write a page a coder into coding/; never overwrites.

    A page opens in any browser, offline. Its file (lan.json), put into coding/, is found by itself, and the next report
    is calibrated. Called again with --more it writes pages with further units, for the same coders unless named.

    \b
    Example:
      chude code kieu_bao --n 300 --coders lan,minh
      chude code kieu_bao --settle
      chude code kieu_bao --more 200
    """
    from toolkit.base.checks import counted
    from toolkit.studies.path.opening import open_study
    from toolkit.studies.run.beside import codings_proposed, focus_told, further, write_coding, write_settling

    opened = open_study(study, options=options_of(settings))
    with logged(opened.build, loudness):
        if settle:
            path = write_settling(opened)
            say(f"wrote {path}: agree on these units, and put {path.stem}.json into coding/")
            return
        if more is not None:
            n, fresh = further(opened, more, focus)
            say(f"{counted(fresh, 'further unit')}{', all that are left' if fresh < more else ''}")
        for told in [*codings_proposed(opened), *(focus_told(opened, n, focus) if focus else [])]:
            say(told)
        paths = write_coding(opened, n=n, coders=coders, question=question, focus=focus, xlsx=xlsx)
        for path in paths:
            say(f"wrote {path}")
        back = "fill it in" if xlsx else "code, save, put the files into coding/"
        say(f"{back}, then run chude report again")


@main.command()
@STUDY
@click.option("--sensitivity", is_flag=True, help="Also try each verdict under other choices (minutes).")
@click.option("--strict", is_flag=True, help="Exit with 4 where the report carries cautions.")
@click.option("--engine", metavar="WHERE", help="local, local:2 (processes), local[2] or spark://host:7077 (Spark).")
@LANGUAGE
@SET
@JSON
@common
def report(
    study: str,
    sensitivity: bool,
    strict: bool,
    engine: str | None,
    language: str | None,
    settings: tuple[str, ...],
    as_json: bool,
    **loudness: bool,
) -> None:
    """Run the whole study and write build/: index.html, report.pdf, tables, figures, manifest.

    \b
    Example:
      chude report kieu_bao --sensitivity --set topics.n_topics=30
      chude report kieu_bao --engine local:2
    """
    from toolkit.studies.path.opening import open_study
    from toolkit.studies.run.running import run_study
    from toolkit.studies.run.summary import summary, told_lines

    options = options_of(settings) | ({} if engine is None else {"engine.kind": engine})
    if language:
        options["report.language"] = language
    with logged(open_study(study, options=options).build, loudness):
        done = run_study(study, options=options, sensitivity=sensitivity)
        said = json.dumps(summary(done), ensure_ascii=False, indent=1) if as_json else "\n".join(told_lines(done))
        say(said)
        if strict and done.cautions:
            sys.exit(4)


@main.command()
@STUDY
@JSON
@common
def verify(study: str, as_json: bool, **loudness: bool) -> None:
    """Rebuild in a temporary folder and compare every hash with the manifest; exit code 5 where something differs.

    \b
    Example:
      chude verify reports/sample
    """
    from toolkit.base.checks import counted
    from toolkit.studies.run.verifying import ROUNDING, verify_study

    with logged(None, loudness):
        differences = verify_study(study)
    real = [line for line in differences if not line.endswith(ROUNDING)]
    verdict = counted(len(real), "difference") if real else ROUNDING if differences else "identical"
    if as_json:
        say(json.dumps({"verdict": verdict, "differences": differences}, ensure_ascii=False, indent=1))
    else:
        say("\n".join([*differences, verdict]))
    sys.exit(5 if real else 0)


@main.command()
@STUDY
@click.argument("term")
@click.option("--width", default=60, show_default=True, help="Characters shown on each side.")
@click.option("--exact", is_flag=True, help="Find a TERM without diacritics only where it is written so.")
@SET
@JSON
@common
def find(
    study: str, term: str, width: int, exact: bool, settings: tuple[str, ...], as_json: bool, **loudness: bool
) -> None:
    """Keyword in context: every place where TERM stands, with what stands around it.

    A TERM without any diacritic stands for every spelling of its letters; one with a diacritic is found as it is typed.

    \b
    Example:
      chude find kieu_bao "bảo hộ công dân"
      chude find kieu_bao "bao ho cong dan"
    """
    from toolkit.evidence.concordance import concordance
    from toolkit.studies.path.opening import open_study
    from toolkit.studies.run.summary import context_lines

    opened = open_study(study, options=options_of(settings))
    with logged(None, loudness):
        table = concordance(opened.units, opened.tokens, term, width=width, exact=exact)
        if as_json:
            shown(table, as_json)
        else:
            say("\n".join(context_lines(table, term)))


@main.command()
@STUDY
@click.option(
    "--to",
    "kind",
    required=True,
    metavar="FORMAT",
    help="docx, qmd, codebook, xlsx, mallet, ldac, mtx, gexf, company, qdpx, features, pyldavis or gensim.",
)
@click.option("--output", type=click.Path(), default=None, metavar="DIR", help="Folder; default build/exports.")
@SET
@common
def export(study: str, kind: str, output: str | None, settings: tuple[str, ...], **loudness: bool) -> None:
    """Write a study for other programs.

    \b
    Example:
      chude export kieu_bao --to xlsx --output for_excel
    """
    from toolkit.studies.path.opening import open_study
    from toolkit.studies.run.beside import export_study

    opened = open_study(study, options=options_of(settings))
    with logged(opened.build, loudness):
        say(f"wrote {export_study(opened, kind, output)}")


if __name__ == "__main__":
    main()

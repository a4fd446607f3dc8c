"""Quality on the recorded data in ../shared, by its own scorers: `make eval`.

Predictions are made by the commands that other programs call (`parwatch extract | analyse | dedup --batch`), so what is
scored is what ships. Without ../shared it says so and ends well: the data is not part of the project.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import re
import subprocess
import sys
import tempfile
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
BATCH_SECONDS = 600.0

Row = dict[str, Any]

_SENTENCE = re.compile(r"(?<=[.;:!?…])\s+")
_NO_WORD = re.compile(r"[\W_]+")
# Characters of an author or a title, which a page may glue to what follows.
_SHORT = 200
_LONG = 25

EXTRACTION: dict[str, tuple[str, ...]] = {
    "CMS rules": (),
    "unknown CMS (--no-cms)": ("--no-cms",),
    "CMS rules, pages teach each other (--learn)": ("--learn",),
    "unknown CMS, pages teach each other (--no-cms --learn)": ("--no-cms", "--learn"),
}


def portal_pages(folder: Path) -> Iterator[str]:
    """Extraction on the saved portal pages, in each mode of the command."""
    rows = _rows(DATA / "pages" / "truth.jsonl")
    asked = [{"id": row["id"], "url": row["url"] or "", "file": str(DATA / "pages" / row["file"])} for row in rows]
    for mode, options in EXTRACTION.items():
        said = _batch(folder, "extract", asked, *options)
        yield f"## Extraction, {len(asked)} portal pages: {mode}"
        yield _score(DATA / "pages" / "score.py", said)


def general_pages(folder: Path) -> Iterator[str]:
    """Extraction on general news pages, which no rule was written for."""
    truth = json.loads((DATA / "general" / "ground-truth.json").read_text(encoding="utf-8"))
    asked = []
    for key, page in truth.items():
        plain = folder / f"{key}.html"
        plain.write_bytes(gzip.decompress((DATA / "general" / "html" / f"{key}.html.gz").read_bytes()))
        asked.append({"id": key, "url": page["url"], "file": str(plain)})
    said = _batch(folder, "extract", asked)
    yield f"## Extraction, {len(asked)} general news pages"
    yield _score(DATA / "general" / "score.py", said)


def seeds(folder: Path) -> Iterator[str]:
    """The five articles that the project began with, as dumps of their pages' text: what is kept, what is left in."""
    truth = {
        row["id"].rpartition("_seed")[2]: row for row in _rows(DATA / "pages" / "truth.jsonl") if "_seed" in row["id"]
    }
    dumps = {str(int(path.name[:3])): path for path in sorted((DATA / "seeds").glob("*.txt"))}
    asked = [
        {"id": number, "url": "https://seed.example.gov.vn/tin", "file": str(path)} for number, path in dumps.items()
    ]
    said = {row["id"]: row for row in _rows(_batch(folder, "extract", asked))}
    yield f"## The {len(dumps)} seeds, from their text alone: every sentence kept, every line of boilerplate gone"
    yield "\n".join(
        _seed_line(number, path.read_text(encoding="utf-8"), truth[number], said[number])
        for number, path in dumps.items()
    )
    gold = [row for row in _rows(DATA / "rankings" / "dev.jsonl") if row["id"].startswith("seed-")]
    lines, read = folder / "gold.jsonl", [{key: row[key] for key in ("id", "title", "text")} for row in gold]
    lines.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in gold), encoding="utf-8")
    yield f"## Ranking claims, {len(gold)} seeds"
    yield _score(DATA / "rankings" / "score.py", lines, _batch(folder, "analyse", read))


def _seed_line(number: str, dump: str, truth: Row, said: Row) -> str:
    """One seed: the sentences of its article and the lines of its page that are none, counted in what was extracted."""
    sentences = [part for line in truth["body"].splitlines() for part in _SENTENCE.split(line) if _squashed(part)]
    junk = list(boilerplate(dump, (truth["body"], truth["title"] or "", truth["author"] or "", truth["date"] or "")))
    got = {_squashed(line) for line in said["text"].splitlines()}
    whole = "".join(_squashed(line) for line in said["text"].splitlines())
    left = [line for line in junk if any(_stands_in(_squashed(line), one) for one in got)]
    printed = _squashed(dump)
    # One dump has lost the first letter of a sentence ("hời gian qua"): what it does not print cannot be kept.
    wanted = (words if words in printed else words[1:] for words in map(_squashed, sentences))
    lost = [sentence for sentence, words in zip(sentences, wanted, strict=True) if words not in whole]
    counts = (
        f"sentences kept {len(sentences) - len(lost)} of {len(sentences)}, boilerplate left {len(left)} of {len(junk)}"
    )
    told = [*(f"\n    lost: {one}" for one in lost), *(f"\n    left in: {one}" for one in left)]
    return f"seed {number}: {counts}{''.join(told)}"


def _stands_in(words: str, line: str) -> bool:
    return words == line or (len(words) >= _LONG and words in line)


def boilerplate(dump: str, article: Iterable[str]) -> Iterator[str]:
    """The lines of a dumped page that are no part of its article; of a line glued to the article, the rest."""
    whole = [_squashed(text) for text in article]
    known = {_squashed(line) for text in article for line in text.splitlines()}
    endings = [text.strip() for text in article if 0 < len(text.strip()) < _SHORT]
    for line in dump.splitlines():
        for ending in endings:
            line = line.replace(ending, "")
        words = _squashed(line)
        # A menu's word may occur in the article too; a long line does not by chance.
        is_part = words in known or (len(words) >= _LONG and any(words in text for text in whole))
        if words and not is_part:
            yield line.strip()


def _squashed(text: str) -> str:
    """The letters and digits of a text: blanks, bullets and marks of sentences differ without meaning."""
    return _NO_WORD.sub("", unicodedata.normalize("NFC", text)).lower()


def rankings(folder: Path) -> Iterator[str]:
    """Ranking claims on the labelled texts and on their damaged copies, and whether damage changes what is said."""
    answers: dict[str, Row] = {}
    for name in ("dev", "variants"):
        gold = DATA / "rankings" / f"{name}.jsonl"
        asked = [{key: row[key] for key in ("id", "title", "text")} for row in _rows(gold)]
        said = _batch(folder, "analyse", asked)
        yield f"## Ranking claims, {len(asked)} texts: {name}"
        yield _score(DATA / "rankings" / "score.py", gold, said)
        answers |= {row["id"]: row for row in _rows(said)}
    yield "## Damaged copies: the same verdict as for the clean text, and the same facts but for their evidence"
    yield "\n".join(_unmoved(answers))


def _unmoved(answers: Mapping[str, Row]) -> Iterator[str]:
    counts: dict[str, list[tuple[bool, bool]]] = {}
    for name, said in answers.items():
        original, mark, damage = name.partition("~")
        if mark:
            clean = answers[original]
            verdict = said["is_reform_ranking"] == clean["is_reform_ranking"]
            counts.setdefault(damage, []).append((verdict, _facts(said) == _facts(clean)))
    whole = [pair for damage, pairs in counts.items() if damage != "tcvn3" for pair in pairs]
    for damage, pairs in {**counts, "ALL WITHOUT TCVN3": whole}.items():
        same, facts = (sum(column) for column in zip(*pairs, strict=True))
        yield f"{damage:22s} verdict {same} of {len(pairs)}  facts {facts} of {len(pairs)}"


def _facts(said: Row) -> list[str]:
    """The facts without their evidence, which quotes the damage; spelled alike."""
    return sorted(
        _squashed(json.dumps({key: value for key, value in fact.items() if key != "evidence"}, ensure_ascii=False))
        for fact in said["facts"]
    )


def duplicates(folder: Path) -> Iterator[str]:
    """De-duplication: damaged copies of texts, and one story as three CMSs print it, from extracted pages."""
    texts = [*_rows(DATA / "rankings" / "dev.jsonl"), *_rows(DATA / "rankings" / "variants.jsonl")]
    asked = [{key: row[key] for key in ("id", "title", "text")} for row in texts]
    said = {row["id"]: row for row in _rows(_batch(folder, "dedup", asked))}
    yield f"## Duplicates, {len(asked)} texts: a damaged copy belongs to its clean text"
    yield "\n".join(_by_damage(texts, said))
    yield "## Duplicates, extracted portal pages: one story as three CMSs print it"
    yield _stories(folder)


def _by_damage(texts: Sequence[Row], said: Mapping[str, Row]) -> Iterator[str]:
    counts: dict[str, Counter[str]] = {}
    for row in texts:
        same, original = said[row["id"]], row["id"].partition("~")[0]
        right = same["same_as"] == (original if original != row["id"] else None)
        kind = (same["kind"] or "none") if right else "missed" if same["same_as"] is None else "wrong"
        counts.setdefault(row.get("variant", "clean"), Counter())[kind] += 1
    for damage, found in counts.items():
        yield f"{damage:22s} " + "  ".join(f"{kind} {number}" for kind, number in sorted(found.items()))


def _stories(folder: Path) -> str:
    """The rendered groups print the same articles; `<group>_<story>` names them."""
    truth = [row for row in _rows(DATA / "pages" / "truth.jsonl") if row["kind"] == "article"]
    files = [{"id": row["id"], "url": row["url"] or "", "file": str(DATA / "pages" / row["file"])} for row in truth]
    pages = [row for row in _rows(_batch(folder, "extract", files)) if row["text"]]
    said = _rows(_batch(folder, "dedup", [{key: row[key] for key in ("id", "title", "text")} for row in pages]))
    rendered = {row["id"] for row in truth if row["group"].startswith("rendered")}
    story = {row["id"]: row["id"].partition("_")[2] if row["id"] in rendered else row["id"] for row in truth}
    first: dict[str, str] = {}
    due = found = wrong = 0
    for same in said:
        known = first.setdefault(story[same["id"]], same["id"])
        repeats = known != same["id"]
        due += repeats
        found += repeats and same["same_as"] == known
        wrong += same["same_as"] is not None and same["same_as"] != known
    return f"pages {len(said)}  copies found {found} of {due}  joined wrongly {wrong}"


def _batch(folder: Path, command: str, asked: Iterable[Row], *options: str) -> Path:
    """Ask a batch command; the file with its answers."""
    questions, answers = folder / "in.jsonl", folder / f"{command}{''.join(options)}.jsonl"
    questions.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in asked), encoding="utf-8")
    with answers.open("wb") as out:
        _run([sys.executable, "-m", "parwatch", command, "--batch", str(questions), *options], stdout=out)
    return answers


def _score(scorer: Path, *arguments: Path) -> str:
    return _run([sys.executable, str(scorer), *map(str, arguments)], stdout=subprocess.PIPE).rstrip()


def _run(command: Sequence[str], stdout: Any) -> str:
    env = os.environ | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path), "PYTHONUTF8": "1"}
    done = subprocess.run(
        command, stdout=stdout, stderr=subprocess.PIPE, env=env, timeout=BATCH_SECONDS, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"eval: {' '.join(command[1:4])} failed:\n{done.stderr[-2000:]}")
    return done.stdout or ""


def _rows(path: Path) -> list[Row]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


PARTS = {"pages": portal_pages, "seeds": seeds, "general": general_pages, "rankings": rankings, "dedup": duplicates}


def main() -> None:
    """Print the tables of the parts that were asked for, all by default."""
    parser = argparse.ArgumentParser(prog="python -m bench.quality", description=__doc__)
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], help="which tables (default: all)")
    asked = parser.parse_args().parts or list(PARTS)
    if not DATA.is_dir():
        print("eval: skipped, the recorded data (../shared/data beside the checkout) is not here")
        return
    for name in asked:
        with tempfile.TemporaryDirectory(prefix="eval-") as folder:
            for paragraph in PARTS[name](Path(folder)):
                print(paragraph, flush=True)
                if not paragraph.startswith("## "):
                    print(flush=True)


if __name__ == "__main__":
    main()

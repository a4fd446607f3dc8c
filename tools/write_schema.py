"""Write sources.schema.json from the keys of scraper/sources.py; `make schema` runs it, a test holds it current."""

import json
from pathlib import Path

from scraper.sources import schema

TARGET = Path(__file__).parent.parent / "sources.schema.json"

if __name__ == "__main__":
    TARGET.write_text(json.dumps(schema(), ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    print(f"{TARGET.name} written")

"""Accessible PDF documents (PDF/UA-1): tagged, titled, in French. Data go in as JSON, never into the markup."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import segno
import typst

TEMPLATES = Path(__file__).resolve().parent / "templates"
CONTENT_TYPE = "application/pdf"


def pdf(template: str, data: Mapping[str, Any], *, made_at: datetime) -> bytes:
    """Render one template of this folder.

    Args:
        template: its name without extension.
        data: texts already formatted for a French reader; ``title`` and ``issuer`` are required.
        made_at: date written in the file, so that the same data give the same bytes.
    """
    result = typst.compile(
        TEMPLATES / f"{template}.typ",
        root=TEMPLATES,
        format="pdf",
        pdf_standards=["ua-1"],
        ignore_system_fonts=True,
        timestamp=int(made_at.timestamp()),
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
    )
    assert isinstance(result, bytes)  # noqa: S101 - one file when no page pattern is asked
    return result


def qr_svg(text: str) -> str:
    """A QR code (error correction M) as an SVG drawing."""
    buffer = io.BytesIO()
    segno.make(text, error="m", micro=False).save(buffer, kind="svg", xmldecl=False, scale=4, border=2)
    return buffer.getvalue().decode()

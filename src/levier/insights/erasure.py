"""What a company's reply may say of a person who is then erased."""

from __future__ import annotations

from levier.people.erasure.rules import erase_mentions

from .models import FlagReply

erase_mentions(lambda person: FlagReply.objects.filter(organisation__employments__person=person), "text")

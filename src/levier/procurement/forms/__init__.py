"""What people fill in. Forms check the shape; services check the rules."""

from __future__ import annotations

from .awards import AwardForm, DocumentForm, MemberFormSet, member_facts
from .base import blame
from .contracts import AbandonForm, BuyerForm, ContractForm, LotFormSet, ReasonForm, contract_facts, lot_initial
from .great_works import OperationForm, ProgrammeForm
from .programme import EstimateForm, MappingForm, NoticeForm, ReviewForm, UploadForm

__all__ = [
    "AbandonForm",
    "AwardForm",
    "BuyerForm",
    "ContractForm",
    "DocumentForm",
    "EstimateForm",
    "LotFormSet",
    "MappingForm",
    "MemberFormSet",
    "NoticeForm",
    "OperationForm",
    "ProgrammeForm",
    "ReasonForm",
    "ReviewForm",
    "UploadForm",
    "blame",
    "contract_facts",
    "lot_initial",
    "member_facts",
]

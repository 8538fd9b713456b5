"""The company's month, by personal link or signed in: one page, which works on a phone and with scripts off."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from levier.accounts.actor import Actor, ActorKind
from levier.accounts.enums import LinkPurpose
from levier.accounts.links import open_link
from levier.accounts.web import Request, requires
from levier.domain.errors import Conflict, LevierError
from levier.domain.quantities import ZERO
from levier.domain.vocabulary import HourKind
from levier.ui.http import go

from .. import perms
from ..declaration import DeclaredLine, NotValid, confirmation, problems
from ..forms.hours import WorkerForm
from ..models import HoursStatement
from ..selectors import around
from ..selectors import statements as reading
from ..services import declare as services
from ..standing import corrections_by_line
from ..wording import of_month
from .sheet import Sheet, build


@login_not_required
@require_http_methods(["GET", "POST"])
def by_link(request: HttpRequest, token: str, pk: int | None = None) -> HttpResponse:
    """The month behind a personal link: its statement, or the list of them when the organisation has several."""
    actor, found = opened(token)
    if pk is not None:
        statement = get_object_or_404(found, pk=pk)
    elif request.method == "GET" and len(found) > 1:
        return private(_month(request, token, list(found)))
    else:
        assert actor.link is not None  # noqa: S101 - built from one
        statement = get_object_or_404(found, pk=actor.link.target_id)
    return private(page(request, actor, statement, layout="layouts/public.html", token=token, several=len(found) > 1))


def opened(token: str) -> tuple[Actor, QuerySet[HoursStatement]]:
    """Who holds the link, and the statements it opens: those to send first.

    Raises:
        NotAllowed: the link opens nothing.
    """
    actor = Actor.from_link(open_link(token, LinkPurpose.STATEMENT))
    found = reading.statements(actor=actor).order_by("-month", "pk")
    if not found:
        raise Http404
    return actor, found


def private(response: HttpResponse) -> HttpResponse:
    """What a personal link opens stays between the browser and Levier."""
    # Never to another site; but not « no-referrer », under which browsers post « Origin: null » and CSRF refuses.
    response["Referrer-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-store"
    return response


def _month(request: HttpRequest, token: str, found: list[HoursStatement]) -> HttpResponse:
    context = {
        "token": token,
        "of_month": of_month,
        "organisation": found[0].declarant,
        "rows": [(one, one.state in reading.OPEN, reading.is_late(one, today=timezone.localdate())) for one in found],
        "left": sum(1 for one in found if one.state in reading.OPEN),
    }
    return render(request, "delivery/declare_list.html", context)


@requires(perms.DECLARE_HOURS)
@require_http_methods(["GET", "POST"])
def signed_in(request: Request, pk: int) -> HttpResponse:
    """The same page for a member of the organisation, or for the team filling it in for a company."""
    statement = get_object_or_404(reading.statements(actor=request.actor), pk=pk)
    return page(request, request.actor, statement, layout="layouts/base.html")


@dataclass(frozen=True)
class _Place:
    """Where the page is shown: signed in, or behind a link that opens one statement or several."""

    layout: str
    #: The list of the link's statements; empty when there is only one, or when signed in.
    every: str
    pieces: str
    sheet: str


def _place(statement: HoursStatement, *, layout: str, token: str, several: bool) -> _Place:
    if not token:
        pieces = reverse("delivery:statement_evidence", args=[statement.pk])
        return _Place(layout, "", pieces, reverse("delivery:statement_sheet", args=[statement.pk]))
    every = reverse("delivery:declare", args=[token]) if several else ""
    pieces = reverse("delivery:declare_evidence", args=[token, statement.pk])
    return _Place(layout, every, pieces, reverse("delivery:declare_sheet", args=[token, statement.pk]))


def page(
    request: HttpRequest,
    actor: Actor,
    statement: HoursStatement,
    *,
    layout: str,
    token: str = "",
    several: bool = False,
) -> HttpResponse:
    """Show the month, or do what was asked of it."""
    place = _place(statement, layout=layout, token=token, several=several)
    if request.method == "POST":
        return _Posted(request, actor, statement, place).answer()
    if statement.state not in reading.OPEN:
        return _sent(request, statement, place)
    return _show(request, actor, statement, place, build(reading.rows(statement)))


def _show(
    request: HttpRequest, actor: Actor, statement: HoursStatement, place: _Place, sheet: Sheet, **more: Any
) -> HttpResponse:
    shown = [one.employment.pk for one in sheet.people]
    context = {
        "layout": place.layout,
        "place": place,
        "statement": statement,
        "of_month": of_month,
        "version": statement.version,
        "contract": statement.obligation.clause.lot.contract,
        "sheet": sheet,
        "late": reading.is_late(statement, today=timezone.localdate()),
        "known": reading.other_employees(statement, shown=shown),
        "worker": more.pop("worker", None) or WorkerForm(statement=statement),
        "by_link": actor.kind is ActorKind.LINK,
        "submitted_by": more.pop("submitted_by", None) or (actor.user.full_name if actor.user else ""),
        "comment": more.pop("comment", statement.comment),
        "problems": [],
        "questions": (),
        "confirmation": "",
        "conflict": "",
        "open_worker": False,
        **more,
    }
    status = context.pop("status", 200)
    return render(request, "delivery/declare.html", context, status=status)


def _sent(request: HttpRequest, statement: HoursStatement, place: _Place, **more: Any) -> HttpResponse:
    lines = [line for line in reading.lines_of(statement) if line.hours]
    context = {
        "layout": place.layout,
        "place": place,
        "statement": statement,
        "of_month": of_month,
        "contract": statement.obligation.clause.lot.contract,
        "lines": lines,
        "corrected": corrections_by_line([line.pk for line in lines]),
        "total": sum((line.hours for line in statement.lines.all()), ZERO),
        "conflict": "",
        "typed": [],
        **more,
    }
    status = context.pop("status", 200)
    return render(request, "delivery/declared.html", context, status=status)


_BEGUN = (
    "Une nouvelle personne est écrite, mais n’est pas ajoutée : choisissez « Ajouter cette personne », ou effacez son nom, son "
    "prénom et sa date de naissance pour y renoncer. Rien n’est perdu, mais rien n’est encore enregistré."
)


def _typed(request: HttpRequest) -> dict[str, str]:
    """What was typed about a new person, to be shown again as it was."""
    start = f"{WorkerForm.prefix}-"
    return {
        name.removeprefix(start): str(value)[:200].strip()
        for name, value in request.POST.items()
        if name.startswith(start)
    }


class _Posted:
    """One posted form: what was typed is never lost, whatever happens."""

    def __init__(self, request: HttpRequest, actor: Actor, statement: HoursStatement, place: _Place) -> None:
        self.request, self.actor, self.statement, self.place = request, actor, statement, place
        self.sheet = build(reading.rows(statement), {name: str(value) for name, value in request.POST.items()})
        self.comment = request.POST.get("comment", "")[:2000]
        typed_name = request.POST.get("submitted_by", "")[:150]
        self.submitted_by = typed_name or (actor.user.full_name if actor.user else "")
        raw = request.POST.get("version", "")
        self.version = int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 10 else -1
        self.worker: WorkerForm | None = None

    def answer(self) -> HttpResponse:
        actions = {
            "save": self._save,
            "known": self._add_known,
            "add": self._add_worker,
            "nothing": self._nothing,
            "submit": self._submit,
        }
        act = actions.get(self.request.POST.get("action", "save"), self._save)
        begun = self._worker_begun()
        if begun:
            self.worker = WorkerForm(initial=_typed(self.request), statement=self.statement)
        if self.sheet.errors and act != self._nothing:
            return self._again(status=422, open_worker=begun)
        if begun and act != self._add_worker:
            return self._again(status=422, open_worker=True, problems=[_BEGUN])
        try:
            return act()
        except NotValid as error:
            self.sheet.mark(error.problems)
            return self._again(status=422)
        except Conflict as error:
            return self._conflict(error)
        except LevierError as error:
            return self._again(status=422, problems=[error.message])

    def _worker_begun(self) -> bool:
        """Something is typed about a person to add."""
        return any(_typed(self.request).get(name) for name in ("last_name", "first_name", "birth_date"))

    def _save(self) -> HttpResponse:
        self._store()
        messages.success(self.request, "Votre saisie est enregistrée. Elle n’est pas encore envoyée.")
        return self._back()

    def _store(self, *extra: DeclaredLine) -> None:
        services.save_statement(
            actor=self.actor,
            statement=self.statement,
            version=self.version,
            lines=[*self.sheet.lines, *extra],
            comment=self.comment,
        )

    def _add_known(self) -> HttpResponse:
        shown = [one.employment.pk for one in self.sheet.people]
        chosen = self.request.POST.get("known", "")
        for job in reading.other_employees(self.statement, shown=shown):
            if str(job.pk) == chosen:
                self._store(DeclaredLine(job, HourKind.WORK, ZERO))
                messages.success(self.request, f"{job.person} est sur la liste : indiquez ses heures.")
                return self._back()
        return self._again(status=422, problems=["Choisissez une personne dans la liste."])

    def _add_worker(self) -> HttpResponse:
        self.worker = WorkerForm(self.request.POST, statement=self.statement)
        if not self.worker.is_valid():
            return self._again(status=422, open_worker=True)
        self._store()
        try:
            job = services.add_worker(
                actor=self.actor,
                statement=self.statement,
                worker=self.worker.worker(),
                today=timezone.localdate(),
            )
        except LevierError as error:
            self.worker.add_error(error.field if error.field in self.worker.fields else None, error.message)
            self._reload()
            return self._again(status=422, open_worker=True)
        messages.success(self.request, f"{job.person} est sur la liste : indiquez ses heures.")
        return self._back()

    def _nothing(self) -> HttpResponse:
        if self.sheet.total or self.sheet.errors:
            return self._again(
                status=422,
                problems=["Des heures sont saisies : effacez-les pour déclarer « aucune heure », ou envoyez-les."],
            )
        return self._send([])

    def _submit(self) -> HttpResponse:
        if not self.sheet.total:
            return self._again(
                status=422,
                problems=["Aucune heure n’est saisie. Si c’est exact, choisissez « Aucune heure ce mois-ci »."],
            )
        if faults := problems(self.sheet.lines, month=self.statement.month):
            raise NotValid(faults)
        asked = around.asked(self.statement, self.sheet.lines, today=timezone.localdate())
        if asked and self.request.POST.get("confirmed") != confirmation(asked):
            self._store()
            self._reload()
            return self._again(status=422, questions=asked, confirmation=confirmation(asked))
        return self._send(self.sheet.lines)

    def _send(self, lines: list[DeclaredLine]) -> HttpResponse:
        services.submit_statement(
            actor=self.actor,
            statement=self.statement,
            version=self.version,
            lines=lines,
            submitted_by=self.submitted_by,
            comment=self.comment,
            now=timezone.now(),
        )
        messages.success(self.request, "Votre relevé est envoyé. Merci.")
        return self._back()

    def _back(self) -> HttpResponse:
        return go(self.request, self.request.path)

    def _conflict(self, error: Conflict) -> HttpResponse:
        self._reload()
        rows = reading.rows(self.statement)
        if self.statement.state not in reading.OPEN:
            typed = [line for line in self.sheet.lines if line.hours]
            return _sent(self.request, self.statement, self.place, conflict=error.message, typed=typed, status=409)
        self.sheet = build(rows, {name: str(value) for name, value in self.request.POST.items()})
        self.sheet.mark_changes(rows)
        return self._again(status=409, conflict=error.message)

    def _reload(self) -> None:
        """What is stored now; the next sending is made against it, on purpose."""
        self.statement = reading.statements(actor=self.actor).get(pk=self.statement.pk)
        self.version = self.statement.version

    def _again(self, **more: Any) -> HttpResponse:
        return _show(
            self.request,
            self.actor,
            self.statement,
            self.place,
            self.sheet,
            version=self.version,
            worker=self.worker,
            comment=self.comment,
            submitted_by=self.submitted_by,
            **more,
        )

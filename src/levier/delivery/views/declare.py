"""The company's month, by personal link or signed in: one page, which works on a phone and with scripts off."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
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
from ..declaration import DeclaredLine, NotValid, confirmation, problems, questions
from ..forms.hours import WorkerForm
from ..models import HoursStatement
from ..selectors import statements as reading
from ..services import declare as services
from ..wording import of_month
from .sheet import Sheet, build


@login_not_required
@require_http_methods(["GET", "POST"])
def by_link(request: HttpRequest, token: str) -> HttpResponse:
    """The statement behind a personal link; the link opens this one and nothing else."""
    actor = Actor.from_link(open_link(token, LinkPurpose.STATEMENT))
    assert actor.link is not None  # noqa: S101 - built from one
    statement = get_object_or_404(reading.statements(actor=actor), pk=actor.link.target_id)
    response = page(request, actor, statement, layout="layouts/public.html")
    # Never to another site; but not « no-referrer », under which browsers post « Origin: null » and CSRF refuses.
    response["Referrer-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-store"
    return response


@requires(perms.DECLARE_HOURS)
@require_http_methods(["GET", "POST"])
def signed_in(request: Request, pk: int) -> HttpResponse:
    """The same page for a member of the organisation, or for the team filling it in for a company."""
    statement = get_object_or_404(reading.statements(actor=request.actor), pk=pk)
    return page(request, request.actor, statement, layout="layouts/base.html")


def page(request: HttpRequest, actor: Actor, statement: HoursStatement, *, layout: str) -> HttpResponse:
    """Show the month, or do what was asked of it."""
    if request.method == "POST":
        return _Posted(request, actor, statement, layout).answer()
    if statement.state not in reading.OPEN:
        return _sent(request, statement, layout)
    return _show(request, actor, statement, layout, build(reading.rows(statement)))


def _show(
    request: HttpRequest, actor: Actor, statement: HoursStatement, layout: str, sheet: Sheet, **more: Any
) -> HttpResponse:
    shown = [one.employment.pk for one in sheet.people]
    context = {
        "layout": layout,
        "statement": statement,
        "of_month": of_month,
        "version": statement.version,
        "contract": statement.obligation.clause.lot.contract,
        "sheet": sheet,
        "known": reading.other_employees(statement, shown=shown),
        "worker": more.pop("worker", None) or WorkerForm(statement=statement),
        "asks_name": actor.kind is ActorKind.LINK,
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


def _sent(request: HttpRequest, statement: HoursStatement, layout: str, **more: Any) -> HttpResponse:
    context = {
        "layout": layout,
        "statement": statement,
        "of_month": of_month,
        "contract": statement.obligation.clause.lot.contract,
        "lines": [line for line in reading.lines_of(statement) if line.hours],
        "total": sum((line.hours for line in statement.lines.all()), ZERO),
        "conflict": "",
        "typed": [],
        **more,
    }
    status = context.pop("status", 200)
    return render(request, "delivery/declared.html", context, status=status)


class _Posted:
    """One posted form: what was typed is never lost, whatever happens."""

    def __init__(self, request: HttpRequest, actor: Actor, statement: HoursStatement, layout: str) -> None:
        self.request, self.actor, self.statement, self.layout = request, actor, statement, layout
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
        if self.sheet.errors and act != self._nothing:
            return self._again(status=422)
        try:
            return act()
        except NotValid as error:
            self.sheet.mark(error.problems)
            return self._again(status=422)
        except Conflict as error:
            return self._conflict(error)
        except LevierError as error:
            return self._again(status=422, problems=[error.message])

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
        asked = questions(
            self.sheet.lines,
            month=self.statement.month,
            previous_totals=reading.previous_totals(self.statement),
        )
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
            return _sent(self.request, self.statement, self.layout, conflict=error.message, typed=typed, status=409)
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
            self.layout,
            self.sheet,
            version=self.version,
            worker=self.worker,
            comment=self.comment,
            submitted_by=self.submitted_by,
            **more,
        )

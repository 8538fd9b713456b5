"""The company's side: the questions it was asked, and its replies."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from levier.accounts.web import Request, requires
from levier.domain.errors import RuleError

from .. import perms, selectors
from ..forms import ReplyForm
from ..services import answer
from ..signals import flag_of, title_of


@requires(perms.READ_QUESTIONS)
def index(request: Request) -> HttpResponse:
    found = [(one, title_of(one.flag)) for one in selectors.replies(actor=request.actor)]
    return render(request, "insights/questions.html", {"found": found})


@requires(perms.ANSWER)
def reply(request: Request, pk: int) -> HttpResponse:
    question = get_object_or_404(selectors.replies(actor=request.actor), pk=pk)
    form = ReplyForm(request.POST or None, initial={"text": question.text})
    if request.method == "POST" and form.is_valid():
        try:
            answer(actor=request.actor, reply=question, text=form.cleaned_data["text"], today=timezone.localdate())
        except RuleError as error:
            form.add_error(error.field, error.message)
        else:
            messages.success(request, "Votre réponse est enregistrée. Vous pouvez encore la corriger ici.")
            return redirect("insights:questions")
    context = {"question": question, "flag": flag_of(question.flag), "form": form}
    return render(request, "insights/reply.html", context, status=422 if form.errors else 200)

"""The page on which someone joins the pool of mentors, says no, or leaves it again."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from people.errors import ActionError
from people.models import Person
from programs.actions.pool import answer_pool, last_participation, leave_pool, topics_of
from programs.models import PoolMember, Topic


class PoolForm(forms.Form):
    topics = forms.ModelMultipleChoiceField(
        Topic.objects.none(),
        label=gettext_lazy("What I could pass on"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    is_shown = forms.BooleanField(
        label=gettext_lazy("Those who take part in programmes of my company may find me"),
        required=False,
        help_text=gettext_lazy(
            "On the page of their community, with name, department, topics and a way to write to you."
        ),
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        keys = [topic.pk for topic in topics_of(person)]
        self.fields["topics"].queryset = Topic.objects.filter(pk__in=keys)  # type: ignore[attr-defined]
        if not keys:
            del self.fields["topics"]


def mentor_pool(request: HttpRequest) -> HttpResponse:
    person: Any = request.user
    member = PoolMember.objects.filter(person=person).first()
    initial = {"topics": [topic.pk for topic in member.topics.all()], "is_shown": member.is_shown} if member else {}
    form = PoolForm(request.POST or None, person=person, initial=initial)
    if form.is_valid():
        joins = request.POST.get("answer") == "yes"
        topics = list(form.cleaned_data.get("topics") or [])
        try:
            answer_pool(
                person=person,
                joins=joins,
                topics=topics if joins else [],
                is_shown=form.cleaned_data["is_shown"],
                now=timezone.now(),
            )
        except ActionError as error:
            form.add_error(None, str(error.message))
        else:
            yes, no = _("You are in the mentor pool. Thank you."), _("You are not in the mentor pool.")
            messages.success(request, yes if joins else no)
            return redirect("mentor_pool")
    context = {"form": form, "member": member, "can_join": last_participation(person) is not None}
    return render(request, "programs/mentor_pool.html", context)


@require_POST
def mentor_pool_leave(request: HttpRequest) -> HttpResponse:
    leave_pool(person=request.user)  # type: ignore[arg-type]
    messages.success(request, _("You have left the mentor pool. Nothing of it is kept."))
    return redirect("mentor_pool")

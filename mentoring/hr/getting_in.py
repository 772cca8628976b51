"""Getting people in: invitations to a group, with a look at whom they reach, and the waiting list."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from mentoring.hr.set_up import page
from people.accounts import elevated
from people.enums import Level
from people.errors import ActionError
from people.models import Department, Person
from programs import actions
from programs.actions import Group
from programs.admin.program import hr_person
from programs.models import Program, WaitingEntry
from programs.scoping import managed_programs

SHOWN = 12  # names in the preview; the number says how many more


class InviteForm(forms.Form):
    """Nothing chosen means everyone. `reason` is asked for when it is sent."""

    departments = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Departments"), queryset=Department.objects.none(), required=False
    )
    sites = forms.MultipleChoiceField(label=gettext_lazy("Sites"), required=False)
    levels = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Levels"), choices=Level.choices, coerce=int, required=False
    )
    reason = forms.CharField(
        label=gettext_lazy("Why you write to these people"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Stands in the log, with your name and the number of people."),
    )

    def __init__(self, data: Any, program: Program) -> None:
        super().__init__(data)
        companies = program.organisations.all()
        self.fields["departments"].queryset = Department.objects.filter(organisation__in=companies)  # type: ignore[attr-defined]
        sites = Person.objects.active().filter(organisation__in=companies).exclude(site="")
        self.fields["sites"].choices = [  # type: ignore[attr-defined]
            (site, site) for site in sites.order_by("site").values_list("site", flat=True).distinct()
        ]

    def group(self) -> Group:
        data = self.cleaned_data
        return Group([one.pk for one in data["departments"]], list(data["sites"]), list(data["levels"]))


def invite(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose a group, look at whom it reaches and whom not, then send. Nothing goes out before the second press."""
    person = hr_person(request)
    program = get_object_or_404(managed_programs(person), pk=pk)
    form = InviteForm(request.POST if request.method == "POST" else None, program)
    reach, now = None, timezone.now()
    if request.method == "POST" and form.is_valid():
        if "send" in request.POST:
            back = reverse("admin:programme_invite", args=[program.pk])
            number = len(actions.reach(program=program, group=form.group(), now=now).people)
            text = ngettext("%(count)s person gets a mail.", "%(count)s people get a mail.", number) % {"count": number}
            if answer := elevated.ask(request, title=_("Invite employees"), text=text, back=back):
                return answer
            try:
                count = actions.invite(
                    program=program, group=form.group(), reason=elevated.reason(request), actor=person, now=now
                )
            except ActionError as error:
                form.add_error("reason", str(error))
            else:
                text = ngettext("%(count)s person is invited.", "%(count)s people are invited.", count)
                messages.success(request, text % {"count": count})
                return redirect("admin:programme_cockpit", program.pk)
        reach = actions.reach(program=program, group=form.group(), now=now)
    context = {
        "title": _("Invite employees"),
        "subtitle": program.name,
        "program": program,
        "form": form,
        "reach": reach,
        "shown": SHOWN,
        "more": max(0, len(reach.people) - SHOWN) if reach else 0,
    }
    return page(request, "invite.html", context, status=400 if form.errors else 200)


def waiting_list(request: HttpRequest, pk: int) -> HttpResponse:
    person = hr_person(request)
    program = get_object_or_404(managed_programs(person), pk=pk)
    entries = program.waiting.select_related("person__department").order_by("since")
    if request.method == "POST":
        key = request.POST.get("entry", "")
        entry: WaitingEntry = get_object_or_404(entries, pk=key if key.isdecimal() else 0)
        try:
            actions.let_in(entry=entry, actor=person, now=timezone.now())
        except ActionError as error:
            messages.error(request, str(error))
        else:
            said = {"name": entry.person.full_name}
            messages.success(request, _("%(name)s can sign up for two weeks and gets a mail.") % said)
        return redirect("admin:programme_waiting", program.pk)
    context = {"title": _("Waiting list"), "subtitle": program.name, "program": program, "entries": entries}
    return page(request, "waiting.html", context)

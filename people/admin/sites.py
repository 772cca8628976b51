"""Which public holidays a site has. A site that nobody has entered has those of all of Germany."""

from django.contrib import admin
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from people import audit
from people.admin.access import HrAdmin, person_of
from people.models import SiteRegion
from people.times.forms import SiteRegionForm
from people.times.public_holidays import region_name


@admin.register(SiteRegion)
class SiteRegionAdmin(HrAdmin, admin.ModelAdmin):
    nothing_yet = _("Nothing is entered yet: at every site the public holidays of all of Germany count.")
    form = SiteRegionForm
    list_display = ("site", "region_in_words")
    search_fields = ("site",)

    @admin.display(description=_("country or state"), ordering="region")
    def region_in_words(self, row: SiteRegion) -> str:
        return region_name(row.region)

    def save_model(self, request: HttpRequest, obj: SiteRegion, form: ModelForm, change: bool) -> None:
        super().save_model(request, obj, form, change)
        audit.record("site.region_set", actor=person_of(request), subject=obj, details={"region": obj.region})

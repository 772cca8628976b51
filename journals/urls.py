"""Addresses of the journal."""

from django.urls import path

from journals.views import drafts, entries, insights, search, sharing, steps, taking_along

urlpatterns = [
    path("journal/", entries.journal, name="journal"),
    path("journal/search/", search.journal_search, name="journal_search"),
    path("journal/file.md", taking_along.journal_markdown, name="journal_markdown"),
    path("journal/file.pdf", taking_along.journal_pdf, name="journal_pdf"),
    path("journal/new/<int:pk>/", entries.entry_new, name="entry_new"),
    path("journal/drafts/<uuid:key>/", drafts.entry_draft, name="entry_draft"),
    path("journal/drafts/<uuid:key>/discard/", drafts.draft_discard, name="draft_discard"),
    path("journal/<uuid:pk>/", entries.entry, name="entry"),
    path("journal/<uuid:pk>/edit/", entries.entry_edit, name="entry_edit"),
    path("journal/<uuid:pk>/open/", sharing.entry_open, name="entry_open"),
    path("journal/<uuid:pk>/take-back/", sharing.entry_take_back, name="entry_take_back"),
    path("journal/<uuid:pk>/delete/", entries.entry_delete, name="entry_delete"),
    path("tandems/<int:pk>/insights/new/", insights.insight_new, name="insight_new"),
    path("insights/withdraw/", insights.insight_withdraw, name="insight_withdraw"),
    path("insights/<uuid:pk>/", insights.insight_agree, name="insight_agree"),
    path("insights/<uuid:pk>/key/", insights.insight_key, name="insight_key"),
    path("insights/<uuid:pk>/drop/", insights.insight_drop, name="insight_drop"),
    path("programs/<slug:slug>/insights/", insights.insight_wall, name="insight_wall"),
    path("tandems/<int:pk>/steps/", steps.steps_page, name="steps"),
    path("steps/<uuid:pk>/", steps.step_page, name="step"),
    path("steps/<uuid:pk>/settle/", steps.step_settle, name="step_settle"),
    path("steps/<uuid:pk>/delete/", steps.step_delete, name="step_delete"),
    path("tandems/<int:pk>/lists/", steps.lists_page, name="lists"),
    path("lists/<uuid:pk>/", steps.item_page, name="list_item"),
    path("lists/<uuid:pk>/settle/", steps.item_settle, name="list_item_settle"),
    path("lists/<uuid:pk>/delete/", steps.item_delete, name="list_item_delete"),
]

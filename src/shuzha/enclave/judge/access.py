"""Who, for what, when: the conditions of a grant that hold before a query is even read."""

from __future__ import annotations

from shuzha.enclave.refusals import deny
from shuzha.enclave.words import Form, Grade, Policy, Request
from shuzha.kernel.decision import Deny


def access_denials(request: Request, policy: Policy, form: Form) -> list[Deny]:
    """Everything about person, purpose and term that the grant does not cover.

    Who calls an interface is a buyer, not a registered person: the order entitles them, and the market checks it.
    """
    grant, found = request.grant, []
    if form is not Form.INTERFACE and request.actor not in grant.persons:
        found.append(deny(policy, "not-registered-person", "actor"))
    if request.purpose != grant.purpose:
        found.append(deny(policy, "purpose-mismatch", "purpose"))
    if request.at < grant.not_before:
        found.append(deny(policy, "grant-not-yet-valid", "at"))
    if request.at >= grant.expires:
        found.append(deny(policy, "grant-expired", "at"))
    return found


def form_denials(form: Form, grant_forms: frozenset[Form], highest: int, policy: Policy) -> list[Deny]:
    """Whether the grant and the highest grade read allow the form."""
    allowed = policy.forms.get(Grade(highest), frozenset()) & grant_forms
    return [] if form in allowed else [deny(policy, "form-not-allowed", "form", what=form.value)]

"""What every operation has in common: its name, its line of the policy, its limit, and its refusals."""

from typing import Any

from zhibu.api.admission import PersonalToken
from zhibu.api.limits import PerToken
from zhibu.api.schemas import Refusal

ALWAYS = (401, 404, 422, 429)
WHEN_WRITING = (400, 403, 409, 413)


def offered(
    name: str, answer: Any, summary: str, *, status: int = 200, writes: bool = False
) -> dict[str, Any]:
    """The options of one operation; ``name`` is its line in ``access/pages.py``."""
    refusals = (*ALWAYS, *WHEN_WRITING) if writes else ALWAYS
    return {
        "url_name": name,
        "operation_id": name,
        "summary": summary,
        "auth": PersonalToken(name),
        "throttle": PerToken(),
        "response": {status: answer, **dict.fromkeys(sorted(refusals), Refusal)},
    }

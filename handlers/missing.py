"""What is said of an incident that whoever asks cannot see."""

from __future__ import annotations

from handlers.services import Services


async def missing(services: Services, number: int | None) -> str:
    """That there is none; of one whose record was deleted what went, when and by which rule, and never a word of it.

    Raises:
        StoreUnavailable: the store did not answer.
    """
    left = await services.queries.deleted(number) if number else None
    if left is None:
        return services.words.answer("no_such_incident", number=number or 0)
    return services.words.answer(
        "incident_deleted", number=left.number, word=left.at.date().isoformat(), count=left.days
    )

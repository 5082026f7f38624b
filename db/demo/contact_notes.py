"""Short contact notes for the demo bank, in Spanish or English, consistent with the customer's columns."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

_WRITTEN = 0.62
"""Share of customers with a note."""
_SPANISH = {"Spain": 0.9, "France": 0.25, "Germany": 0.1}
_PLAIN = (
    ("Llamada de cortesía, sin novedades.", "Courtesy call, nothing new."),
    ("Pregunta por las condiciones de la hipoteca.", "Asked about mortgage conditions."),
    ("Actualizó su dirección en la oficina.", "Updated the address at the branch."),
    ("Prefiere que le escriban por correo electrónico.", "Prefers to be contacted by e-mail."),
    ("Interesada en un plan de pensiones.", "Interested in a pension plan."),
    ("Pide cita para revisar sus productos.", "Wants an appointment to review the products held."),
    ("Comenta que cambia de trabajo en otoño.", "Says a change of job is coming in autumn."),
    ("Consulta sobre comisiones de transferencias al extranjero.", "Question about fees on transfers abroad."),
)
_COMPLAINT = (
    ("Se queja de la comisión de mantenimiento.", "Complained about the account fee."),
    ("Reclamación por un cargo duplicado, aún sin resolver.", "Complaint about a double charge, still open."),
    ("Dice que otro banco le ofrece mejores condiciones.", "Says another bank offers better terms."),
    ("Molesto por la espera en la oficina.", "Unhappy about waiting times at the branch."),
)
_INACTIVE = (
    ("No usa la aplicación desde hace meses.", "Has not used the app for months."),
    ("No contesta al teléfono; se le envía un correo.", "Did not answer the phone; sent an e-mail."),
)
_WEALTHY = (
    ("Pregunta por depósitos a plazo.", "Asked about term deposits."),
    ("Tiene liquidez sin invertir; proponer cartera de fondos.", "Holds cash not invested; suggest a fund portfolio."),
)
_MONTHS = 18


def notes(
    generator: np.random.Generator,
    *,
    countries: NDArray[np.str_],
    active: NDArray[np.bool_],
    wealthy: NDArray[np.bool_],
    complained: NDArray[np.bool_],
) -> list[str]:
    """A dated note or an empty text for each customer."""
    count = len(countries)
    spoken, written, month, day, pick = (generator.random(count) for _ in range(5))
    texts = []
    for i in range(count):
        if written[i] > _WRITTEN and not complained[i]:
            texts.append("")
            continue
        phrases: Sequence[tuple[str, str]] = _COMPLAINT if complained[i] else _PLAIN
        if not complained[i] and pick[i] < 0.25:
            phrases = _INACTIVE if not active[i] else _WEALTHY if wealthy[i] else _PLAIN
        spanish, english = phrases[int(pick[i] * 997) % len(phrases)]
        past = int(month[i] * _MONTHS)
        date = f"{2026 - (past + 2) // 12}-{12 - (past + 2) % 12:02d}-{1 + int(day[i] * 28):02d}"
        texts.append(f"{date}: {spanish if spoken[i] < _SPANISH[countries[i]] else english}")
    return texts

"""How the number that a bill or an invoice has in the books is made of ours."""

import re
from collections.abc import Mapping
from string import Formatter
from typing import Annotated, Final, Self

from pydantic import AfterValidator, Field

from fieldledger.domain.base import CanonicalModel
from fieldledger.domain.invoice import Hold, Invoice, NumberParts
from fieldledger.error_codes import ErrorCode

LONGEST_NUMBER: Final = 21
"""QuickBooks' DocNumber (quickbooks.md 5). What FOUNDATION holds is not known: its bills keep to the same."""
NUMBER_HOLDS: Final = (ErrorCode.DOCUMENT_NUMBER_UNUSABLE, ErrorCode.DOCUMENT_NUMBER_TAKEN)
"""Codes of holds that a change of the company's settings, or of another invoice, may end."""
_PAYABLE: Final = ("job", "commitment", "number", "period")
_RECEIVABLE: Final = ("job", "number", "period")
_TELLS_APART: Final = frozenset({"number", "period"})
_PLAIN: Final = re.compile(r"[ -~]*")
_WORD: Final = re.compile(r"[^\W_]+")
_CALLED: Final[Mapping[str, str]] = {
    "job": "the job has no number",
    "commitment": "its commitment is not known here yet, or has no number",
    "number": "it has no number of its own in Procore",
    "period": "it has no billing period",
}


def _checked(text: str, names: tuple[str, ...]) -> str:
    """A pattern whose parts are known, and that tells two invoices of one contract apart."""
    try:
        pieces = list(Formatter().parse(text))
    except ValueError as malformed:
        raise ValueError("a brace stands alone") from malformed
    used = [name for _, name, _, _ in pieces if name is not None]
    if any(conversion or spec for _, _, spec, conversion in pieces) or not set(used) <= set(names):
        raise ValueError(f"parts are {', '.join('{' + name + '}' for name in names)}")
    if not _TELLS_APART & set(used):
        raise ValueError("without {number} or {period} all invoices of a job would have one number")
    if not _PLAIN.fullmatch(text) or text != text.strip():
        raise ValueError("printable ASCII characters, none of them a space at an end")
    return text


_Pattern = Annotated[str, Field(min_length=1, max_length=60)]
_PayablePattern = Annotated[_Pattern, AfterValidator(lambda text: _checked(text, _PAYABLE))]
_ReceivablePattern = Annotated[_Pattern, AfterValidator(lambda text: _checked(text, _RECEIVABLE))]


class DocumentNumbers(CanonicalModel):
    """A pattern for each direction, of ``{job}``, ``{commitment}`` (payables only), ``{number}`` and ``{period}``.

    ``{job}`` and ``{commitment}`` are their numbers, ``{number}`` is Procore's running number of the invoice on its
    contract, ``{period}`` the month that its billing period ends in (``2026-09``). A job number that the commitment's
    number has in it already is left out with the separator behind it. ``..._own_first``: an invoice number that
    people gave, other than Procore's running one, is taken as it is: accountants look for the subcontractor's own.
    """

    payables: _PayablePattern = "{job}-{commitment}-{number}"
    payables_own_first: bool = True
    receivables: _ReceivablePattern = "{job}-{number}"
    receivables_own_first: bool = True


class DocumentNumber(CanonicalModel):
    """The number, or the hold that says why there is none."""

    text: str | None = None
    hold: Hold | None = None

    @classmethod
    def refused(cls, code: ErrorCode, sentence: str) -> Self:
        """None, for a reason that a controller understands."""
        return cls(hold=Hold(code=code.value, message=sentence))


def document_number(invoice: Invoice, rules: DocumentNumbers) -> DocumentNumber:
    """What ``invoice`` would be called in the books; the same invoice and rules give the same number. Never cut."""
    parts = invoice.numbering or NumberParts(own=invoice.number)
    payable = invoice.is_payable
    own_first = rules.payables_own_first if payable else rules.receivables_own_first
    pattern = rules.payables if payable else rules.receivables
    if own_first and parts.own is not None and parts.own != parts.number:
        return _fitting(parts.own)
    known = {name: getattr(parts, name) for name in _PAYABLE}
    names = [name for _, name, _, _ in Formatter().parse(pattern) if name is not None]
    lacking = next((name for name in names if known[name] is None), None)
    if lacking is not None:
        text = f"its number in the books is made as {pattern}, but {_CALLED[lacking]}"
        return DocumentNumber.refused(ErrorCode.DOCUMENT_NUMBER_UNUSABLE, text)
    return _fitting(_without_repeated_job(pattern, parts).format(**known))


def _fitting(text: str) -> DocumentNumber:
    if len(text) <= LONGEST_NUMBER:
        return DocumentNumber(text=text)
    sentence = (
        f"its number in the books would be {text!r}, which has {len(text)} characters, and the books hold "
        f"{LONGEST_NUMBER}: give it a shorter invoice number in Procore, or set a shorter pattern"
    )
    return DocumentNumber.refused(ErrorCode.DOCUMENT_NUMBER_UNUSABLE, sentence)


def _without_repeated_job(pattern: str, parts: NumberParts) -> str:
    """``SC-2201-1`` says already that it is of job 2201."""
    if "{commitment}" not in pattern or not _has_words_of(parts.commitment or "", parts.job or ""):
        return pattern
    return re.sub(r"\{job\}[^\w{}]*", "", pattern)


def _has_words_of(text: str, number: str) -> bool:
    words, wanted = _WORD.findall(text.casefold()), _WORD.findall(number.casefold())
    spans = range(len(words) - len(wanted) + 1)
    return bool(wanted) and any(words[start : start + len(wanted)] == wanted for start in spans)

"""Names and links of files: nothing that a browser would run, and nothing without bounds."""

import pytest

from fieldledger.domain.attachment import attachment, without_signature
from fieldledger.domain.facts.procore_attachments import AttachmentFacts
from fieldledger.domain.facts.procore_invoices import RequisitionFacts


def test_an_https_link_is_kept_as_it_is() -> None:
    link = "https://storage.procore.com/api/v5/files/waiver.pdf?companyId=1&sig=ab"

    assert attachment("waiver.pdf", link).url == link


@pytest.mark.parametrize(
    "url",
    [
        "http://storage.procore.com/waiver.pdf",
        "javascript:alert(1)",
        "data:text/html,hello",
        "https://user@storage.procore.com/waiver.pdf",
        "https:///waiver.pdf",
        "https://[waiver.pdf",
        "https://storage.procore.com/a b.pdf",
        "https://storage.procore.com/a\nb.pdf",
        f"https://storage.procore.com/{'a' * 2000}",
        "",
        None,
    ],
)
def test_any_other_link_is_left_out_and_the_name_stays(url: str | None) -> None:
    kept = attachment("waiver.pdf", url)

    assert (kept.name, kept.url) == ("waiver.pdf", None)


def test_names_are_on_one_line_and_bounded() -> None:
    assert attachment("lien\nwaiver\u202e.pdf", None).name == "lien waiver .pdf"
    assert len(attachment("a" * 900, None).name) == 200
    assert attachment(None, None).name == "without a name"


def test_a_link_that_is_signed_anew_is_no_change_and_another_file_is_one() -> None:
    def told(url: str) -> str:
        return RequisitionFacts(attachments=(AttachmentFacts(name="waiver.pdf", url=url),)).hashed

    assert told("https://storage.test/1?sig=a") == told("https://storage.test/1?sig=b")
    assert told("https://storage.test/1?sig=a") != told("https://storage.test/2?sig=a")
    assert without_signature("https://storage.test/1?sig=a") == "https://storage.test/1"

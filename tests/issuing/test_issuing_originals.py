"""The uploaded file itself: kept with its plan, served to whoever may see the plan, erased with a draft."""

import io
import zipfile

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.issued_plans import TEXT, a_draft
from tests.made_documents import LINES, docx_of
from zhibu.access.policy import Role
from zhibu.issuing import drafts
from zhibu.issuing.errors import IssuingError
from zhibu.issuing.models import Draft, IssuedPlan, State
from zhibu.issuing.uploads import read_upload
from zhibu.plans.documents import Document, Kind

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_folder")]
WRITTEN = TEXT.encode("gb18030")  # as it was sent, not as it was read


def files(folder):
    return [one for one in folder.rglob("*") if one.is_file()]


def started(world, name="柳溪镇方案.txt"):
    return drafts.start(
        acting=None,
        organization=world.near,
        document=Document(TEXT, "柳溪镇方案", Kind.TEXT),
        file_name=name,
        original=WRITTEN,
    )


def issued_from(draft):
    draft.duties.update(state=State.ACCEPTED.value)
    draft.refresh_from_db()
    return drafts.issue_draft(acting=None, draft=draft, version=draft.version)


def body(answer):
    return b"".join(answer.streaming_content)


def test_it_is_kept_byte_for_byte_from_the_upload_to_the_issued_plan(world, own_folder):
    client = world.client(Role.STAFF)
    sent = {"file": SimpleUploadedFile("柳溪镇方案.txt", WRITTEN), "organization": world.near.pk}
    assert client.post("/plans/upload/", sent).status_code == 302
    draft = Draft.objects.get()
    assert draft.original.name.startswith("plans/") and "柳溪" not in draft.original.name
    assert draft.original.name.endswith(".txt")
    assert body(client.get(f"/plans/drafts/{draft.pk}/file/")) == WRITTEN
    issued = issued_from(draft)
    assert f"/plans/{issued.pk}/file/" in client.get(f"/plans/{issued.pk}/").text
    assert body(client.get(f"/plans/{issued.pk}/file/")) == WRITTEN
    assert len(files(own_folder)) == 1


def test_whoever_may_see_the_plan_gets_it_as_a_download_and_nobody_else(world):
    issued = issued_from(started(world))
    answer = world.client(Role.MEMBER).get(f"/plans/{issued.pk}/file/")
    assert body(answer) == WRITTEN and answer["Content-Type"] == "text/plain"
    assert answer["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer["Content-Security-Policy"] and answer["X-Content-Type-Options"] == "nosniff"
    assert world.client(Role.ADMINISTRATOR).get(f"/plans/{issued.pk}/file/").status_code in (403, 404)


def test_a_draft_s_file_is_only_for_those_who_issue(world):
    draft = started(world)
    assert world.client(Role.SECRETARY).get(f"/plans/drafts/{draft.pk}/file/").status_code in (403, 404)


def test_a_plan_without_a_file_offers_none(world):
    issued = issued_from(a_draft(world.near))
    client = world.client(Role.STAFF)
    assert f"/plans/{issued.pk}/file/" not in client.get(f"/plans/{issued.pk}/").text
    assert client.get(f"/plans/{issued.pk}/file/").status_code == 404


def test_discarding_a_draft_erases_its_file(world, own_folder, django_capture_on_commit_callbacks):
    draft = started(world)
    with django_capture_on_commit_callbacks(execute=True):
        drafts.discard(acting=None, draft=draft)
    assert files(own_folder) == []


def test_discarding_a_new_version_leaves_the_file_of_the_plan(world, django_capture_on_commit_callbacks):
    issued = issued_from(started(world))
    revision = drafts.revise(acting=None, issued=issued)
    assert revision.original.name == issued.original.name
    with django_capture_on_commit_callbacks(execute=True):
        drafts.discard(acting=None, draft=revision)
    assert default_storage.exists(IssuedPlan.objects.get().original.name)


def test_a_draft_that_is_not_saved_leaves_no_file(world, own_folder, monkeypatch):
    def broken(*_args):
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(drafts, "_propose", broken)
    with pytest.raises(RuntimeError):
        started(world)
    assert files(own_folder) == [] and not Draft.objects.exists()


def test_a_file_that_is_gone_is_told(world, own_folder):
    issued = issued_from(started(world))
    files(own_folder)[0].unlink()
    assert world.client(Role.STAFF).get(f"/plans/{issued.pk}/file/").status_code == 410


def test_macros_are_not_passed_on():
    out = io.BytesIO(docx_of([*LINES]))
    with zipfile.ZipFile(out, "a") as package:
        package.writestr("word/vbaProject.bin", "x")
    with pytest.raises(IssuingError, match="宏"):
        read_upload(SimpleUploadedFile("方案.docx", out.getvalue()), 1_048_576)

"""Files sent to whoever may have them: those that are stored, and those made for this one answer."""

from django.db.models.fields.files import FieldFile
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def made(content: bytes, media_type: str, name: str) -> HttpResponse:
    """What was just made, as a download under this name."""
    answer = HttpResponse(content, content_type=media_type)
    answer["Content-Disposition"] = content_disposition_header(True, name)
    return answer


def as_download(file: FieldFile, name: str, media_type: str) -> HttpResponseBase:
    """Always a download, of the type it was taken as; nothing in it runs here."""
    try:
        answer = FileResponse(file.open("rb"), as_attachment=True, filename=name)
    except FileNotFoundError:
        return HttpResponse(_("这个附件的文件已经不在了，请联系系统管理员"), status=410)
    answer["Content-Type"] = media_type
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer["Cache-Control"] = "private, no-store"
    return answer

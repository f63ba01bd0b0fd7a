"""Attachments: what is taken, what is cleaned away, and who is served."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from PIL.ExifTags import Base

from tests.gatherings.made import recorded, sent
from zhibu.access.policy import Role
from zhibu.gatherings.attachments import LONGEST_SIDE, checked
from zhibu.gatherings.errors import FileRefused
from zhibu.gatherings.models import Attachment, Gathering

pytestmark = pytest.mark.usefixtures("own_folder")


def picture(kind="JPEG", size=(40, 20), **more):
    out = io.BytesIO()
    Image.new("RGB", size, "red").save(out, kind, **more)
    return out.getvalue()


def office(*names):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as parts:
        for name in names:
            parts.writestr(name, "x")
    return out.getvalue()


def take(name, content):
    return checked(SimpleUploadedFile(name, content))


def test_a_picture_loses_place_camera_and_time_and_stands_upright():
    exif = Image.Exif()
    exif[Base.Orientation] = 6  # turned by 90°
    exif[Base.Make] = "SecretCamera"
    exif.get_ifd(0x8825)[2] = (30.0, 1.0, 2.0)  # latitude
    taken = take("现场.JPG", picture(exif=exif, comment=b"hidden words"))
    assert taken.media_type == "image/jpeg" and taken.name == "现场.jpg"
    with Image.open(io.BytesIO(taken.content)) as clean:
        assert not clean.getexif() and clean.size == (20, 40)
    assert b"SecretCamera" not in taken.content and b"hidden words" not in taken.content


def test_text_in_a_png_is_gone_and_a_large_one_is_made_smaller():
    from PIL.PngImagePlugin import PngInfo

    info = PngInfo()
    info.add_text("Author", "Somebody")
    taken = take("图.png", picture("PNG", (LONGEST_SIDE * 2, 100), pnginfo=info))
    with Image.open(io.BytesIO(taken.content)) as clean:
        assert clean.info == {} and clean.size == (LONGEST_SIDE, 50)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("木马.exe", b"MZ"),
        ("页面.html", b"<script>"),
        ("图.svg", b"<svg/>"),
        ("假.jpg", b"<script>alert(1)</script>"),
        ("假.pdf", b"MZ not a pdf"),
        ("假.docx", b"not a zip"),
        ("缺.docx", office("word/document.xml")),
        ("宏.docx", office("[Content_Types].xml", "word/vbaProject.bin")),
        ("半.jpg", picture(size=(400, 400))[:200]),
        ("无名", b"x"),
    ],
)
def test_what_is_not_what_it_says_is_refused(name, content):
    with pytest.raises(FileRefused, match=name.split(".")[0]):
        take(name, content)


def test_too_large_is_refused(settings):
    settings.LARGEST_UPLOAD = 1_048_576
    with pytest.raises(FileRefused, match="1 MB"):
        take("大.pdf", b"%PDF-" + b"x" * 1_048_576)


def test_a_bomb_of_pixels_is_refused_before_it_is_drawn():
    with pytest.raises(FileRefused, match="尺寸"):
        take("大.png", picture("PNG", (30_000, 2_000)))


@pytest.mark.parametrize("name", ["../../etc/passwd.pdf", "C:\\temp\\passwd.pdf"])
def test_names_carry_no_folders(name):
    assert take(name, b"%PDF-1.7").name == "passwd.pdf"


@pytest.mark.django_db
def test_who_sees_the_record_gets_the_file_and_nobody_else(world, own_folder):
    client = world.client(Role.SECRETARY)
    data = sent(world.branch, files=SimpleUploadedFile("方案.pdf", b"%PDF-1.7 x"))
    assert client.post("/gatherings/record/", data).status_code == 302
    file = Attachment.objects.get()
    assert file.file.name.startswith("gatherings/") and "方案" not in file.file.name
    answer = client.get(f"/gatherings/attachments/{file.pk}/")
    assert b"".join(answer.streaming_content) == b"%PDF-1.7 x"
    assert answer["Content-Type"] == "application/pdf" and answer["Content-Disposition"].startswith(
        "attachment"
    )
    assert "sandbox" in answer["Content-Security-Policy"] and answer["X-Content-Type-Options"] == "nosniff"
    assert world.client(Role.MEMBER).get(f"/gatherings/attachments/{file.pk}/").status_code == 404
    assert world.client(Role.ADMINISTRATOR).get(f"/gatherings/attachments/{file.pk}/").status_code == 404


@pytest.mark.django_db
def test_a_bad_file_saves_nothing_and_loses_nothing(world):
    client = world.client(Role.SECRETARY)
    data = sent(world.branch, topic="很长的主题", files=SimpleUploadedFile("木马.exe", b"MZ"))
    answer = client.post("/gatherings/record/", data)
    assert "木马.exe" in answer.text and "很长的主题" in answer.text
    assert not Gathering.objects.exists() and not Attachment.objects.exists()


@pytest.mark.django_db
def test_a_removed_file_is_served_no_more_and_remembered(world):
    gathering = recorded(world.branch)
    client = world.client(Role.SECRETARY)
    address = f"/gatherings/{gathering.pk}/correct/"
    client.post(address, sent(world.branch, version=1, files=SimpleUploadedFile("方案.pdf", b"%PDF-1.7")))
    file = Attachment.objects.get()
    client.post(address, sent(world.branch, version=2, removed=file.pk))
    assert client.get(f"/gatherings/attachments/{file.pk}/").status_code == 404
    changes = client.get(f"/gatherings/{gathering.pk}/").context["shown"].steps[0].changes
    assert [one.gone for one in changes] == [("方案.pdf",)]

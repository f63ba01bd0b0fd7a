"""Bounds on what is read; a plan document of a hundred pages stays far below each of them."""

MEGABYTE = 1_000_000

FILE_BYTES = 20 * MEGABYTE
TEXT_CHARACTERS = 5_000_000
PACKAGE_ENTRIES = 5_000  # files inside a .docx
PACKAGE_BYTES = 200 * MEGABYTE  # all of them unpacked
PART_BYTES = 50 * MEGABYTE  # one that holds text, unpacked
PDF_PAGES = 1_000
PDF_SECONDS = 60
PDF_MEMORY = 2_000 * MEGABYTE
